//! Servers found for an address.

use serde::{Deserialize, Serialize};

use crate::server::Server;

/// Where a candidate comes from, most trustworthy first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Vigie's provider table.
    ProviderTable,
    /// The provider's autoconfiguration over HTTPS.
    Autoconfiguration,
    /// A DNS service record (RFC 6186).
    ServiceRecord,
    /// The provider that the domain's MX names.
    MailExchanger,
    /// A usual name, tried.
    Guess,
}

/// A server found for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Candidate {
    /// The server.
    pub server: Server,
    /// The user name it expects.
    pub login: String,
    /// The provider's id, where it is in the table.
    pub provider: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// Whether the user must agree to the host by name before a password goes there.
    pub needs_approval: bool,
}
