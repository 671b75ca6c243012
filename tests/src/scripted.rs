//! Servers that say exactly what a test wants, for what no well-behaved server says.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::{netns::Namespace, pki::Leaf};

/// What a scripted server does next.
#[derive(Clone, Debug)]
pub enum Act {
    /// Say this and go on.
    Say(Vec<u8>),
    /// Say this and hang up.
    SayAndClose(Vec<u8>),
    /// Say nothing more, and keep the connection.
    Hang,
}

impl Act {
    /// One line, with its CRLF.
    #[must_use]
    pub fn line(text: &str) -> Self {
        Self::Say(format!("{text}\r\n").into_bytes())
    }
}

/// What a server says: its first words, and an answer to each line.
pub struct Script {
    /// Said when a client connects (after TLS, where there is any).
    pub greeting: Act,
    /// The answer to a line, without its CRLF.
    pub answer: Box<dyn Fn(&str) -> Act + Send + Sync>,
}

impl Script {
    /// A POP3 server that announces `capabilities` and answers PASS with `pass`; its mailbox is empty.
    #[must_use]
    pub fn pop3(capabilities: &'static [&'static str], pass: &'static str) -> Self {
        Self {
            greeting: Act::line("+OK ready"),
            answer: Box::new(move |line| {
                let verb = line.split(' ').next().unwrap_or_default();
                match verb.to_ascii_uppercase().as_str() {
                    "CAPA" => {
                        let mut lines = String::from("+OK\r\nUSER\r\nTOP\r\nUIDL\r\n");
                        for capability in capabilities {
                            lines.push_str(capability);
                            lines.push_str("\r\n");
                        }
                        lines.push_str(".\r\n");
                        Act::Say(lines.into_bytes())
                    }
                    "USER" => Act::line("+OK"),
                    "PASS" => Act::line(pass),
                    "STAT" => Act::line("+OK 0 0"),
                    "UIDL" | "LIST" => Act::Say(b"+OK\r\n.\r\n".to_vec()),
                    "QUIT" => Act::SayAndClose(b"+OK bye\r\n".to_vec()),
                    _ => Act::line("-ERR what?"),
                }
            }),
        }
    }
}

/// A running scripted server; it takes no new connection once dropped.
pub struct Scripted {
    address: SocketAddr,
    lines: Arc<Mutex<Vec<String>>>,
    stopped: Arc<AtomicBool>,
}

impl Scripted {
    /// On a free loopback port, in clear text.
    #[must_use]
    pub fn plain(script: Script) -> Self {
        Self::start("127.0.0.1:0", None, script)
    }

    /// On a free loopback port, with TLS from the first byte.
    #[must_use]
    pub fn tls(leaf: &Leaf, script: Script) -> Self {
        Self::tls_at(leaf, "127.0.0.1:0", script)
    }

    /// At that `address:port`, with TLS from the first byte.
    #[must_use]
    pub fn tls_at(leaf: &Leaf, address: &str, script: Script) -> Self {
        crate::install_crypto_provider();
        let certificate =
            CertificateDer::from_pem_file(&leaf.certificate).expect("the certificate is PEM");
        let key = PrivateKeyDer::from_pem_file(&leaf.key).expect("the key is PEM");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("certificate and key fit");
        Self::start(address, Some(Arc::new(config)), script)
    }

    fn start(at: &str, tls: Option<Arc<ServerConfig>>, script: Script) -> Self {
        let listener = TcpListener::bind(at).expect("the port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let stopped = Arc::new(AtomicBool::new(false));
        let lines = Arc::new(Mutex::new(Vec::new()));
        let script = Arc::new(script);
        let (ended, heard) = (Arc::clone(&stopped), Arc::clone(&lines));
        thread::spawn(move || {
            for client in listener.incoming() {
                if ended.load(Ordering::Acquire) {
                    break;
                }
                let Ok(client) = client else { continue };
                let (tls, script, heard) = (tls.clone(), Arc::clone(&script), Arc::clone(&heard));
                thread::spawn(move || {
                    client
                        .set_read_timeout(Some(Duration::from_mins(2)))
                        .expect("a socket takes a timeout");
                    match tls {
                        None => {
                            let writing = client.try_clone().expect("a socket can be cloned");
                            play(&script, BufReader::new(client), Some(writing), &heard);
                        }
                        Some(config) => {
                            let session =
                                ServerConnection::new(config).expect("the configuration is whole");
                            let stream = StreamOwned::new(session, client);
                            play(&script, BufReader::new(stream), None::<TcpStream>, &heard);
                        }
                    }
                });
            }
        });
        Self {
            address,
            lines,
            stopped,
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every line that clients sent so far.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        let _woken = TcpStream::connect(self.address);
    }
}

/// One client. A TLS stream is written through the reader, for it is one object.
fn play<S: Read + Write, W: Write>(
    script: &Script,
    mut reader: BufReader<S>,
    mut writer: Option<W>,
    heard: &Mutex<Vec<String>>,
) {
    let mut act = script.greeting.clone();
    loop {
        let (words, close) = match act {
            Act::Say(words) => (words, false),
            Act::SayAndClose(words) => (words, true),
            Act::Hang => (Vec::new(), false),
        };
        let said = if let Some(writer) = &mut writer {
            writer.write_all(&words).and_then(|()| writer.flush())
        } else {
            let stream = reader.get_mut();
            stream.write_all(&words).and_then(|()| stream.flush())
        };
        if said.is_err() || close {
            return;
        }
        let mut line = Vec::new();
        match reader.by_ref().take(8192).read_until(b'\n', &mut line) {
            Ok(1..) => {}
            Ok(0) | Err(_) => return,
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        act = (script.answer)(&line);
        heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line);
    }
}

/// A name server that knows a few names and says of every other that it does not exist.
pub struct Names(());

impl Names {
    /// Answers on port 53 of `address` inside the namespace, for as long as the namespace lives.
    #[must_use]
    pub fn start(inside: &Namespace, address: &str, known: &[(&str, &str)]) -> Self {
        let known: HashMap<String, Ipv4Addr> = known
            .iter()
            .map(|(name, ip)| ((*name).to_owned(), ip.parse().expect("an IPv4 address")))
            .collect();
        let address = format!("{address}:53");
        let socket = inside.enter(move || UdpSocket::bind(address).expect("port 53 is free there"));
        thread::spawn(move || {
            let mut buffer = [0; 1500];
            while let Ok((read, client)) = socket.recv_from(&mut buffer) {
                if let Some(answer) = answer(&buffer[..read], &known) {
                    let _client_gone = socket.send_to(&answer, client);
                }
            }
        });
        Self(())
    }
}

/// The answer to a DNS query (RFC 1035 §4.1) with one question.
fn answer(query: &[u8], known: &HashMap<String, Ipv4Addr>) -> Option<Vec<u8>> {
    const A: u16 = 1;
    const NO_ERROR: u16 = 0x8180;
    const NAME_ERROR: u16 = 0x8183;
    let mut labels = Vec::new();
    let mut at = 12;
    loop {
        let length = usize::from(*query.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(query.get(at..at + length)?).to_lowercase());
        at += length;
    }
    let kind = u16::from_be_bytes([*query.get(at)?, *query.get(at + 1)?]);
    let question = query.get(12..at + 4)?;
    let address = known.get(&labels.join("."));
    let found = address.filter(|_| kind == A);
    let flags = if address.is_some() {
        NO_ERROR
    } else {
        NAME_ERROR
    };
    let mut out = query.get(..2)?.to_vec();
    for word in [flags, 1, u16::from(found.is_some()), 0, 0] {
        out.extend(word.to_be_bytes());
    }
    out.extend(question);
    if let Some(ip) = found {
        // A pointer to the question's name, type A, class IN, 30 s, four octets.
        out.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4]);
        out.extend(ip.octets());
    }
    Some(out)
}
