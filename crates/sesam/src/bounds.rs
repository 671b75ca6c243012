//! How much foreign input is looked at.

/// Limits on what is read of one message or file. Past a limit the rest is left unread and the
/// result says so; nothing fails because something is large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Octets of a message that are parsed at all.
    pub message_octets: usize,
    /// Header fields looked at, in the message and in its parts together.
    pub header_fields: usize,
    /// Octets of one header field's value.
    pub header_octets: usize,
    /// MIME parts looked at.
    pub parts: usize,
    /// Octets that a compressed content may unfold to.
    pub decoded_octets: usize,
    /// Records or entities read of one content.
    pub records: usize,
    /// Lot references kept of one content.
    pub references: usize,
}

impl Default for Bounds {
    /// Generous for real returns (a few kilobytes each), small for a machine: 32 MiB of message,
    /// 16 MiB unfolded, 100,000 records.
    fn default() -> Self {
        Self {
            message_octets: 32 << 20,
            header_fields: 500,
            header_octets: 4096,
            parts: 64,
            decoded_octets: 16 << 20,
            records: 100_000,
            references: 1000,
        }
    }
}
