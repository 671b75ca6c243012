//! Whose messages are passed on, and under which address.

use memchr::memchr;

/// Fields in which an old address is replaced.
const FIELDS: [&[u8]; 3] = [b"from", b"sender", b"reply-to"];

/// The practice's own addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Senders {
    /// The one that is in use.
    pub current: String,
    /// Those that the software may still use after a switch: replaced by the current one.
    pub former: Vec<String>,
}

impl Senders {
    /// The address under which something goes upstream; `None` if the sender is not one of ours.
    #[must_use]
    pub fn replace(&self, sender: &str) -> Option<&str> {
        let mut own = std::iter::once(&self.current).chain(&self.former);
        own.any(|address| address.eq_ignore_ascii_case(sender))
            .then_some(self.current.as_str())
    }

    /// A header with every former address in From, Sender and Reply-To replaced, and not one other
    /// octet changed.
    pub(crate) fn rewrite(&self, header: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(header.len() + 64);
        let mut counts = false;
        for line in header.split_inclusive(|&octet| octet == b'\n') {
            if !line
                .first()
                .is_some_and(|octet| matches!(octet, b' ' | b'\t'))
            {
                let name = line.get(..memchr(b':', line).unwrap_or(0));
                let name = name.unwrap_or_default().trim_ascii_end();
                counts = FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field));
            }
            if counts {
                self.replace_in(line, &mut out);
            } else {
                out.extend_from_slice(line);
            }
        }
        out
    }

    fn replace_in(&self, line: &[u8], out: &mut Vec<u8>) {
        let mut at = 0;
        while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
            let before = at.checked_sub(1).and_then(|before| line.get(before));
            let found = self.former.iter().find(|former| {
                let address = former.as_bytes();
                rest.get(..address.len())
                    .is_some_and(|here| here.eq_ignore_ascii_case(address))
                    && !before.is_some_and(|&octet| is_of_address(octet))
                    && !continues(rest.get(address.len()..).unwrap_or_default())
            });
            if let Some(former) = found {
                out.extend_from_slice(self.current.as_bytes());
                at += former.len();
            } else {
                out.extend(rest.first());
                at += 1;
            }
        }
    }
}

/// Octets of which addresses are made (RFC 5322 §3.2.3): beside one of them an address is part of
/// a longer one.
fn is_of_address(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.@".contains(&octet) || !octet.is_ascii()
}

/// Whether what follows an address makes it longer. A full stop that ends a sentence does not.
fn continues(after: &[u8]) -> bool {
    match after {
        [b'.', next, ..] => is_of_address(*next),
        [b'.'] | [] => false,
        [octet, ..] => is_of_address(*octet),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn senders() -> Senders {
        Senders {
            current: "cabinet@nouveau.example".into(),
            former: vec!["cabinet@ancien.example".into()],
        }
    }

    fn rewritten(header: &str) -> String {
        String::from_utf8(senders().rewrite(header.as_bytes())).unwrap()
    }

    #[test]
    fn only_our_own_senders_pass() {
        let senders = senders();
        let current = Some("cabinet@nouveau.example");
        assert_eq!(senders.replace("Cabinet@Ancien.example"), current);
        assert_eq!(senders.replace("cabinet@nouveau.example"), current);
        assert_eq!(senders.replace("autre@ancien.example"), None);
        assert_eq!(senders.replace(""), None);
    }

    #[test]
    fn three_fields_are_rewritten_and_nothing_else() {
        assert_eq!(
            rewritten(
                "From: \"Cabinet\" <cabinet@ancien.example>\r\nSENDER:Cabinet@Ancien.example\r\n\
                 Reply-To: x,\r\n\tcabinet@ancien.example\r\nTo: cabinet@ancien.example\r\n\
                 Message-ID: <1.cabinet@ancien.example>\r\n"
            ),
            "From: \"Cabinet\" <cabinet@nouveau.example>\r\nSENDER:cabinet@nouveau.example\r\n\
             Reply-To: x,\r\n\tcabinet@nouveau.example\r\nTo: cabinet@ancien.example\r\n\
             Message-ID: <1.cabinet@ancien.example>\r\n"
        );
    }

    #[test]
    fn part_of_another_address_is_left_alone() {
        for other in [
            "From: <moncabinet@ancien.example>\r\n",
            "From: <cabinet@ancien.example.org>\r\n",
            "From: <x.cabinet@ancien.example>\r\n",
            "From: <cabinet@ancien.examples>\r\n",
            "From: =?x?cabinet@ancien.example?=\r\n",
        ] {
            assert_eq!(rewritten(other), other);
        }
    }

    proptest! {
        #[test]
        fn without_a_former_address_every_octet_stays(header in ".{0,200}") {
            prop_assert_eq!(rewritten(&header), header);
        }
    }
}
