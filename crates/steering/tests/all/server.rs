//! A web server over TLS, of static files, that misbehaves where it is told to.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};
use vigie_steering::Digest;

use crate::publisher::Files;

/// What is wrong with a path, or with every path (`*`).
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// This status, these header lines, this body.
    Answer(u16, String, Vec<u8>),
    /// A body that never ends.
    Endless,
    /// The right head, then one octet at a time with this pause.
    Trickle(Duration),
    /// The connection is closed after the head and half of the body.
    Half,
    /// The connection is closed without an answer.
    Closed,
}

#[derive(Debug, Default)]
struct Site {
    files: Files,
    faults: BTreeMap<String, Fault>,
    /// Paths that were asked for, and the status that they were answered with.
    asked: Vec<(String, u16)>,
    handshakes: Handshakes,
}

/// Handshakes that were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Handshakes {
    pub(crate) full: u32,
    pub(crate) resumed: u32,
}

/// The server; it ends with the runtime.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    site: Arc<Mutex<Site>>,
    pub(crate) root: CertificateDer<'static>,
}

impl Server {
    pub(crate) async fn start(files: Files) -> Self {
        let (root, config) = certificates();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            site: Arc::default(),
            root,
        };
        server.serve(files);
        let site = Arc::clone(&server.site);
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, site) = (acceptor.clone(), Arc::clone(&site));
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    count_handshake(&site, &stream);
                    let _ = converse(stream, &site).await;
                });
            }
        });
        server
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}/vigie/", self.address())
    }

    pub(crate) fn serve(&self, files: Files) {
        self.site.lock().unwrap().files = files;
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Files)) {
        change(&mut self.site.lock().unwrap().files);
    }

    pub(crate) fn spoil(&self, path: &str, fault: Fault) {
        let mut site = self.site.lock().unwrap();
        site.faults.insert(path.to_owned(), fault);
    }

    pub(crate) fn mend(&self) {
        self.site.lock().unwrap().faults.clear();
    }

    /// What was asked for since the last time.
    pub(crate) fn asked(&self) -> Vec<(String, u16)> {
        std::mem::take(&mut self.site.lock().unwrap().asked)
    }

    pub(crate) fn handshakes(&self) -> Handshakes {
        self.site.lock().unwrap().handshakes
    }
}

fn count_handshake(
    site: &Mutex<Site>,
    stream: &tokio_rustls::server::TlsStream<tokio::net::TcpStream>,
) {
    use tokio_rustls::rustls::HandshakeKind;
    let mut site = site.lock().unwrap();
    match stream.get_ref().1.handshake_kind() {
        Some(HandshakeKind::Resumed) => site.handshakes.resumed += 1,
        _ => site.handshakes.full += 1,
    }
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    site: &Mutex<Site>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let path = line.split(' ').nth(1).unwrap_or_default();
        let path = path.strip_prefix("/vigie/").unwrap_or(path).to_owned();
        let mut known = None;
        loop {
            let mut header = String::new();
            stream.read_line(&mut header).await?;
            if header.trim().is_empty() {
                break;
            }
            if let Some(etag) = header.to_ascii_lowercase().strip_prefix("if-none-match: ") {
                known = Some(etag.trim().to_owned());
            }
        }
        let (status, headers, body, fault) = answer(site, &path, known.as_deref());
        site.lock().unwrap().asked.push((path, status));
        let length = match (&fault, status) {
            (Some(Fault::Endless), _) | (_, 304) => String::new(),
            _ => format!("content-length: {}\r\n", body.len()),
        };
        let head = format!("HTTP/1.1 {status} -\r\n{headers}{length}\r\n");
        match fault {
            Some(Fault::Closed) => return stream.shutdown().await,
            Some(Fault::Endless) => {
                let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
                stream.write_all(head.as_bytes()).await?;
                let chunk = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
                loop {
                    stream.write_all(chunk.as_bytes()).await?;
                    stream.flush().await?;
                }
            }
            Some(Fault::Trickle(pause)) => {
                stream.write_all(head.as_bytes()).await?;
                for octet in body {
                    stream.write_all(&[octet]).await?;
                    stream.flush().await?;
                    tokio::time::sleep(pause).await;
                }
            }
            Some(Fault::Half) => {
                stream.write_all(head.as_bytes()).await?;
                stream.write_all(&body[..body.len() / 2]).await?;
                return stream.shutdown().await;
            }
            _ => {
                stream.write_all(head.as_bytes()).await?;
                stream.write_all(&body).await?;
                stream.flush().await?;
            }
        }
    }
}

fn answer(
    site: &Mutex<Site>,
    path: &str,
    known: Option<&str>,
) -> (u16, String, Vec<u8>, Option<Fault>) {
    let site = site.lock().unwrap();
    let fault = site
        .faults
        .get(path)
        .or_else(|| site.faults.get("*"))
        .cloned();
    if let Some(Fault::Answer(status, headers, body)) = fault {
        return (status, headers, body, None);
    }
    match site.files.get(path) {
        None => (
            404,
            "content-type: text/html\r\n".to_owned(),
            b"<h1>404</h1>".to_vec(),
            fault,
        ),
        Some(body) => {
            let etag = format!("\"{}\"", Digest::of(body));
            let headers = format!("content-type: application/json\r\netag: {etag}\r\n");
            if known == Some(etag.as_str()) {
                (304, headers, Vec::new(), fault)
            } else {
                (200, headers, body.clone(), fault)
            }
        }
    }
}

fn certificates() -> (CertificateDer<'static>, ServerConfig) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let key = KeyPair::generate().unwrap();
    let root = params.self_signed(&key).unwrap();
    let issuer = Issuer::new(params, key);
    let mut leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    leaf.use_authority_key_identifier_extension = true;
    let leaf_key = KeyPair::generate().unwrap();
    let leaf = leaf.signed_by(&leaf_key, &issuer).unwrap();
    let private = PrivateKeyDer::try_from(leaf_key.serialize_der()).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], private)
        .unwrap();
    config.ticketer = aws_lc_rs::Ticketer::new().unwrap();
    (root.der().clone(), config)
}
