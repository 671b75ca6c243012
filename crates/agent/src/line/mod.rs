//! Changes of the line: another network, or back from sleep.

/// Something happened to the line; the next check should wait until it has settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEvent {
    /// An interface or an address came or went.
    NetworkChanged,
    /// The machine woke up from sleep.
    WokeUp,
}
