//! A TLS stream as lettre takes it.

use std::{
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// What a server may say in one session, in octets; a real one says a few hundred.
const MOST: usize = 256 * 1024;

/// A verified TLS stream, bounded. lettre waits for a greeting, which after STARTTLS does not come
/// a second time (RFC 3207 §4.2): there it is played to it.
pub(super) struct Stream {
    tls: TlsStream<TcpStream>,
    /// Played before anything is read.
    prelude: &'static [u8],
    read: usize,
}

impl Stream {
    /// A stream on which the greeting is still to come.
    pub(super) fn greeting_ahead(tls: TlsStream<TcpStream>) -> Self {
        Self::new(tls, b"")
    }

    /// A stream on which the greeting came before TLS.
    pub(super) fn greeted(tls: TlsStream<TcpStream>) -> Self {
        Self::new(tls, b"220 greeted\r\n")
    }

    fn new(tls: TlsStream<TcpStream>, prelude: &'static [u8]) -> Self {
        Self {
            tls,
            prelude,
            read: 0,
        }
    }
}

impl AsyncTokioStream for Stream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.tls.get_ref().0.peer_addr()
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.prelude.is_empty() {
            let taken = self.prelude.len().min(buffer.remaining());
            let (now, later) = self.prelude.split_at(taken);
            buffer.put_slice(now);
            self.prelude = later;
            return Poll::Ready(Ok(()));
        }
        if self.read >= MOST {
            return Poll::Ready(Err(io::Error::other("the server says too much")));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.tls).poll_read(context, buffer))?;
        self.read += buffer.filled().len() - before;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tls).poll_write(context, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tls).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tls).poll_shutdown(context)
    }
}
