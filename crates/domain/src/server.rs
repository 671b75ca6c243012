//! Where a mailbox is reached, and how.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How the connection to a server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (RFC 8314), usually port 995.
    Tls,
    /// STLS before the login (RFC 2595), usually port 110.
    StartTls,
    /// Clear text. Only for a mailbox already in use at a provider without any TLS, and only
    /// after the user has read one sentence and agreed.
    Plain,
}

/// One server: name, port and protection.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Server {
    /// DNS name in ASCII, or a literal IP address; lower case, no trailing dot.
    pub host: String,
    /// TCP port, never 0.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// What the provider wants as the user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LoginForm {
    /// The whole address (Orange, SFR, Bouygues, OVH).
    FullAddress,
    /// What stands before the @ (Free, La Poste).
    LocalPart,
}
