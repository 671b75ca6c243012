//! What can go wrong on purpose.

/// A trouble of the training provider; one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// Everything well.
    None,
    /// The provider closed POP: the server still answers and the certificate is in order, but a
    /// correct login is refused with « POP3 access is disabled for this account » and no response
    /// code, as webmail providers do it.
    CutPop,
    /// Every password is refused, with `[AUTH]` (RFC 3206 §5).
    RefusePassword,
    /// The certificate's end lies in the past.
    ExpireCertificate,
    /// Another session holds the mailbox: `[IN-USE]` (RFC 2449 §8.1.2).
    LockMailbox,
    /// Nothing answers any more: neither the servers nor the witness.
    CutInternet,
    /// The caisse takes lots and sends nothing back: the mailbox itself is well. What was held back
    /// comes when this ends.
    StopArls,
}

impl Trouble {
    /// Every trouble, [`Trouble::None`] first.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::CutPop,
        Self::RefusePassword,
        Self::ExpireCertificate,
        Self::LockMailbox,
        Self::CutInternet,
        Self::StopArls,
    ];
}
