use jiff::Timestamp;

use crate::spool::SpoolFault;

/// What happened on the POP3 side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PopHappening {
    /// The software logged in, and so many messages waited.
    LoggedIn {
        /// How many.
        messages: usize,
    },
    /// Name or password was wrong.
    LoginRefused,
    /// There is no key, so nothing can be served.
    NoKey,
    /// The spool cannot be used.
    NoSpool(SpoolFault),
    /// Messages were taken and confirmed by QUIT. It is lasting; their unique ids as served.
    Confirmed {
        /// Their unique ids, in the order of the mailbox.
        uids: Vec<String>,
    },
    /// A message was found damaged; its unique id as served.
    Damaged {
        /// Its unique id.
        uid: String,
    },
}

/// Who is told of it. Called on the runtime: it may not block.
pub trait PopRecord: Send + Sync {
    /// This happened.
    fn happened(&self, at: Timestamp, what: PopHappening);
}
