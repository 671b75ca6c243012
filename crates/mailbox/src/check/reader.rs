//! Who reads the messages that a check meets for the first time.

use vigie_domain::report::NewMessage;

/// The longest header that is looked at, in octets; what follows is skipped. Real ones take one to
/// ten thousand; Postfix, for one, takes no more than 100 KiB.
pub const HEADER_OCTETS: usize = 64 * 1024;

/// Lines of a message's body that are asked for at most.
pub const MAX_LINES: u32 = 100;

/// Octets of a message's header and first lines that are kept at most. A hundred lines of MIME,
/// 76 characters each (RFC 2045 §6.7, §6.8), take eight thousand.
pub const LINES_OCTETS: usize = 64 * 1024;

/// Octets that answers with first lines may take in one session; what is over is read in a later
/// one. Some fifteen hundred returns.
pub const SESSION_LINES_OCTETS: u64 = 8 << 20;

/// Reads messages as a check comes by them.
///
/// It is called while the server waits, so it should be quick; and it is given what TOP gave
/// (RFC 1939 §7), never a whole message.
///
/// A message stands in [`MailboxSeen::new_messages`](vigie_domain::report::MailboxSeen) only after
/// everything that was wanted of it was delivered. What a session could not finish comes again
/// from its header in a later check, so a message may be met twice.
pub trait MessageReader: Send {
    /// A message that was not known before, with its header: raw, the empty line at its end
    /// included where it fits, at most [`HEADER_OCTETS`]. Empty where the server refused it.
    fn header(&mut self, message: &NewMessage, header: &[u8]) -> Wanted;

    /// What was wanted: the message from its first octet, header included, to the last line asked
    /// for, at most [`LINES_OCTETS`], without the dots of the transmission (RFC 1939 §3).
    ///
    /// Comes once after each [`Wanted::Lines`], in this session or after the header's next
    /// delivery. Where the server refuses lines, or does not stand the question, it is the header
    /// alone.
    fn lines(&mut self, message: &NewMessage, octets: &[u8]);
}

/// What a reader wants of a message beside its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing.
    Nothing,
    /// So many first lines of the body: 1 to [`MAX_LINES`]; another number counts as the nearest.
    Lines(u32),
}

/// Reads nothing: for a check that only asks whether the mailbox is well.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoReader;

impl MessageReader for NoReader {
    fn header(&mut self, _: &NewMessage, _: &[u8]) -> Wanted {
        Wanted::Nothing
    }

    fn lines(&mut self, _: &NewMessage, _: &[u8]) {}
}
