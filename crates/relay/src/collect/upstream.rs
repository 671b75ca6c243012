use vigie_domain::report::Failure;

/// One POP3 session in an upstream mailbox, logged in.
///
/// Dropping a session without [`quit`](Self::quit) breaks it off: the server deletes nothing.
pub trait Upstream: Send {
    /// The messages, in their order: UIDL and LIST.
    fn listing(&mut self) -> impl Future<Output = Result<Vec<InMailbox>, Failure>> + Send;

    /// Asks for whole messages (RETR), in this order; their octets come with
    /// [`next`](Self::next). Not asked again before the last of them came.
    fn ask(&mut self, messages: &[u32]);

    /// What comes next of the messages asked for; `None` after the last.
    fn next(&mut self) -> impl Future<Output = Result<Option<Part>, Failure>> + Send;

    /// The header of a message (TOP), or `None` where the server refuses.
    fn header(
        &mut self,
        message: u32,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, Failure>> + Send;

    /// Marks a message as deleted (DELE). Whether the server agrees.
    fn delete(&mut self, message: u32) -> impl Future<Output = Result<bool, Failure>> + Send;

    /// Ends the session (QUIT): what is marked is deleted. Whether the server said so.
    fn quit(self) -> impl Future<Output = bool> + Send;
}

/// A message in an upstream mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InMailbox {
    /// Its number in this session.
    pub number: u32,
    /// Its unique id.
    pub uid: String,
    /// Its size as the server tells it.
    pub octets: Option<u64>,
}

/// A part of the answers to RETR.
#[derive(Clone, PartialEq, Eq)]
pub enum Part {
    /// Octets of the message that comes; dots taken out, cut anywhere.
    Octets(Vec<u8>),
    /// That message is whole.
    Whole,
    /// The server refuses that message.
    Refused,
}
