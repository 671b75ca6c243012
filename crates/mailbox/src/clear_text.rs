//! Whether a server that is to be spoken to in clear text really offers nothing better.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use vigie_domain::server::Server;

/// POP3 inside TLS (RFC 8314 §3.2).
const POP3S: u16 = 995;

/// How long connecting, or the whole exchange, may take.
const WITHIN: Duration = Duration::from_secs(5);

/// Octets read at most: a greeting and a CAPA reply.
const MOST: usize = 8192;

/// Whether the host listens for POP3 inside TLS, or announces STLS (RFC 2595 §4). Where either
/// holds, TLS is to be used, and be it broken today: clear text is for hosts that have none.
pub async fn offers_tls(server: &Server) -> bool {
    let tls_port = timeout(WITHIN, TcpStream::connect((server.host.as_str(), POP3S)));
    let announced = timeout(WITHIN, announces_stls(server));
    let (tls_port, announced) = tokio::join!(tls_port, announced);
    matches!(tls_port, Ok(Ok(_))) || matches!(announced, Ok(Ok(true)))
}

async fn announces_stls(server: &Server) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect((server.host.as_str(), server.port)).await?;
    let mut seen = Vec::new();
    read_until(&mut stream, &mut seen, |text| text.ends_with(b"\r\n")).await?;
    stream.write_all(b"CAPA\r\n").await?;
    seen.clear();
    read_until(&mut stream, &mut seen, |text| {
        text.starts_with(b"-ERR") && text.ends_with(b"\r\n") || text.ends_with(b"\r\n.\r\n")
    })
    .await?;
    stream.write_all(b"QUIT\r\n").await?;
    Ok(seen
        .split(|&octet| octet == b'\n')
        .any(|line| line.trim_ascii().eq_ignore_ascii_case(b"STLS")))
}

async fn read_until(
    stream: &mut (impl AsyncRead + Unpin),
    seen: &mut Vec<u8>,
    complete: impl Fn(&[u8]) -> bool,
) -> std::io::Result<()> {
    while !complete(seen) && seen.len() < MOST {
        if stream.read_buf(seen).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use vigie_domain::server::Security;

    use super::*;

    async fn offered_by(capabilities: &'static str) -> bool {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"+OK ready\r\n").await.unwrap();
            let mut seen = Vec::new();
            read_until(&mut stream, &mut seen, |text| text.ends_with(b"\r\n"))
                .await
                .unwrap();
            assert_eq!(seen, b"CAPA\r\n");
            stream.write_all(capabilities.as_bytes()).await.unwrap();
        });
        offers_tls(&Server {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::Plain,
        })
        .await
    }

    #[test]
    fn stls_is_seen_and_its_absence_too() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            assert!(offered_by("+OK\r\nUIDL\r\nStls\r\n.\r\n").await);
            assert!(!offered_by("+OK\r\nUIDL\r\n.\r\n").await);
            assert!(!offered_by("-ERR unknown\r\n").await);
        });
    }
}
