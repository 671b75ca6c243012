//! Sending by a provider's submission server (RFC 6409, RFC 8314).
//!
//! TLS is opened by the same rules as for POP3: verified by the platform, or nothing is said. The
//! conversation of letters is lettre's; a [`Passage`] hands a foreign message on while it still
//! comes in. One login for all the letters of a call; a refused login is not
//! repeated, with no other mechanism either.

mod error;
pub mod find;
mod letter;
mod opening;
mod passage;
mod session;
mod stream;

use std::time::Duration;

use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use vigie_domain::{report::TlsSeen, server::Server};

pub use error::{LetterError, SubmissionError};
pub use letter::{InvalidLetter, Letter};
pub use passage::{Answer, Broken, Passage};

use crate::Resolver;

/// Where, and as whom, to send.
#[derive(Clone, Copy, Debug)]
pub struct SubmissionRequest<'a> {
    /// The server; never one in clear text.
    pub server: &'a Server,
    /// The user name.
    pub login: &'a str,
    /// The password; sent only after the server's TLS name is proven.
    pub password: &'a SecretString,
    /// Certification authorities trusted beside the platform's.
    pub extra_roots: &'a [CertificateDer<'static>],
    /// Who looks the server's name up.
    pub resolver: Resolver,
    /// The whole session; 30 s are usual.
    pub cap: Duration,
}

/// A session that came as far as the login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// What TLS showed; the certificate was verified.
    pub tls: TlsSeen,
    /// The largest message in octets (SIZE, RFC 1870), where the server announces one; 0 is passed
    /// on as it is.
    pub size_limit: Option<u64>,
    /// What became of each letter, in their order.
    pub letters: Vec<Result<(), LetterError>>,
}

/// Logs in once and submits the letters, one after the other.
///
/// Always answers within the cap and a few milliseconds. Needs a tokio runtime with time and I/O.
pub async fn submit(
    request: &SubmissionRequest<'_>,
    letters: &[Letter],
) -> Result<Submitted, SubmissionError> {
    Box::pin(session::run(request, letters)).await
}
