//! What is kept of a message that is passed on, until the book knows of it.

use zeroize::Zeroizing;

/// The first octets of a message, kept for whoever wants to know what it was.
pub(crate) const HEAD: usize = 32 << 10;

/// Who sent what.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The sender that the software gave.
    pub sender: String,
    /// To whom.
    pub recipients: Vec<String>,
    /// Octets of the message.
    pub octets: u64,
    /// Its first octets, at most 32 KiB.
    pub head: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Letter {
    /// Not the message: it is nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter")
            .field("octets", &self.octets)
            .finish_non_exhaustive()
    }
}

impl Letter {
    /// As it lies under its seal: octets, then each address behind its length, an empty one at
    /// their end, and the first octets of the message.
    pub(crate) fn write(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(self.head.len() + 256));
        out.extend_from_slice(&self.octets.to_be_bytes());
        let addresses = std::iter::once(&self.sender).chain(&self.recipients);
        for address in addresses.filter(|address| !address.is_empty()) {
            // No address of SMTP comes near it.
            let octets = address.as_bytes();
            let octets = octets.get(..usize::from(u16::MAX)).unwrap_or(octets);
            out.extend_from_slice(&u16::try_from(octets.len()).unwrap_or(0).to_be_bytes());
            out.extend_from_slice(octets);
        }
        out.extend_from_slice(&0_u16.to_be_bytes());
        out.extend_from_slice(&self.head);
        out
    }

    pub(crate) fn read(plain: &[u8]) -> Option<Self> {
        let (octets, mut rest) = plain.split_first_chunk::<8>()?;
        let mut addresses = Vec::new();
        loop {
            let (length, after) = rest.split_first_chunk::<2>()?;
            let length = usize::from(u16::from_be_bytes(*length));
            let (address, after) = after.split_at_checked(length)?;
            rest = after;
            if length == 0 {
                break;
            }
            addresses.push(str::from_utf8(address).ok()?.to_owned());
        }
        let mut addresses = addresses.into_iter();
        Some(Self {
            sender: addresses.next()?,
            recipients: addresses.collect(),
            octets: u64::from_be_bytes(*octets),
            head: Zeroizing::new(rest.to_vec()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_a_cut_is_noticed() {
        let letter = Letter {
            sender: "cabinet@exemple.test".into(),
            recipients: vec!["a@caisse.example".into(), "b@caisse.example".into()],
            octets: 12,
            head: Zeroizing::new(b"Subject: x\r\n".to_vec()),
        };
        let written = letter.write();
        assert_eq!(Letter::read(&written), Some(letter.clone()));
        for cut in 0..written.len() - letter.head.len() {
            assert_eq!(Letter::read(&written[..cut]), None, "{cut}");
        }
        assert!(!format!("{letter:?}").contains("cabinet"));
    }
}
