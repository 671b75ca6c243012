use std::fmt;

/// The longest name of a mailbox, in octets.
const MOST: usize = 128;

/// The caller's own name for an upstream mailbox. It enters into unique ids: it must stay the same
/// for as long as the mailbox is collected.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailboxId(Box<str>);

impl MailboxId {
    /// `None` if empty, longer than 128 octets, or with control characters.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let allowed = !name.is_empty() && name.len() <= MOST && !name.contains(char::is_control);
        allowed.then(|| Self(name.into()))
    }

    /// No mailbox that a caller can name.
    pub(crate) fn nowhere() -> Self {
        Self("\u{1f}".into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MailboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for MailboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailboxId({})", self.0)
    }
}
