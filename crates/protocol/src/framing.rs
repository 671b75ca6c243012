//! Lines on a stream: bounded when read, whole when written.

use std::io;

use serde::{Serialize, de::DeserializeOwned};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use zeroize::Zeroizing;

use crate::MAX_LINE;

/// Why no line could be read.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// More than [`MAX_LINE`] octets without an end of line; the stream is of no further use.
    #[error("the line is longer than {MAX_LINE} octets")]
    TooLong,
    /// The stream ended within a line.
    #[error("the stream ended within a line")]
    CutShort,
    /// The stream failed.
    #[error("the stream failed: {0}")]
    Io(#[from] io::Error),
}

/// A line is no message: what is wrong with it, and at which column (counted from 1). The line
/// itself, which may hold a password, is never repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} (column {column})")]
pub struct NotAMessage {
    /// What is wrong.
    pub what: String,
    /// Where.
    pub column: usize,
}

/// Reads lines from a stream, however they are cut into pieces.
#[derive(Debug)]
pub struct LineReader<R> {
    stream: R,
    /// What has been read and not yet handed out; wiped when dropped, since it may hold a password.
    pending: Zeroizing<Vec<u8>>,
    /// How much of `pending` is known to hold no end of line.
    searched: usize,
}

/// Octets asked of the stream at a time.
const PIECE: usize = 4096;

impl<R: AsyncRead + Unpin> LineReader<R> {
    /// Reads lines from this stream.
    pub fn new(stream: R) -> Self {
        Self {
            stream,
            pending: Zeroizing::new(Vec::new()),
            searched: 0,
        }
    }

    /// The next line without its end (LF or CRLF); `None` at the end of the stream.
    ///
    /// Cancel-safe: what was read before a cancellation is kept for the next call.
    pub async fn next_line(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, LineError> {
        loop {
            if let Some(line) = self.take_line() {
                return if line.len() < MAX_LINE {
                    Ok(Some(line))
                } else {
                    Err(LineError::TooLong)
                };
            }
            if self.pending.len() >= MAX_LINE {
                return Err(LineError::TooLong);
            }
            let mut piece = Zeroizing::new([0_u8; PIECE]);
            let count = self.stream.read(piece.as_mut_slice()).await?;
            if count == 0 {
                return if self.pending.is_empty() {
                    Ok(None)
                } else {
                    Err(LineError::CutShort)
                };
            }
            if let Some(read) = piece.get(..count) {
                self.append(read);
            }
        }
    }

    fn take_line(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        let unsearched = self.pending.get(self.searched..)?;
        let Some(offset) = unsearched.iter().position(|&octet| octet == b'\n') else {
            self.searched = self.pending.len();
            return None;
        };
        let end = self.searched + offset;
        let mut line: Zeroizing<Vec<u8>> = Zeroizing::new(self.pending.drain(..=end).collect());
        self.searched = 0;
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        if self.pending.is_empty() {
            // An idle connection keeps no buffer.
            self.pending = Zeroizing::new(Vec::new());
        }
        Some(line)
    }

    /// Grows into a fresh buffer, so that the old one is wiped rather than left to the allocator.
    fn append(&mut self, read: &[u8]) {
        let needed = self.pending.len() + read.len();
        if needed > self.pending.capacity() {
            let mut grown = Zeroizing::new(Vec::with_capacity(needed.next_power_of_two()));
            grown.extend_from_slice(&self.pending);
            self.pending = grown;
        }
        self.pending.extend_from_slice(read);
    }
}

/// Reads a line as a message.
pub fn parse<T: DeserializeOwned>(line: &[u8]) -> Result<T, NotAMessage> {
    serde_json::from_slice(line).map_err(|error| NotAMessage {
        what: match error.classify() {
            serde_json::error::Category::Io => "unreadable",
            serde_json::error::Category::Syntax => "no JSON",
            serde_json::error::Category::Data => "no message of this protocol",
            serde_json::error::Category::Eof => "JSON cut short",
        }
        .to_owned(),
        column: error.column().max(1),
    })
}

/// A message as the line that is sent, its end included; `None` if it would be longer than
/// [`MAX_LINE`].
#[must_use]
pub fn line_of<T: Serialize>(message: &T) -> Option<Zeroizing<Vec<u8>>> {
    let mut line = Zeroizing::new(serde_json::to_vec(message).ok()?);
    line.push(b'\n');
    (line.len() <= MAX_LINE).then_some(line)
}

/// Writes a whole line, as [`line_of`] makes it.
pub async fn write_line<W: AsyncWrite + Unpin>(stream: &mut W, line: &[u8]) -> io::Result<()> {
    stream.write_all(line).await?;
    stream.flush().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Call, Request};

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    }

    #[test]
    fn lines_come_out_the_same_however_they_are_cut() {
        runtime().block_on(async {
            let text = b"{\"a\":1}\r\n\n\"two\"\n";
            for cut in 0..=text.len() {
                let (mut theirs, ours) = tokio::io::duplex(64);
                theirs.write_all(&text[..cut]).await.unwrap();
                let mut reader = LineReader::new(ours);
                let early =
                    tokio::time::timeout(std::time::Duration::ZERO, reader.next_line()).await;
                theirs.write_all(&text[cut..]).await.unwrap();
                drop(theirs);
                let mut lines = Vec::new();
                if let Ok(line) = early {
                    lines.push(line.unwrap().unwrap().to_vec());
                }
                while let Some(line) = reader.next_line().await.unwrap() {
                    lines.push(line.to_vec());
                }
                assert_eq!(lines, [&b"{\"a\":1}"[..], b"", b"\"two\""], "cut at {cut}");
            }
        });
    }

    #[test]
    fn a_line_without_end_is_refused_and_a_cut_one_reported() {
        runtime().block_on(async {
            let endless = tokio::io::repeat(b'x');
            let mut reader = LineReader::new(endless);
            assert!(matches!(reader.next_line().await, Err(LineError::TooLong)));
            let mut reader = LineReader::new(&b"{\"id\""[..]);
            assert!(matches!(reader.next_line().await, Err(LineError::CutShort)));
        });
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told_without_repeating_it() {
        let error = parse::<Call>(br#"{"id":1,"request":{"type":"secret-word"}}"#).unwrap_err();
        assert!(!error.to_string().contains("secret-word"));
        assert!(parse::<Call>(b"{").unwrap_err().what.contains("cut short"));
        assert!(parse::<Call>(&[0xff]).is_err());
        let deep = "[".repeat(100_000);
        assert!(parse::<Call>(deep.as_bytes()).is_err());
    }

    #[test]
    fn a_message_is_one_line() {
        let line = line_of(&Call {
            id: 3,
            request: Request::Status,
        })
        .unwrap();
        assert_eq!(
            line.iter().position(|&octet| octet == b'\n'),
            Some(line.len() - 1)
        );
        let call: Call = parse(&line).unwrap();
        assert_eq!(call.id, 3);
        assert!(line_of(&"x".repeat(MAX_LINE)).is_none());
    }
}
