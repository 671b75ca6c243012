//! One honest check of a mailbox by POP3.

pub(crate) mod connection;
pub(crate) mod envelope;
mod failure;
mod inventory;
mod login;
pub mod memory;
mod opening;
pub mod reader;
pub mod removal;
pub mod retrieval;
mod scan;
mod session;
mod stopwatch;

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use vigie_domain::{
    report::{CheckReport, Phase, PhaseTiming},
    server::Server,
};

use crate::{Resolver, providers::replies::Replies};
use memory::ServerMemory;
use reader::MessageReader;

/// Checks a mailbox once, from the name's lookup to QUIT.
///
/// Messages not in [`CheckRequest::known`] are given to the reader as they come, and stand in the
/// report once nothing is missing of them.
///
/// Always answers within the cap and a few milliseconds, with a report: every failure is a
/// [`Cause`](vigie_domain::cause::Cause) with the phase in which it arose. It sends STAT, LIST,
/// UIDL and TOP only, and presents the credentials at most once; after a violation of the protocol
/// the connection is closed. Needs a tokio runtime with time and I/O, of any flavour.
///
/// A refusal without a response code and without words that the provider table knows is reported
/// as `password_refused`, with the server's words as detail. That is the one thing that the user
/// can act upon, but it is no proof: RFC 1939 has a single answer for a wrong password, for an
/// account whose POP is switched off and for a fault behind the server.
pub async fn check(
    request: &CheckRequest<'_>,
    reader: &mut dyn MessageReader,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Checked {
    // The future of a whole session is large; the caller's need not be.
    Box::pin(session::run(request, reader, progress)).await
}

/// The messages that earlier checks saw: unique id (RFC 1939 §7) → when the message was received,
/// where known.
pub type KnownUids = HashMap<String, Option<Timestamp>>;

/// What one check is to do.
///
/// Make it with [`CheckRequest::new`] and change single fields with `..`.
#[derive(Clone, Copy, Debug)]
pub struct CheckRequest<'a> {
    /// Now; stands in the report.
    pub started_at: Timestamp,
    /// The server, approved by the user or vouched for by the provider table.
    pub server: &'a Server,
    /// The user name.
    pub login: &'a str,
    /// The password; sent only after the server's TLS name is proven (or in clear text, where
    /// `clear_text_allowed`).
    pub password: &'a SecretString,
    /// The user agreed to clear text for this mailbox. Without it a server with
    /// [`Security::Plain`](vigie_domain::server::Security::Plain) is not even connected to.
    pub clear_text_allowed: bool,
    /// Certification authorities trusted beside the platform's, for this mailbox only.
    pub extra_roots: &'a [CertificateDer<'static>],
    /// Who looks the server's name up.
    pub resolver: Resolver,
    /// What this provider's replies mean ([`ProviderTable::replies`](crate::providers::ProviderTable::replies)).
    pub replies: Replies<'a>,
    /// Messages seen before: their headers are not asked for again.
    pub known: &'a KnownUids,
    /// Of the messages not seen before, look at so many of the newest only; `None`: at all. The
    /// others stand in the report's unique ids, and it says that more is to be scanned.
    pub newest: Option<usize>,
    /// What an earlier check learned of the server.
    pub memory: Option<&'a ServerMemory>,
    /// How long things may take.
    pub limits: SessionLimits,
}

impl<'a> CheckRequest<'a> {
    /// A check with the platform's roots and resolver, the default meanings of replies, nothing
    /// remembered, and no clear text.
    #[must_use]
    pub fn new(
        started_at: Timestamp,
        server: &'a Server,
        login: &'a str,
        password: &'a SecretString,
        known: &'a KnownUids,
    ) -> Self {
        Self {
            started_at,
            server,
            login,
            password,
            clear_text_allowed: false,
            extra_roots: &[],
            resolver: Resolver::System,
            replies: crate::providers::table().replies(None),
            known,
            newest: None,
            memory: None,
            limits: SessionLimits::default(),
        }
    }
}

/// How long a check and its parts may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// The whole check; 20 s by default, 5 to 60 s in the settings.
    pub cap: Duration,
    /// Looking the name up; 5 s.
    pub dns: Duration,
    /// Connecting; 10 s.
    pub connect: Duration,
    /// The TLS handshake; 10 s.
    pub tls: Duration,
    /// From a command to the end of its reply, and for the greeting; 15 s, because Dovecot waits
    /// up to 12 s for another session's lock before it says `[IN-USE]`.
    pub reply: Duration,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            cap: Duration::from_secs(20),
            dns: Duration::from_secs(5),
            connect: Duration::from_secs(10),
            tls: Duration::from_secs(10),
            reply: Duration::from_secs(15),
        }
    }
}

impl SessionLimits {
    /// The defaults with another cap.
    #[must_use]
    pub fn with_cap(cap: Duration) -> Self {
        Self {
            cap,
            ..Self::default()
        }
    }
}

/// What a running check tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// A phase began.
    Entered(Phase),
    /// A phase ended, well or not.
    Left(PhaseTiming),
    /// Headers read so far in this session, of those not seen before.
    Headers {
        /// Read.
        read: usize,
        /// To be read.
        of: usize,
    },
}

/// The outcome of a check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What was found.
    pub report: CheckReport,
    /// What to pass as [`CheckRequest::memory`] next time: kept, renewed, or `None` when the check
    /// failed after the greeting.
    pub memory: Option<ServerMemory>,
}
