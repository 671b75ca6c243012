//! Does the candidate have real POP, under verified TLS, and is it empty?

use super::{
    evidence::{Access, Evidence, Session},
    provider::{PopOffer, ProviderFacts},
    reason::{Command, Reason},
};
use crate::{cause::Cause, health::Line, server::Security};

/// From this on a pause between logins is told of: the billing software may be refused. Seconds.
pub(super) const LONG_LOGIN_DELAY: u64 = 10 * 60;

/// Beyond this the mailbox can be neither watched nor collected as it should. Seconds.
const LONGEST_LOGIN_DELAY: u64 = 60 * 60;

/// What the POP3 check says.
pub(super) fn reasons(evidence: &Evidence) -> Vec<Reason> {
    let provider = &evidence.candidate.provider;
    match &evidence.access {
        Access::NotTried => vec![Reason::NotChecked],
        Access::NoServer { imap } => vec![not_offered(provider).unwrap_or(if *imap {
            Reason::ImapOnly
        } else {
            Reason::NoServer
        })],
        Access::NoTls => vec![Reason::NoTls],
        Access::Failed {
            failure,
            line,
            imap,
        } => vec![failed(failure.cause, *line, *imap, provider)],
        Access::Open(session) => open(session),
    }
}

/// What the provider's data says, where that explains why there is no access.
fn not_offered(provider: &ProviderFacts) -> Option<Reason> {
    match provider.pop.offer {
        PopOffer::None => Some(Reason::PopNotOffered),
        PopOffer::OAuthOnly => Some(Reason::OAuthOnly),
        PopOffer::Unknown | PopOffer::Offered | PopOffer::PaidPlan => None,
    }
}

fn failed(cause: Cause, line: Line, imap: bool, provider: &ProviderFacts) -> Reason {
    match cause {
        Cause::TlsExpired
        | Cause::TlsWrongName
        | Cause::TlsUntrusted
        | Cause::TlsTooOld
        | Cause::TlsFailed => Reason::TlsUnproven { cause },
        Cause::PopDisabled => Reason::PopDisabled {
            can_be_switched_on: provider.pop.must_be_switched_on,
        },
        Cause::ServerPermanent => Reason::PopUnreachable { cause },
        Cause::PasswordRefused | Cause::WebLoginRequired | Cause::ServerRefuses => {
            not_offered(provider).unwrap_or(Reason::NotAnswered { cause })
        }
        Cause::NameNotFound | Cause::ConnectionRefused if line != Line::Down => {
            unreachable(imap, provider).unwrap_or(Reason::PopUnreachable { cause })
        }
        Cause::ConnectTimeout if line != Line::Down => {
            unreachable(imap, provider).unwrap_or(Reason::NotAnswered { cause })
        }
        // An antivirus in the way is this computer's doing: it says nothing of the provider.
        Cause::TlsIntercepted
        | Cause::NoNetwork
        | Cause::NameNotFound
        | Cause::ConnectionRefused
        | Cause::ConnectTimeout
        | Cause::ConnectionLost
        | Cause::MailboxInUse
        | Cause::LoginDelay
        | Cause::ServerTemporary
        | Cause::ProtocolViolation
        | Cause::TooSlow => Reason::NotAnswered { cause },
    }
}

fn unreachable(imap: bool, provider: &ProviderFacts) -> Option<Reason> {
    not_offered(provider).or(imap.then_some(Reason::ImapOnly))
}

fn open(session: &Session) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if session.server.security == Security::Plain {
        reasons.push(Reason::NoTls);
    }
    for (answered, command) in [(session.uidl, Command::Uidl), (session.top, Command::Top)] {
        if !answered {
            reasons.push(Reason::CommandMissing { command });
        }
    }
    if let Some(seconds) = session
        .login_delay_s
        .filter(|seconds| *seconds > LONGEST_LOGIN_DELAY)
    {
        reasons.push(Reason::LoginDelayTooLong { seconds });
    }
    if reasons.is_empty() {
        reasons.push(Reason::PopAnswers {
            host: session.server.host.clone(),
        });
    }
    // A message may be deleted between STAT and TOP: what either saw was there.
    let shown = u64::try_from(session.before.shown.len()).unwrap_or(u64::MAX);
    let before = session.before.messages.max(shown);
    let meanwhile = u64::try_from(session.strangers.len()).unwrap_or(u64::MAX);
    if before > 0 {
        reasons.push(Reason::Holds { messages: before });
    }
    if meanwhile > 0 {
        reasons.push(Reason::ReceivedMeanwhile {
            messages: meanwhile,
        });
    }
    if before == 0 && meanwhile == 0 {
        reasons.push(Reason::WasEmpty);
    }
    reasons
}
