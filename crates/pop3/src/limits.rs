/// How much a server may say before the client gives up. All counts are octets on the wire, line ends included, unless said otherwise.
///
/// A server beyond a limit is a [`Violation`](crate::client::Violation): the session ends and nothing is cut silently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The longest status line or line of a listing. RFC 2449 §4 allows 512; servers in the field exceed it.
    pub line_octets: usize,
    /// The whole of one LIST, UIDL or LANG listing.
    pub listing_octets: u64,
    /// The number of lines of one LIST, UIDL or LANG listing.
    pub listing_items: u32,
    /// The number of lines of one CAPA listing.
    pub capability_items: u32,
    /// The longest unique id; RFC 1939 §7 allows 70. A longer one is reported as an unparsable line.
    pub unique_id_octets: usize,
    /// The whole of one TOP answer.
    pub top_octets: u64,
    /// The whole of one RETR answer.
    pub retr_octets: u64,
    /// Commands sent and not yet answered.
    pub outstanding_commands: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line_octets: 2_048,
            listing_octets: 64 << 20,
            listing_items: 200_000,
            capability_items: 256,
            unique_id_octets: 512,
            top_octets: 1 << 20,
            retr_octets: 128 << 20,
            outstanding_commands: 250_000,
        }
    }
}
