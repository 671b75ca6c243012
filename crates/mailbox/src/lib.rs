//! One mailbox on the network.
//!
//! - [`providers`]: what is known of French mail providers, as validated data.
//! - [`discovery`]: from an address to the servers that may hold its mailbox.
//! - [`check()`]: one honest POP3 session that changes nothing and reads nothing but headers and, of
//!   messages that its [`MessageReader`] asks for, the first lines.
//! - [`submission`]: a few letters through the provider's submission server.
//! - [`remove()`]: messages of our own, recognised once more and deleted.
//! - [`Retrieval`]: whole messages for a relay that keeps them, and their deletion. These two are
//!   the only places that ever delete, and the second the only one that sends RETR.
//! - [`witnesses`]: whether our own line is up, asked of independent hosts.
//!
//! Nothing is kept between two calls: resolvers, root certificates and TLS configurations are made
//! when needed and dropped with the call, so that an idle agent stays small.

pub mod check;
pub mod clear_text;
mod connect;
pub mod discovery;
pub mod imap;
pub mod providers;
pub mod resolver;
pub mod submission;

mod tls;
pub mod witnesses;

pub use check::{
    CheckRequest, Checked, KnownUids, Progress, SessionLimits, check,
    envelope::new_message,
    memory::ServerMemory,
    reader::{MessageReader, NoReader, Wanted},
    removal::{Removed, remove},
    retrieval::{Retrieval, Retrieved, Stored},
};
pub use resolver::Resolver;

/// Makes aws-lc-rs the process's default cryptography for libraries that ask for a default.
///
/// Call it first in `main`. This crate itself never relies on the default. Calling it twice, or
/// after another library did, changes nothing.
pub fn install_crypto_provider() {
    if rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .is_err()
    {
        tracing::debug!("a default cryptography provider was installed before");
    }
}
