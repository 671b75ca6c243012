//! The POP3 client on a connection: bytes both ways, within deadlines.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf},
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::client::TlsStream;
use vigie_pop3::{
    Command, Limits, Verb,
    client::{Client, CommandError, Event, Violation},
};
use zeroize::Zeroizing;

/// How much is read at once.
const READ_OCTETS: usize = 32 * 1024;

/// A server that ignores the line count of TOP sends whole messages: they are skipped, up to here.
const TOP_OCTETS: u64 = 32 << 20;

/// What ended the wait for an event.
#[derive(Debug)]
pub(crate) enum Broken {
    /// The deadline passed.
    Deadline,
    /// The server left the protocol, or closed the stream.
    Violation(Violation),
    /// The connection failed.
    Io(io::Error),
}

/// A connection with the client that drives it.
pub(crate) struct Connection {
    stream: Stream,
    client: Client,
    /// Taken from the client and not yet written.
    output: Zeroizing<Vec<u8>>,
    written: usize,
    flushed: bool,
    /// Writing failed: what the server said before it hung up is still read.
    write_failed: bool,
    input: Box<[u8]>,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    /// Between the two.
    Gone,
}

impl Connection {
    pub(crate) fn plain(stream: TcpStream) -> Self {
        Self::new(Stream::Plain(stream))
    }

    pub(crate) fn tls(stream: TlsStream<TcpStream>) -> Self {
        Self::new(Stream::Tls(Box::new(stream)))
    }

    fn new(stream: Stream) -> Self {
        let limits = Limits {
            top_octets: TOP_OCTETS,
            ..Limits::default()
        };
        Self {
            stream,
            client: Client::new(limits),
            output: Zeroizing::default(),
            written: 0,
            flushed: true,
            write_failed: false,
            input: vec![0; READ_OCTETS].into_boxed_slice(),
        }
    }

    /// Queues a command; it is written while the next event is waited for.
    pub(crate) fn send(&mut self, command: Command) -> Result<(), CommandError> {
        self.client.send(command)
    }

    /// Commands not yet wholly answered.
    pub(crate) fn outstanding(&self) -> usize {
        self.client.outstanding()
    }

    /// The TCP stream, for the TLS handshake after STLS was accepted; `None` at any other time.
    pub(crate) fn take_plain(&mut self) -> Option<TcpStream> {
        if !self.client.is_awaiting_tls() {
            return None;
        }
        match std::mem::replace(&mut self.stream, Stream::Gone) {
            Stream::Plain(stream) => Some(stream),
            Stream::Tls(_) | Stream::Gone => None,
        }
    }

    /// Goes on inside TLS after STLS.
    pub(crate) fn tls_established(&mut self, stream: TlsStream<TcpStream>) {
        self.stream = Stream::Tls(Box::new(stream));
        self.client.tls_established();
    }

    /// The next thing that the server says. Writes and reads at the same time, so that neither
    /// side can block the other, however much is pipelined.
    pub(crate) async fn event(&mut self, deadline: Instant) -> Result<Event, Broken> {
        loop {
            if let Some(event) = self.client.next_event().map_err(Broken::Violation)? {
                return Ok(event);
            }
            // A server that never pauses is always ready to be read, and no timer would be looked at.
            if Instant::now() >= deadline {
                return Err(Broken::Deadline);
            }
            self.collect_output();
            let read = timeout_at(deadline, poll_fn(|context| self.poll_exchange(context))).await;
            match read {
                Err(_) => return Err(Broken::Deadline),
                Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    self.client.end_of_stream();
                }
                Ok(Err(error)) => return Err(Broken::Io(error)),
                Ok(Ok(0)) => self.client.end_of_stream(),
                Ok(Ok(octets)) => self.client.receive(&self.input[..octets]),
            }
        }
    }

    /// Says QUIT, waits a little for the answer, and closes. Whether it was accepted: only then is
    /// what was marked deleted (RFC 1939 §6).
    pub(crate) async fn quit(mut self, patience: Duration) -> bool {
        let mut accepted = false;
        if self.client.send(Command::Quit).is_ok() {
            let deadline = Instant::now() + patience;
            while !self.client.is_over() {
                match self.event(deadline).await {
                    Ok(Event::Accepted { asked, .. }) => accepted |= asked.verb == Verb::Quit,
                    Ok(_) => {}
                    Err(error) => {
                        tracing::debug!(?error, "QUIT was not answered");
                        break;
                    }
                }
            }
        }
        self.close().await;
        accepted
    }

    /// Ends TLS and TCP in order, where that is possible at once.
    pub(crate) async fn close(&mut self) {
        let closing = async {
            match &mut self.stream {
                Stream::Plain(stream) => stream.shutdown().await,
                Stream::Tls(stream) => stream.shutdown().await,
                Stream::Gone => Ok(()),
            }
        };
        if !matches!(
            timeout(Duration::from_millis(200), closing).await,
            Ok(Ok(()))
        ) {
            tracing::debug!("the connection was closed without ceremony");
        }
    }

    fn collect_output(&mut self) {
        if self.written == self.output.len() {
            self.output = Zeroizing::new(self.client.take_output());
            self.written = 0;
        } else {
            let more = Zeroizing::new(self.client.take_output());
            self.output.extend_from_slice(&more);
        }
        self.flushed &= self.output.is_empty();
    }

    /// Writes what can be written, then reads what has come.
    fn poll_exchange(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if !self.write_failed
            && let Poll::Ready(Err(error)) = self.poll_write_all(context)
        {
            tracing::debug!(%error, "writing failed");
            self.write_failed = true;
        }
        let mut buffer = ReadBuf::new(&mut self.input);
        let read = match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(context, &mut buffer),
            Stream::Tls(stream) => Pin::new(stream).poll_read(context, &mut buffer),
            Stream::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        };
        ready!(read)?;
        Poll::Ready(Ok(buffer.filled().len()))
    }

    fn poll_write_all(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest @ [_, ..]) = self.output.get(self.written..) {
            let written = match &mut self.stream {
                Stream::Plain(stream) => ready!(Pin::new(stream).poll_write(context, rest)),
                Stream::Tls(stream) => ready!(Pin::new(stream).poll_write(context, rest)),
                Stream::Gone => Err(io::ErrorKind::NotConnected.into()),
            }?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.written += written;
        }
        if !self.flushed {
            match &mut self.stream {
                Stream::Plain(stream) => ready!(Pin::new(stream).poll_flush(context)),
                Stream::Tls(stream) => ready!(Pin::new(stream).poll_flush(context)),
                Stream::Gone => Ok(()),
            }?;
            self.flushed = true;
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_server_that_never_pauses_does_not_outlast_the_deadline() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stream, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let (stream, (mut server, _)) = (stream.unwrap(), accepted.unwrap());
        server.write_all(b"+OK ready\r\n").await.unwrap();
        stream.readable().await.unwrap();
        let mut connection = Connection::plain(stream);
        let passed = Instant::now();
        assert!(matches!(
            connection.event(passed).await,
            Err(Broken::Deadline)
        ));
        let later = Instant::now() + Duration::from_secs(5);
        assert!(matches!(
            connection.event(later).await,
            Ok(Event::Greeting(_))
        ));
    }
}
