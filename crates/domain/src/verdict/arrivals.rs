//! Is the candidate a mailbox of its own? Where the probes were seen, who the delivering servers
//! name, and what both mailboxes show.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use super::{
    evidence::{Evidence, Existing, Found, Reading, Role, Session, View, is_same_address},
    headers::{Named, named},
    pair::{Pair, Sighting, first},
    patience::Patience,
    probe::{Copy, Dispatch, Sent},
    reason::Reason,
    table::{Pairing, Places},
};
use crate::{account::Address, cause::Cause};

/// What the probes and the headers say.
pub(super) struct Arrivals {
    /// The reasons, in no order.
    pub(super) reasons: Vec<Reason>,
    /// Existing mailboxes elsewhere that could not be read, while another one proved separate.
    pub(super) not_compared: Vec<Address>,
}

pub(super) fn reasons(evidence: &Evidence, patience: &Patience) -> Arrivals {
    let mut gathered = Gathered {
        evidence,
        patience,
        reasons: Vec::new(),
        waits: BTreeMap::new(),
        unclear: Vec::new(),
        unreadable: Vec::new(),
    };
    gathered.the_address();
    gathered.the_arrival();
    if let Some(session) = evidence.session() {
        gathered.the_headers(session);
        gathered.the_company(session);
    }
    for existing in &evidence.existing {
        gathered.compare(existing);
    }
    gathered.finish()
}

struct Gathered<'a> {
    evidence: &'a Evidence,
    patience: &'a Patience,
    reasons: Vec<Reason>,
    /// Mailboxes that must be read once more, and not before when.
    waits: BTreeMap<Address, Timestamp>,
    /// Names that may or may not be the candidate's.
    unclear: Vec<Reason>,
    unreadable: Vec<(&'a Existing, Option<Cause>)>,
}

impl<'a> Gathered<'a> {
    /// What the address and the login tell by themselves.
    fn the_address(&mut self) {
        let address = &self.evidence.candidate.address;
        if let Some((base, tag)) = address.local_part().split_once('+')
            && !base.is_empty()
            && !tag.is_empty()
        {
            let of = format!("{base}@{}", address.domain());
            self.reasons.push(Reason::Subaddress { of });
        }
        if let Some(session) = self.evidence.session()
            && named(&session.login, self.evidence) == Named::Another
        {
            self.reasons.push(Reason::LogsInAsAnother {
                login: session.login.clone(),
            });
        }
    }

    /// Whether the probe reached the candidate.
    fn the_arrival(&mut self) {
        let evidence = self.evidence;
        let Dispatch::Sent(sent) = &evidence.probe else {
            self.reasons.push(Reason::ProbeNotSent);
            return;
        };
        if let Some(bounce) = sent.bounce {
            self.reasons.push(Reason::ProbeBounced { bounce });
        }
        let Some(session) = evidence.session() else {
            return;
        };
        let address = &evidence.candidate.address;
        if let Some(copy) = first(&session.view, address) {
            let seconds = sent.delivery(copy).as_secs();
            self.reasons.push(Reason::ProbeArrived {
                seconds: u64::try_from(seconds).unwrap_or(0),
            });
            return;
        }
        let elsewhere = evidence.existing.iter().any(|existing| {
            matches!(&existing.reading, Reading::Read { view, .. }
                if view.copies_of(address).next().is_some())
        });
        if elsewhere {
            return;
        }
        let given_up = self.given_up_at(sent);
        if session.view.watched_until < given_up {
            self.wait(address, given_up);
        } else {
            self.reasons.push(Reason::ProbeLost);
        }
    }

    /// Whom the delivering servers name on what they put into the candidate.
    fn the_headers(&mut self, session: &Session) {
        let address = &self.evidence.candidate.address;
        for header in session
            .view
            .copies_of(address)
            .flat_map(|copy| &copy.headers)
        {
            let (field, mailbox) = (header.field, header.mailbox.clone());
            match named(&mailbox, self.evidence) {
                Named::Candidate => self.reasons.push(Reason::NamesCandidate { field }),
                Named::Another => self.reasons.push(Reason::NamesAnother { field, mailbox }),
                Named::Unclear => self.unclear.push(Reason::NameUnclear { field, mailbox }),
            }
        }
    }

    /// Who else uses the candidate.
    fn the_company(&mut self, session: &Session) {
        if session.catch_all == Some(true) {
            self.reasons.push(Reason::CatchAll);
        }
        if let Some(how) = session.view.disturbance {
            self.reasons.push(Reason::CandidateDisturbed { how });
        }
    }

    fn compare(&mut self, existing: &'a Existing) {
        let evidence = self.evidence;
        let address = existing.address.clone();
        if is_same_address(&address, &evidence.candidate.address) {
            self.reasons.push(Reason::SameAddress { existing: address });
            return;
        }
        if let (Some(session), Some(login)) = (evidence.session(), &existing.login)
            && session.server.host.eq_ignore_ascii_case(&login.host)
            && session.login.to_lowercase() == login.user.to_lowercase()
        {
            self.reasons.push(Reason::SameAccount { existing: address });
            return;
        }
        match &existing.reading {
            Reading::NotTried => self.compare_unreadable(existing, None),
            Reading::Failed { failure } => self.compare_unreadable(existing, Some(failure.cause)),
            Reading::Read { messages, view } => self.compare_read(existing, messages, view),
        }
    }

    fn compare_read(&mut self, existing: &Existing, messages: &[Found], view: &View) {
        let evidence = self.evidence;
        let address = || existing.address.clone();
        if let Some(header) = view
            .copies_of(&existing.address)
            .flat_map(|copy| &copy.headers)
            .find(|header| is_named(&header.mailbox, &evidence.candidate.address))
        {
            self.reasons.push(Reason::ExistingNamesCandidate {
                existing: address(),
                field: header.field,
            });
        }
        if let Some(how) = view.disturbance {
            self.reasons.push(Reason::ExistingDisturbed {
                existing: address(),
                how,
            });
        }
        if existing.probe == Dispatch::NotSent {
            self.reasons.push(Reason::ControlNotSent {
                existing: address(),
            });
        }
        let pair = Pair::of(evidence, existing, view);
        let in_candidate = evidence.session().map(|session| &session.view);
        let own = &evidence.candidate.address;
        let mut look = |addressee: &Address| {
            (
                self.sighting(&pair, Some(view), &existing.address, addressee),
                self.sighting(&pair, in_candidate, own, addressee),
            )
        };
        let (probe, control) = (look(own), look(&existing.address));
        let known = places(probe).zip(places(control));
        if let Some(session) = evidence.session()
            && shows_the_same(session, messages, view)
            && !known.is_some_and(|(probe, control)| are_two(probe, control))
        {
            self.reasons.push(Reason::SameMaildrop {
                existing: address(),
            });
        }
        if let Some((probe, control)) = known {
            self.reasons
                .extend(reason_of(&existing.address, probe, control));
            return;
        }
        let control_not_missed = control.0.seen().is_some() || existing.probe == Dispatch::NotSent;
        if probe.0.seen().is_some() && control_not_missed {
            let (existing, certain) = (address(), false);
            self.reasons.push(if probe.1.seen().is_some() {
                Reason::Forwards { existing, certain }
            } else {
                Reason::LeadsTo { existing, certain }
            });
        }
        self.passed_on(existing, probe.1.seen(), control.1.seen());
    }

    /// The existing mailbox cannot be read: what of it can be seen from the candidate.
    fn compare_unreadable(&mut self, existing: &'a Existing, cause: Option<Cause>) {
        let evidence = self.evidence;
        let address = || existing.address.clone();
        if let Some(cause) = cause.filter(|cause| is_passing(*cause)) {
            self.reasons.push(Reason::ExistingBusy {
                existing: address(),
                cause,
            });
        } else if existing.role == Role::Current && evidence.is_at_candidates_provider(existing) {
            self.reasons.push(Reason::OldProvider {
                existing: address(),
            });
        } else {
            self.unreadable.push((existing, cause));
        }
        let Some(session) = evidence.session() else {
            return;
        };
        let probe = first(&session.view, &evidence.candidate.address);
        let control = first(&session.view, &existing.address);
        self.passed_on(existing, probe, control);
        if let (Some(copy), None) = (probe, control)
            && let (Some(sent), Some(control)) = (evidence.probe.sent(), existing.probe.sent())
            && control.bounce.is_none()
        {
            let until = self
                .patience
                .settled_at(copy.seen_at.max(control.at), sent.delivery(copy));
            if session.view.watched_until < until {
                self.wait(&evidence.candidate.address, until);
            }
        }
    }

    /// Mail to the existing address was seen in the candidate.
    fn passed_on(&mut self, existing: &Existing, probe: Option<&Copy>, control: Option<&Copy>) {
        if control.is_none() {
            return;
        }
        let existing = existing.address.clone();
        self.reasons.push(
            if probe.is_some() || self.evidence.probe == Dispatch::NotSent {
                Reason::ExistingForwards {
                    existing,
                    certain: false,
                }
            } else {
                Reason::Crossed {
                    existing,
                    probe: Places::Nowhere,
                    control: Places::Candidate,
                }
            },
        );
    }

    /// Whether the probe to `addressee` was seen in `whose` mailbox. Where not seeing it says
    /// nothing only because it is too early, notes until when to wait.
    fn sighting<'v>(
        &mut self,
        pair: &Pair<'_>,
        view: Option<&'v View>,
        whose: &Address,
        addressee: &Address,
    ) -> Sighting<'v> {
        let Some(view) = view else {
            return Sighting::Unknown;
        };
        if let Some(copy) = first(view, addressee) {
            return Sighting::Seen(copy);
        }
        let probe = if is_same_address(addressee, &self.evidence.candidate.address) {
            &pair.probe
        } else {
            &pair.control
        };
        let (Some(sent), None) = (probe.sent, view.disturbance) else {
            return Sighting::Unknown;
        };
        let until = match pair.last_seen {
            Some(last_seen) if probe.seen => self.patience.settled_at(last_seen, pair.slowest),
            _ => self.given_up_at(sent),
        };
        if view.watched_until < until {
            self.wait(whose, until);
            return Sighting::Unknown;
        }
        Sighting::Absent
    }

    /// When a probe seen nowhere is given up: at once where a report says that it came nowhere.
    fn given_up_at(&self, sent: &Sent) -> Timestamp {
        match sent.bounce {
            Some(_) => sent.at,
            None => self.patience.given_up_at(sent.at),
        }
    }

    fn wait(&mut self, mailbox: &Address, until: Timestamp) {
        let waits = self.waits.entry(mailbox.clone()).or_insert(until);
        *waits = until.max(*waits);
    }

    fn finish(mut self) -> Arrivals {
        let waits = std::mem::take(&mut self.waits);
        self.reasons.extend(
            waits
                .into_iter()
                .map(|(mailbox, until)| Reason::StillWaiting { mailbox, until }),
        );
        let separate = self
            .reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Separate { .. }));
        // Where the probes prove it, a provider's inner names need not be understood.
        if !separate {
            self.reasons.append(&mut self.unclear);
        }
        if self.evidence.existing.is_empty() {
            self.reasons.push(Reason::NoExisting);
        }
        let mut not_compared = Vec::new();
        for (existing, cause) in self.unreadable {
            let address = existing.address.clone();
            if separate && !self.evidence.is_at_candidates_provider(existing) {
                not_compared.push(address);
            } else {
                self.reasons.push(Reason::ExistingUnreadable {
                    existing: address,
                    cause,
                });
            }
        }
        Arrivals {
            reasons: self.reasons,
            not_compared,
        }
    }
}

/// Whether both mailboxes show one and the same message of one maildrop.
fn shows_the_same(session: &Session, messages: &[Found], view: &View) -> bool {
    let there: HashSet<_> = messages
        .iter()
        .chain(view.copies.iter().map(|copy| &copy.message))
        .filter_map(Found::identity)
        .collect();
    session
        .before
        .shown
        .iter()
        .chain(&session.strangers)
        .chain(session.view.copies.iter().map(|copy| &copy.message))
        .filter_map(Found::identity)
        .any(|found| there.contains(&found))
}

/// Whether one probe lies in both mailboxes and the other in one alone: then they are two, even
/// where both show one and the same message. A server that delivers a message to two of its
/// mailboxes at once may store it once, under one unique id (Dovecot's LMTP does).
fn are_two(probe: Places, control: Places) -> bool {
    matches!(
        Pairing::of(probe, control),
        Pairing::Forwards | Pairing::ExistingForwards
    )
}

fn is_named(mailbox: &str, address: &Address) -> bool {
    mailbox.to_lowercase() == address.as_str().to_lowercase()
}

/// Whether the failure is one that passes by itself, so that the mailbox can be read later.
const fn is_passing(cause: Cause) -> bool {
    cause.is_inconclusive() || matches!(cause, Cause::ServerTemporary)
}

/// Where a probe was seen, of (the existing mailbox, the candidate); `None` unless both are known.
fn places((there, here): (Sighting<'_>, Sighting<'_>)) -> Option<Places> {
    Some(Places::of(there.known()?, here.known()?))
}

/// What a fully known pair says; nothing where the loss of P1 says it already.
fn reason_of(existing: &Address, probe: Places, control: Places) -> Option<Reason> {
    let existing = existing.clone();
    Some(match Pairing::of(probe, control) {
        Pairing::Separate => Reason::Separate { existing },
        Pairing::LeadsToExisting => Reason::LeadsTo {
            existing,
            certain: true,
        },
        Pairing::OneMailbox => Reason::OneMailbox { existing },
        Pairing::Forwards => Reason::Forwards {
            existing,
            certain: true,
        },
        Pairing::ExistingForwards => Reason::ExistingForwards {
            existing,
            certain: true,
        },
        Pairing::ExistingLeadsHere => Reason::ExistingLeadsHere { existing },
        Pairing::ProbeLost => return None,
        Pairing::ControlLost | Pairing::BothLost => Reason::ControlLost { existing },
        Pairing::Unusual => Reason::Crossed {
            existing,
            probe,
            control,
        },
    })
}
