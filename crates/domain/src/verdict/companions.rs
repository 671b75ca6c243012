//! What the person should know besides, whatever the verdict.

use serde::{Deserialize, Serialize};

use super::{
    access::LONG_LOGIN_DELAY,
    evidence::{Evidence, Role, Session},
    headers::{Named, named},
    probe::{Dispatch, Origin},
    provider::ProviderKind,
    sending::{FromSeen, SMALL, Sending, TOO_SMALL},
};
use crate::account::Address;

/// A mailbox that deletes what is younger than this is told of. Days.
const SHORT_EXPIRY: u32 = 31;

/// A probe that took longer than this is told of. Seconds.
const SLOW: u64 = 60;

/// Something to know that decides nothing. The serialised name (`kind`) is public and never
/// changes; words stand in the catalogue under `verdict-warning-<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Companion {
    /// It is at a webmail provider, not at the access provider as the letter asks.
    Webmail,
    /// It is at a hosting provider, not at the access provider as the letter asks.
    Hosting,
    /// It is at a health network, whose mailboxes serve something else.
    HealthNetwork,
    /// Vigie does not know the provider.
    UnknownProvider,
    /// The mailbox belongs to the contract for the Internet access, and goes with it.
    AccessContract,
    /// The provider closes or purges a mailbox in which nobody logs in for so long.
    Inactivity {
        /// Days.
        days: u16,
    },
    /// POP had to be switched on, or must be.
    MustBeSwitchedOn,
    /// POP goes off again when it is not used.
    SwitchesItselfOff,
    /// The billing software, too, needs a password made for one application.
    ApplicationPassword,
    /// It is at the same provider as the mailbox used so far: one outage would hit both.
    SameProvider,
    /// The server wants a long pause between logins.
    LongLoginDelay {
        /// The pause.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seconds: u64,
    },
    /// The server deletes what was retrieved (EXPIRE 0).
    ExpiresAtOnce,
    /// The server deletes messages after so many days (EXPIRE).
    Expires {
        /// Days.
        days: u32,
    },
    /// Larger SCOR lots may be refused.
    SizeLimit {
        /// The largest message.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        octets: u64,
    },
    /// The probe took long to arrive.
    SlowDelivery {
        /// How long.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        seconds: u64,
    },
    /// The provider took the probe for spam, though it let it through.
    MarkedAsSpam,
    /// The probe did not come from another provider.
    NotFromOutside,
    /// What was sent was not seen to arrive with its sender unchanged.
    SenderNotSeen,
    /// Somebody else held the mailbox during the check: is it shared?
    OtherReader,
    /// The provider names its mailboxes in a way of its own.
    InnerName {
        /// What it says.
        mailbox: String,
    },
    /// An existing mailbox elsewhere could not be read to compare.
    NotCompared {
        /// The mailbox.
        existing: Address,
    },
}

impl Companion {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Webmail => "webmail",
            Self::Hosting => "hosting",
            Self::HealthNetwork => "health_network",
            Self::UnknownProvider => "unknown_provider",
            Self::AccessContract => "access_contract",
            Self::Inactivity { .. } => "inactivity",
            Self::MustBeSwitchedOn => "must_be_switched_on",
            Self::SwitchesItselfOff => "switches_itself_off",
            Self::ApplicationPassword => "application_password",
            Self::SameProvider => "same_provider",
            Self::LongLoginDelay { .. } => "long_login_delay",
            Self::ExpiresAtOnce => "expires_at_once",
            Self::Expires { .. } => "expires",
            Self::SizeLimit { .. } => "size_limit",
            Self::SlowDelivery { .. } => "slow_delivery",
            Self::MarkedAsSpam => "marked_as_spam",
            Self::NotFromOutside => "not_from_outside",
            Self::SenderNotSeen => "sender_not_seen",
            Self::OtherReader => "other_reader",
            Self::InnerName { .. } => "inner_name",
            Self::NotCompared { .. } => "not_compared",
        }
    }
}

/// What there is to know, in the order in which it is told.
pub(super) fn of(evidence: &Evidence, not_compared: &[Address]) -> Vec<Companion> {
    let mut all = Vec::new();
    of_session(evidence, &mut all);
    of_sending(evidence, &mut all);
    of_provider(evidence, &mut all);
    all.extend(not_compared.iter().map(|existing| Companion::NotCompared {
        existing: existing.clone(),
    }));
    all
}

fn of_provider(evidence: &Evidence, all: &mut Vec<Companion>) {
    let provider = &evidence.candidate.provider;
    all.push(match provider.kind {
        Some(ProviderKind::Access) => Companion::AccessContract,
        Some(ProviderKind::Webmail) => Companion::Webmail,
        Some(ProviderKind::Hosting) => Companion::Hosting,
        Some(ProviderKind::Health) => Companion::HealthNetwork,
        None => Companion::UnknownProvider,
    });
    if evidence.existing.iter().any(|existing| {
        existing.role == Role::Current && evidence.is_at_candidates_provider(existing)
    }) {
        all.push(Companion::SameProvider);
    }
    if provider.pop.must_be_switched_on {
        all.push(Companion::MustBeSwitchedOn);
    }
    if provider.pop.switches_itself_off {
        all.push(Companion::SwitchesItselfOff);
    }
    if provider.pop.application_password {
        all.push(Companion::ApplicationPassword);
    }
    if let Some(days) = provider.inactivity_days {
        all.push(Companion::Inactivity { days });
    }
}

fn of_session(evidence: &Evidence, all: &mut Vec<Companion>) {
    let Some(session) = evidence.session() else {
        return;
    };
    match session.expire_days {
        Some(0) => all.push(Companion::ExpiresAtOnce),
        Some(days) if days < SHORT_EXPIRY => all.push(Companion::Expires { days }),
        _ => {}
    }
    if let Some(seconds) = session.login_delay_s.filter(|s| *s >= LONG_LOGIN_DELAY) {
        all.push(Companion::LongLoginDelay { seconds });
    }
    if session.other_reader {
        all.push(Companion::OtherReader);
    }
    of_probe(evidence, session, all);
}

fn of_probe(evidence: &Evidence, session: &Session, all: &mut Vec<Companion>) {
    let Dispatch::Sent(sent) = &evidence.probe else {
        return;
    };
    if sent.from == Origin::Inside {
        all.push(Companion::NotFromOutside);
    }
    let address = &evidence.candidate.address;
    let copies = || session.view.copies_of(address);
    let quickest = copies().map(|copy| sent.delivery(copy).as_secs()).min();
    if let Some(seconds) = quickest
        .and_then(|seconds| u64::try_from(seconds).ok())
        .filter(|seconds| *seconds > SLOW)
    {
        all.push(Companion::SlowDelivery { seconds });
    }
    if copies().any(|copy| copy.marked_as_spam) {
        all.push(Companion::MarkedAsSpam);
    }
    if let Some(header) = copies()
        .flat_map(|copy| &copy.headers)
        .find(|header| named(&header.mailbox, evidence) == Named::Unclear)
    {
        all.push(Companion::InnerName {
            mailbox: header.mailbox.clone(),
        });
    }
}

fn of_sending(evidence: &Evidence, all: &mut Vec<Companion>) {
    let Sending::Accepted(submission) = &evidence.sending else {
        return;
    };
    if let Some(octets) = submission
        .limit()
        .filter(|octets| (TOO_SMALL..SMALL).contains(octets))
    {
        all.push(Companion::SizeLimit { octets });
    }
    if submission.from == FromSeen::NotSeen {
        all.push(Companion::SenderNotSeen);
    }
}
