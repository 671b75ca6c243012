use memchr::memchr;
use zeroize::Zeroize;

/// Received octets that are not yet understood, handed out line by line in linear time.
#[derive(Default)]
pub(crate) struct LineBuffer {
    bytes: Vec<u8>,
    start: usize,
    /// Octets after `start` that are known to hold no line feed.
    scanned: usize,
}

/// One line without its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    pub(crate) content: &'a [u8],
    /// It ended in LF without CR.
    pub(crate) bare_lf: bool,
    /// Its length on the wire, end included.
    pub(crate) octets: usize,
}

/// A line is longer than the limit, or will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineTooLong;

impl LineBuffer {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.start == self.bytes.len() {
            self.bytes.clear();
            self.start = 0;
        } else if self.start > self.bytes.len() / 2 {
            // At most as many octets are moved as were consumed since the last move, which keeps the whole linear.
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole line; `None` while its end has not arrived.
    pub(crate) fn next_line(&mut self, limit: usize) -> Result<Option<Line<'_>>, LineTooLong> {
        let unread = &self.bytes[self.start..];
        let Some(found) = memchr(b'\n', &unread[self.scanned..]) else {
            self.scanned = unread.len();
            return if unread.len() >= limit {
                Err(LineTooLong)
            } else {
                Ok(None)
            };
        };
        let octets = self.scanned + found + 1;
        if octets > limit {
            return Err(LineTooLong);
        }
        self.start += octets;
        self.scanned = 0;
        let line = &unread[..octets - 1];
        Ok(Some(match line.strip_suffix(b"\r") {
            Some(content) => Line {
                content,
                bare_lf: false,
                octets,
            },
            None => Line {
                content: line,
                bare_lf: true,
                octets,
            },
        }))
    }

    /// Drops a line that is too long, as far as it has arrived. True once its end was dropped too.
    pub(crate) fn skip_line(&mut self) -> bool {
        let unread = self.unread();
        let end = memchr(b'\n', unread);
        let octets = end.map_or(unread.len(), |at| at + 1);
        self.consume(octets);
        end.is_some()
    }

    pub(crate) fn unread(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.bytes.len()
    }

    /// Drops the next `octets` unread octets.
    pub(crate) fn consume(&mut self, octets: usize) {
        self.start = (self.start + octets).min(self.bytes.len());
        self.scanned = 0;
    }

    /// Overwrites what was read already, after a line that held a password.
    pub(crate) fn wipe_read(&mut self) {
        self.bytes[..self.start].zeroize();
    }
}

impl Drop for LineBuffer {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_out_whole_whatever_the_slices() {
        let wire = b"one\r\ntwo\n\r\nlast";
        for cut in 0..wire.len() {
            let mut buffer = LineBuffer::default();
            let mut lines = Vec::new();
            for part in [&wire[..cut], &wire[cut..]] {
                buffer.push(part);
                while let Some(line) = buffer.next_line(64).unwrap() {
                    lines.push((line.content.to_vec(), line.bare_lf, line.octets));
                }
            }
            assert_eq!(
                lines,
                [
                    (b"one".to_vec(), false, 5),
                    (b"two".to_vec(), true, 4),
                    (b"".to_vec(), false, 2)
                ]
            );
            assert_eq!(buffer.unread(), b"last");
        }
    }

    #[test]
    fn the_limit_counts_the_line_end_and_needs_no_line_end_to_strike() {
        let mut exact = LineBuffer::default();
        exact.push(b"12345678\r\n");
        assert_eq!(exact.next_line(10).unwrap().unwrap().content, b"12345678");

        let mut over = LineBuffer::default();
        over.push(b"123456789\r\n");
        assert_eq!(over.next_line(10).unwrap_err(), LineTooLong);

        let mut endless = LineBuffer::default();
        endless.push(b"1234567890");
        assert_eq!(endless.next_line(10).unwrap_err(), LineTooLong);
    }

    #[test]
    fn a_skipped_line_leaves_the_next_one_whole() {
        let mut buffer = LineBuffer::default();
        buffer.push(&[b'x'; 100]);
        assert!(buffer.next_line(10).is_err());
        assert!(!buffer.skip_line());
        buffer.push(b"xx\r\nNOOP\r\n");
        assert!(buffer.skip_line());
        assert_eq!(buffer.next_line(10).unwrap().unwrap().content, b"NOOP");
    }

    #[test]
    fn read_octets_can_be_wiped() {
        let mut buffer = LineBuffer::default();
        buffer.push(b"PASS secret\r\nSTAT");
        buffer.next_line(64).unwrap();
        buffer.wipe_read();
        assert_eq!(buffer.bytes[..13], [0; 13]);
        assert_eq!(buffer.unread(), b"STAT");
    }
}
