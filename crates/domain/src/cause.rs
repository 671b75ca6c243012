//! Why a check of a mailbox did not succeed.

use serde::{Deserialize, Serialize};

/// The cause of a failed check.
///
/// The serialised name (`snake_case`) is public: it stands in the journal, in
/// the terminal's JSON and in support's configuration, and never changes.
/// Words for people stand in the catalogue under `cause-<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// This computer has no way to the Internet (no route, no interface, every witness silent).
    NoNetwork,
    /// DNS knows no address for the server's name.
    NameNotFound,
    /// The server's machine answered that nobody listens on the port.
    ConnectionRefused,
    /// No answer to the attempt to connect within the deadline.
    ConnectTimeout,
    /// The connection was closed or reset in the middle of the session.
    ConnectionLost,
    /// The server's certificate is past its end.
    TlsExpired,
    /// The server's certificate is for other names.
    TlsWrongName,
    /// The certificate's issuer is not trusted by this computer.
    TlsUntrusted,
    /// A programme on this computer (antivirus, filter) stands in the middle of the TLS session.
    TlsIntercepted,
    /// The server offers nothing newer than TLS 1.1.
    TlsTooOld,
    /// TLS failed in another way: handshake refused, nonsense instead of TLS, STLS not offered.
    TlsFailed,
    /// The server's greeting is a refusal (RFC 1939 §4).
    ServerRefuses,
    /// POP access is switched off for this account, or closed by the provider.
    PopDisabled,
    /// User name or password is wrong.
    PasswordRefused,
    /// The provider wants a login in the browser, or an application password.
    WebLoginRequired,
    /// Somebody else holds the mailbox's lock: `[IN-USE]` (RFC 2449 §8.1.2).
    MailboxInUse,
    /// Logins follow one another too fast for the server: `[LOGIN-DELAY]` (RFC 2449 §8.1.1).
    LoginDelay,
    /// `[SYS/TEMP]` or its like: try later (RFC 3206 §4).
    ServerTemporary,
    /// `[SYS/PERM]` or its like: the server's administrator must act (RFC 3206 §4).
    ServerPermanent,
    /// The answer is not POP3.
    ProtocolViolation,
    /// The session did not end within its cap.
    TooSlow,
}

impl Cause {
    /// Every cause, in the order of the phases in which they arise.
    pub const ALL: [Self; 21] = [
        Self::NoNetwork,
        Self::NameNotFound,
        Self::ConnectionRefused,
        Self::ConnectTimeout,
        Self::ConnectionLost,
        Self::TlsExpired,
        Self::TlsWrongName,
        Self::TlsUntrusted,
        Self::TlsIntercepted,
        Self::TlsTooOld,
        Self::TlsFailed,
        Self::ServerRefuses,
        Self::PopDisabled,
        Self::PasswordRefused,
        Self::WebLoginRequired,
        Self::MailboxInUse,
        Self::LoginDelay,
        Self::ServerTemporary,
        Self::ServerPermanent,
        Self::ProtocolViolation,
        Self::TooSlow,
    ];

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoNetwork => "no_network",
            Self::NameNotFound => "name_not_found",
            Self::ConnectionRefused => "connection_refused",
            Self::ConnectTimeout => "connect_timeout",
            Self::ConnectionLost => "connection_lost",
            Self::TlsExpired => "tls_expired",
            Self::TlsWrongName => "tls_wrong_name",
            Self::TlsUntrusted => "tls_untrusted",
            Self::TlsIntercepted => "tls_intercepted",
            Self::TlsTooOld => "tls_too_old",
            Self::TlsFailed => "tls_failed",
            Self::ServerRefuses => "server_refuses",
            Self::PopDisabled => "pop_disabled",
            Self::PasswordRefused => "password_refused",
            Self::WebLoginRequired => "web_login_required",
            Self::MailboxInUse => "mailbox_in_use",
            Self::LoginDelay => "login_delay",
            Self::ServerTemporary => "server_temporary",
            Self::ServerPermanent => "server_permanent",
            Self::ProtocolViolation => "protocol_violation",
            Self::TooSlow => "too_slow",
        }
    }

    /// Whether a check with this outcome says nothing about the mailbox's health
    /// (the terminal's exit status 3): the line is down, somebody else reads, or we came too soon.
    #[must_use]
    pub const fn is_inconclusive(self) -> bool {
        matches!(
            self,
            Self::NoNetwork | Self::MailboxInUse | Self::LoginDelay
        )
    }

    /// Whether our own line could be the reason, so that independent witnesses are to be asked
    /// before the provider is blamed.
    #[must_use]
    pub const fn may_be_own_line(self) -> bool {
        matches!(
            self,
            Self::NoNetwork
                | Self::NameNotFound
                | Self::ConnectionRefused
                | Self::ConnectTimeout
                | Self::ConnectionLost
                | Self::TooSlow
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_serde_writes() {
        for cause in Cause::ALL {
            assert_eq!(serde_json::to_value(cause).unwrap(), cause.name());
        }
    }
}
