//! What is remembered of a server from one check to the next, to spare it and us round trips.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vigie_domain::server::Server;

/// What a server announced, for the next checks.
///
/// It is only a shortcut: a check without it asks again. It is dropped when a check fails after
/// the greeting, but for a refused AUTH PLAIN, and it is too old after a day; which command logs in
/// is remembered beyond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMemory {
    /// The server that announced it; of no use for any other.
    pub server: Server,
    /// When it was announced.
    pub learned_at: Timestamp,
    /// The lines of CAPA before the login, inside TLS; empty where CAPA was refused.
    pub before_login: Vec<String>,
    /// The lines of CAPA after the login; empty where CAPA was refused.
    pub after_login: Vec<String>,
    /// Sessions in a row that broke while the server owed first lines of a message.
    #[serde(default)]
    pub lines_broke: u8,
    /// AUTH PLAIN was refused, so that the next login goes by USER and PASS: some servers announce
    /// the one and serve only the other.
    #[serde(default)]
    pub plain_refused: bool,
}

impl ServerMemory {
    /// How long it may be used.
    pub const MAX_AGE: SignedDuration = SignedDuration::from_hours(24);

    /// Sessions that may break over first lines before they are no longer asked for.
    const MAX_LINES_BROKE: u8 = 3;

    /// Whether first lines may be asked for. A server that breaks off each time would otherwise
    /// never let a scan come to its end.
    #[must_use]
    pub const fn stands_lines(lines_broke: u8) -> bool {
        lines_broke < Self::MAX_LINES_BROKE
    }

    /// Whether it may be used for this server at this time.
    #[must_use]
    pub fn is_current(&self, server: &Server, now: Timestamp) -> bool {
        let age = now.duration_since(self.learned_at);
        self.server == *server && !age.is_negative() && age < Self::MAX_AGE
    }
}

#[cfg(test)]
mod tests {
    use vigie_domain::server::Security;

    use super::*;

    #[test]
    fn it_serves_one_server_for_one_day() {
        let server = Server {
            host: "pop.exemple.test".into(),
            port: 995,
            security: Security::Tls,
        };
        let learned_at: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let memory = ServerMemory {
            server: server.clone(),
            learned_at,
            before_login: vec!["PIPELINING".into()],
            after_login: vec![],
            lines_broke: 0,
            plain_refused: false,
        };
        let day = SignedDuration::from_hours(24);
        assert!(memory.is_current(&server, learned_at));
        assert!(memory.is_current(&server, learned_at + day - SignedDuration::from_secs(1)));
        assert!(!memory.is_current(&server, learned_at + day));
        // A clock that was set back says nothing about age.
        assert!(!memory.is_current(&server, learned_at - SignedDuration::from_secs(1)));
        let other = Server {
            port: 110,
            ..server
        };
        assert!(!memory.is_current(&other, learned_at));
    }
}
