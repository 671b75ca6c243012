//! What the rules make of each cause of failure: one table.

use crate::cause::Cause;

/// How a cause is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handling {
    /// Our own line is down: nothing is known of the mailbox.
    OwnLine,
    /// Somebody else reads, or we came too soon: no failure unless it lasts.
    Held,
    /// A failure that may pass: checked again before anybody is alarmed.
    Unsure,
    /// A failure that a second look would only repeat: alarm at once.
    Certain,
    /// The password was not taken; at most two tries, ten minutes apart. `certain`: alarm at
    /// once; otherwise only when the second try is refused as well.
    Password {
        /// Whether the first refusal proves it.
        certain: bool,
    },
}

/// Causes that ask the same of the user; a change within a family during an alarm is recorded,
/// but no second notification is worth it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(super) enum Family {
    /// The provider's server cannot be reached or does not do its work.
    Server,
    /// The server's certificate or its TLS.
    Certificate,
    /// A programme on this computer.
    Interception,
    /// Access is closed for this account.
    Access,
    /// The password.
    Password,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) handling: Handling,
    pub(super) family: Family,
    /// Whether a line that is down (witnesses silent) explains it. True for whatever arises before
    /// the server has proven its name: a captive portal sits in the same place. What the server
    /// itself said over a proven session is not explained away.
    pub(super) line_explains: bool,
}

/// The table. Beside each row that is not simply « may pass »: why.
pub(super) const fn rule(cause: Cause) -> Rule {
    use {Family as F, Handling as H};
    let (handling, family, line_explains) = match cause {
        Cause::NoNetwork => (H::OwnLine, F::Server, true),
        Cause::NameNotFound
        | Cause::ConnectionRefused
        | Cause::ConnectTimeout
        | Cause::ConnectionLost
        | Cause::ProtocolViolation
        | Cause::TooSlow => (H::Unsure, F::Server, true),
        // The certificate carries its end in writing; if our own clock is wrong instead, somebody
        // must act just the same. And what TLS a server can do is configured, not a mood.
        Cause::TlsExpired | Cause::TlsTooOld => (H::Certain, F::Certificate, true),
        // Not certain: a captive portal shows its own certificate until one has logged in there.
        Cause::TlsWrongName | Cause::TlsUntrusted | Cause::TlsFailed => {
            (H::Unsure, F::Certificate, true)
        }
        // The programme in the middle was recognised by its own certificate.
        Cause::TlsIntercepted => (H::Certain, F::Interception, true),
        // Refusals in the greeting are how overloaded servers send clients away.
        Cause::ServerRefuses | Cause::ServerTemporary => (H::Unsure, F::Server, false),
        // The provider says so for this very account.
        Cause::PopDisabled => (H::Certain, F::Access, false),
        // A login server in trouble can refuse a good password once: the second try decides.
        Cause::PasswordRefused => (H::Password { certain: false }, F::Password, false),
        // The reply itself asks for the browser or an application password.
        Cause::WebLoginRequired => (H::Password { certain: true }, F::Password, false),
        Cause::MailboxInUse | Cause::LoginDelay => (H::Held, F::Server, false),
        // RFC 3206 §4: the server's own word that trying again is of no use.
        Cause::ServerPermanent => (H::Certain, F::Server, false),
    };
    Rule {
        handling,
        family,
        line_explains,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_what_the_causes_say_of_themselves() {
        for cause in Cause::ALL {
            let rule = rule(cause);
            let inconclusive = matches!(rule.handling, Handling::OwnLine | Handling::Held);
            assert_eq!(cause.is_inconclusive(), inconclusive, "{cause:?}");
            if cause.may_be_own_line() {
                assert!(rule.line_explains, "{cause:?}");
            }
        }
    }
}
