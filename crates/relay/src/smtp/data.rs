//! A message on its way from the software to the provider.

use sha2::{Digest as _, Sha256};
use vigie_pop3::stuffing::{Stuffer, Unstuffer};
use zeroize::Zeroizing;

use super::Senders;
use crate::{crlf::Normaliser, spool::HEAD};

/// The longest header, in octets.
const HEADER: usize = 256 << 10;

/// Takes what the software sends after DATA, and yields what is to go upstream.
pub(super) struct Passing<'a> {
    senders: &'a Senders,
    most_octets: u64,
    unstuffer: Unstuffer,
    lines: Normaliser,
    hash: Sha256,
    head: Zeroizing<Vec<u8>>,
    octets: u64,
    /// What came of the header; `None` once it is whole.
    header: Option<Zeroizing<Vec<u8>>>,
    stuffer: Stuffer,
    wire: Zeroizing<Vec<u8>>,
    ended: bool,
}

/// The message is larger than is allowed, or its header is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// A message that came in whole.
pub(super) struct Content {
    pub(super) hash: Sha256,
    pub(super) head: Zeroizing<Vec<u8>>,
    pub(super) octets: u64,
    /// What is still to be sent, but for the lone dot.
    pub(super) wire: Zeroizing<Vec<u8>>,
}

impl<'a> Passing<'a> {
    /// `bare_lf`: the software ends its lines with LF alone.
    pub(super) fn new(senders: &'a Senders, most_octets: u64, bare_lf: bool) -> Self {
        Self {
            senders,
            most_octets,
            unstuffer: Unstuffer::new(bare_lf),
            lines: Normaliser::default(),
            hash: Sha256::new(),
            head: Zeroizing::default(),
            octets: 0,
            header: Some(Zeroizing::default()),
            stuffer: Stuffer::whole(),
            wire: Zeroizing::default(),
            ended: false,
        }
    }

    /// Takes octets up to the end of the message or of the input. Tells how many.
    pub(super) fn take(&mut self, input: &[u8]) -> Result<usize, TooLarge> {
        let mut plain = Zeroizing::default();
        let decoded = self.unstuffer.decode(input, &mut plain);
        self.ended = decoded.ended;
        let mut content = Zeroizing::default();
        self.lines.push(&plain, &mut content);
        if self.ended {
            self.lines.finish(&mut content);
        }
        self.hash.update(&content);
        self.octets += content.len() as u64;
        let room = HEAD.saturating_sub(self.head.len());
        self.head
            .extend_from_slice(content.get(..room).unwrap_or(&content));
        if self.octets > self.most_octets {
            return Err(TooLarge);
        }
        self.route(&content)?;
        Ok(decoded.used)
    }

    /// The whole message came.
    pub(super) fn is_whole(&self) -> bool {
        self.ended
    }

    /// What can go upstream now.
    pub(super) fn take_wire(&mut self) -> Zeroizing<Vec<u8>> {
        std::mem::take(&mut self.wire)
    }

    pub(super) fn finish(mut self) -> Content {
        if let Some(header) = self.header.take() {
            // A message without a body.
            let rewritten = Zeroizing::new(self.senders.rewrite(&header));
            self.stuffer.encode(&rewritten, &mut self.wire);
        }
        Content {
            hash: self.hash,
            head: self.head,
            octets: self.octets,
            wire: self.wire,
        }
    }

    fn route(&mut self, content: &[u8]) -> Result<(), TooLarge> {
        let Some(header) = &mut self.header else {
            self.stuffer.encode(content, &mut self.wire);
            return Ok(());
        };
        let searched = header.len().saturating_sub(3);
        header.extend_from_slice(content);
        let end = if header.starts_with(b"\r\n") {
            Some(0)
        } else {
            let new = header.get(searched..).unwrap_or_default();
            memchr::memmem::find(new, b"\r\n\r\n").map(|at| searched + at + 2)
        };
        match end {
            Some(end) => {
                let whole = self.header.take().unwrap_or_default();
                let (header, rest) = whole.split_at(end);
                let rewritten = Zeroizing::new(self.senders.rewrite(header));
                self.stuffer.encode(&rewritten, &mut self.wire);
                self.stuffer.encode(rest, &mut self.wire);
                Ok(())
            }
            None if header.len() > HEADER => Err(TooLarge),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn senders() -> Senders {
        Senders {
            current: "n@n.example".into(),
            former: vec!["a@a.example".into()],
        }
    }

    /// What goes upstream, without the dot, and the digest.
    fn pass(parts: &[&[u8]], bare_lf: bool) -> (Vec<u8>, [u8; 32]) {
        let senders = senders();
        let mut passing = Passing::new(&senders, 1 << 20, bare_lf);
        let mut wire = Vec::new();
        for part in parts {
            let mut rest = *part;
            while !rest.is_empty() && !passing.is_whole() {
                let used = passing.take(rest).unwrap();
                wire.extend_from_slice(&passing.take_wire());
                rest = &rest[used..];
            }
        }
        assert!(passing.is_whole());
        let content = passing.finish();
        wire.extend_from_slice(&content.wire);
        (wire, content.hash.finalize().into())
    }

    #[test]
    fn the_header_is_rewritten_and_the_body_stays() {
        let (wire, _) = pass(
            &[b"From: a@a.example\r\nTo: x@x\r\n\r\nFrom: a@a.example\r\n..dot\r\n.\r\nQUIT\r\n"],
            false,
        );
        assert_eq!(
            String::from_utf8(wire).unwrap(),
            "From: n@n.example\r\nTo: x@x\r\n\r\nFrom: a@a.example\r\n..dot\r\n"
        );
        let (wire, _) = pass(&[b"From: a@a.example\n.\n"], true);
        assert_eq!(wire, b"From: n@n.example\r\n");
        let (wire, _) = pass(&[b"\r\nFrom: a@a.example\r\n.\r\n"], false);
        assert_eq!(wire, b"\r\nFrom: a@a.example\r\n");
    }

    #[test]
    fn what_is_too_large_is_told() {
        let senders = senders();
        let mut passing = Passing::new(&senders, 10, false);
        assert_eq!(passing.take(b"Subject: x\r\n"), Err(TooLarge));
        let mut passing = Passing::new(&senders, u64::MAX, false);
        let long = vec![b'x'; HEADER + 1];
        assert_eq!(passing.take(&long), Err(TooLarge));
    }

    proptest! {
        /// Cut anywhere it is the same message, and its body is the software's own.
        #[test]
        fn cuts_change_nothing(
            body in proptest::collection::vec(
                prop_oneof![Just(b'.'), Just(b'\r'), Just(b'\n'), Just(b'a')], 0..40),
            cut in 0_usize..80,
        ) {
            let mut sent = b"From: <a@a.example>\r\n\r\n".to_vec();
            let mut stuffer = Stuffer::whole();
            stuffer.encode(&body, &mut sent);
            stuffer.finish(&mut sent);
            let whole = pass(&[&sent], false);
            let (head, tail) = sent.split_at(cut.min(sent.len()));
            prop_assert_eq!(&pass(&[head, tail], false), &whole);
            let body = &sent[b"From: <a@a.example>\r\n".len()..sent.len() - 3];
            prop_assert!(whole.0.ends_with(body));
        }
    }
}
