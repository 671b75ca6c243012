//! What a server's refusal means, where it does not say so by a code.

use vigie_domain::cause::Cause;
use vigie_pop3::{Reply, ResponseCode};

use super::fold::fold;

/// In answer to what a reply came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyTo {
    /// The connection: the reply is the greeting.
    Greeting,
    /// The login.
    Login,
}

/// Words that give a refusal its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyPattern {
    /// Where it applies.
    pub at: Vec<ReplyTo>,
    /// The response code that it refines; `None`: it applies to replies without a code only.
    pub code: Option<Refinable>,
    /// All of them must occur, in any order; folded. Searching one takes time linear in the reply.
    pub words: Vec<String>,
    /// What it means.
    pub cause: Cause,
}

/// The response codes whose meaning words may narrow. The others are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
pub enum Refinable {
    /// `[AUTH]`: to an application password, a login in the browser, POP switched off.
    #[serde(rename = "AUTH")]
    Auth,
    /// `[SYS/PERM]`: the same.
    #[serde(rename = "SYS/PERM")]
    SysPerm,
}

impl Refinable {
    /// Whether a pattern may narrow this code to that cause.
    ///
    /// Never to one after which the login is tried again by itself: data must not be able to lock
    /// an account.
    #[must_use]
    pub fn admits(self, cause: Cause) -> bool {
        match self {
            Self::Auth => matches!(
                cause,
                Cause::PasswordRefused | Cause::WebLoginRequired | Cause::PopDisabled
            ),
            Self::SysPerm => matches!(
                cause,
                Cause::ServerPermanent | Cause::WebLoginRequired | Cause::PopDisabled
            ),
        }
    }
}

/// What replies mean at one provider.
#[derive(Clone, Copy, Debug)]
pub struct Replies<'a> {
    own: &'a [ReplyPattern],
    common: &'a [ReplyPattern],
}

impl<'a> Replies<'a> {
    pub(super) fn new(own: &'a [ReplyPattern], common: &'a [ReplyPattern]) -> Self {
        Self { own, common }
    }

    /// The cause that a refusal names, by its code, or else by its words; `None` where neither
    /// tells.
    ///
    /// A code wins over words, except over those that the table ties to that very code: Gmail, for
    /// one, sends `[AUTH]` with "Web login required".
    #[must_use]
    pub fn meaning(&self, at: ReplyTo, reply: &Reply) -> Option<Cause> {
        let (code, final_cause) = match reply.code {
            Some(ResponseCode::InUse) => return Some(Cause::MailboxInUse),
            Some(ResponseCode::LoginDelay) => return Some(Cause::LoginDelay),
            Some(ResponseCode::SysTemp) => return Some(Cause::ServerTemporary),
            Some(ResponseCode::SysPerm) => (Some(Refinable::SysPerm), Some(Cause::ServerPermanent)),
            Some(ResponseCode::Auth) => (Some(Refinable::Auth), Some(Cause::PasswordRefused)),
            Some(ResponseCode::Utf8 | ResponseCode::Other(_)) | None => (None, None),
        };
        let text = fold(&reply.text);
        self.own
            .iter()
            .chain(self.common)
            .filter(|pattern| pattern.code == code && pattern.at.contains(&at))
            .find(|pattern| pattern.words.iter().all(|words| text.contains(words)))
            .map(|pattern| pattern.cause)
            .or(final_cause)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use vigie_pop3::StatusLine;

    use super::*;
    use crate::providers::table;

    fn meaning(provider: Option<&str>, at: ReplyTo, line: &str) -> Option<Cause> {
        let reply = StatusLine::parse(line.as_bytes()).unwrap().reply();
        table().replies(provider).meaning(at, &reply)
    }

    #[rstest]
    #[case("-ERR [AUTH] no", Cause::PasswordRefused)]
    #[case("-ERR [IN-USE] no", Cause::MailboxInUse)]
    #[case("-ERR [LOGIN-DELAY] no", Cause::LoginDelay)]
    #[case("-ERR [SYS/TEMP] no", Cause::ServerTemporary)]
    #[case("-ERR [SYS/PERM] no", Cause::ServerPermanent)]
    // A code wins over words that say something else.
    #[case(
        "-ERR [AUTH] mailbox is locked, try again later",
        Cause::PasswordRefused
    )]
    #[case("-ERR [IN-USE] POP access disabled", Cause::MailboxInUse)]
    #[case("-ERR [SYS/TEMP] invalid password", Cause::ServerTemporary)]
    // Words tied to the very code narrow it.
    #[case(
        "-ERR [AUTH] Web login required: https://exemple.example/",
        Cause::WebLoginRequired
    )]
    #[case(
        "-ERR [AUTH] Application-specific password required",
        Cause::WebLoginRequired
    )]
    #[case(
        "-ERR [SYS/PERM] Your account is not enabled for POP access",
        Cause::PopDisabled
    )]
    // Without a code, words decide.
    #[case("-ERR pop access not enabled for account", Cause::PopDisabled)]
    #[case("-ERR L'accès POP est désactivé", Cause::PopDisabled)]
    #[case("-ERR maildrop already locked", Cause::MailboxInUse)]
    #[case(
        "-ERR Logon failure: unknown user name or bad password.",
        Cause::PasswordRefused
    )]
    #[case("-ERR Temporary authentication failure", Cause::ServerTemporary)]
    #[case("-ERR [X-ODD] invalid password", Cause::PasswordRefused)]
    fn a_refused_login_means(#[case] line: &str, #[case] cause: Cause) {
        assert_eq!(meaning(None, ReplyTo::Login, line), Some(cause));
    }

    #[test]
    fn the_provider_s_own_patterns_come_first() {
        let line = "-ERR Logon failure: unknown user name or bad password.";
        assert_eq!(
            meaning(Some("outlook"), ReplyTo::Login, line),
            Some(Cause::WebLoginRequired)
        );
    }

    #[test]
    fn nothing_is_made_up() {
        assert_eq!(meaning(None, ReplyTo::Login, "-ERR"), None);
        assert_eq!(meaning(None, ReplyTo::Login, "-ERR no"), None);
        let busy = "-ERR too many connections";
        assert_eq!(meaning(None, ReplyTo::Greeting, busy), None);
        let closed = "-ERR POP service closed";
        assert_eq!(
            meaning(None, ReplyTo::Greeting, closed),
            Some(Cause::PopDisabled)
        );
    }
}
