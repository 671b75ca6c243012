use vigie_mailbox::submission::{Answer, Broken, Passage, SubmissionError};

/// The way to the provider's submission server. It decides how often a login may be tried.
pub trait Outgoing: Send + Sync + 'static {
    /// A session with it.
    type Session: OutgoingSession;

    /// Opens a session, logged in.
    fn open(&self) -> impl Future<Output = Result<Self::Session, SubmissionError>> + Send;
}

/// A session with a submission server. Dropped in the middle of a message it breaks off, and the
/// server takes nothing of that message (RFC 5321 §4.1.1.4).
pub trait OutgoingSession: Send {
    /// Whether the server offers an extension.
    fn offers(&self, keyword: &str) -> bool;

    /// One command, without its line end, and its answer.
    fn command(&mut self, line: &str) -> impl Future<Output = Result<Answer, Broken>> + Send;

    /// Octets of a message as they stand on the wire.
    fn send(&mut self, octets: &[u8]) -> impl Future<Output = Result<(), Broken>> + Send;

    /// The end of the message, the lone dot, and what became of it.
    fn finish(&mut self, octets: &[u8]) -> impl Future<Output = Result<Answer, Broken>> + Send;

    /// Ends the session.
    fn quit(self) -> impl Future<Output = ()> + Send;
}

impl OutgoingSession for Passage {
    fn offers(&self, keyword: &str) -> bool {
        Self::offers(self, keyword)
    }

    async fn command(&mut self, line: &str) -> Result<Answer, Broken> {
        Self::command(self, line).await
    }

    async fn send(&mut self, octets: &[u8]) -> Result<(), Broken> {
        Self::send(self, octets).await
    }

    async fn finish(&mut self, octets: &[u8]) -> Result<Answer, Broken> {
        Self::finish(self, octets).await
    }

    async fn quit(self) {
        Self::quit(self).await;
    }
}
