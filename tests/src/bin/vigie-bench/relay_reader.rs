//! A client that does nothing but retrieve, so that it is not what is measured.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};

use super::relay_peers::Served;

/// How commands are sent.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// The next when the last is answered.
    OneByOne,
    /// So many ahead of the answers.
    Ahead(usize),
}

trait Carrier: Read + Write {}

impl<T: Read + Write> Carrier for T {}

/// A session that is logged in.
pub(crate) struct Reader {
    stream: BufReader<Box<dyn Carrier>>,
    line: Vec<u8>,
}

impl Reader {
    pub(crate) fn open(served: &Served) -> Result<Self, String> {
        let tcp = TcpStream::connect(("127.0.0.1", served.port)).map_err(said)?;
        tcp.set_nodelay(true).map_err(said)?;
        tcp.set_read_timeout(Some(Duration::from_mins(2)))
            .map_err(said)?;
        let stream: Box<dyn Carrier> = match &served.ca {
            None => Box::new(tcp),
            Some(ca) => {
                let mut roots = RootCertStore::empty();
                let root = CertificateDer::from_pem_file(ca).map_err(|e| e.to_string())?;
                roots.add(root).map_err(|e| e.to_string())?;
                let config = ClientConfig::builder()
                    .with_root_certificates(roots)
                    .with_no_client_auth();
                let name = ServerName::try_from("127.0.0.1").map_err(|e| e.to_string())?;
                let connection =
                    ClientConnection::new(Arc::new(config), name).map_err(|e| e.to_string())?;
                Box::new(StreamOwned::new(connection, tcp))
            }
        };
        let mut reader = Self {
            stream: BufReader::with_capacity(64 << 10, stream),
            line: Vec::new(),
        };
        reader.answer()?;
        reader.ask(&format!("USER {}", served.login))?;
        reader.ask(&format!("PASS {}", served.password))?;
        Ok(reader)
    }

    /// Retrieves that many messages and ends the session; the octets of all of them.
    pub(crate) fn retrieve(&mut self, messages: usize, way: Way) -> Result<u64, String> {
        let ahead = match way {
            Way::OneByOne => 1,
            Way::Ahead(ahead) => ahead,
        };
        let mut octets = 0;
        let mut asked = 0;
        for done in 0..messages {
            // Half of what may be in flight at once, as a client refills that reads while it waits.
            if asked - done <= ahead / 2 {
                let until = messages.min(done + ahead);
                let commands: Vec<String> = (asked..until)
                    .map(|place| format!("RETR {}\r\n", place + 1))
                    .collect();
                let commands = commands.concat();
                asked = until;
                self.stream
                    .get_mut()
                    .write_all(commands.as_bytes())
                    .map_err(said)?;
                self.stream.get_mut().flush().map_err(said)?;
            }
            self.answer()?;
            octets += self.body()?;
        }
        self.ask("QUIT")?;
        Ok(octets)
    }

    fn ask(&mut self, command: &str) -> Result<(), String> {
        let stream = self.stream.get_mut();
        stream
            .write_all(format!("{command}\r\n").as_bytes())
            .map_err(said)?;
        stream.flush().map_err(said)?;
        self.answer()
    }

    fn answer(&mut self) -> Result<(), String> {
        self.line.clear();
        self.stream
            .read_until(b'\n', &mut self.line)
            .map_err(said)?;
        if self.line.starts_with(b"+OK") {
            Ok(())
        } else {
            Err(format!(
                "said `{}`",
                String::from_utf8_lossy(self.line.trim_ascii_end())
            ))
        }
    }

    /// Reads up to the lone dot; how many octets came before it.
    fn body(&mut self) -> Result<u64, String> {
        const END: &[u8] = b"\r\n.\r\n";
        let mut octets = 0_u64;
        // The last octets of what was read before, for an end that is cut.
        let mut tail: Vec<u8> = b"\r\n".to_vec();
        loop {
            let buffer = self.stream.fill_buf().map_err(said)?;
            if buffer.is_empty() {
                return Err("ended in the middle of a message".to_owned());
            }
            let seam_length = buffer.len().min(END.len() - 1);
            let seam = [tail.as_slice(), &buffer[..seam_length]].concat();
            let cut = seam.windows(END.len()).position(|window| window == END);
            let used = match cut {
                Some(place) => Some(place + END.len() - tail.len()),
                None => memchr::memmem::find(buffer, END).map(|place| place + END.len()),
            };
            if let Some(used) = used {
                self.stream.consume(used);
                return Ok(octets + used as u64);
            }
            let read = buffer.len();
            if read >= END.len() - 1 {
                tail = buffer[read - (END.len() - 1)..].to_vec();
            } else {
                tail.extend_from_slice(buffer);
                tail.drain(..tail.len().saturating_sub(END.len() - 1));
            }
            octets += read as u64;
            self.stream.consume(read);
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
fn said(error: io::Error) -> String {
    error.to_string()
}
