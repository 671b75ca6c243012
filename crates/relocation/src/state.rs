//! Everything that is known of a check under way: stored, it can be taken up again.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vigie_domain::{
    account::Address,
    cause::Cause,
    report::Failure,
    verdict::{
        Access, Candidate, Dispatch, Evidence, Existing, Login, ProviderFacts, Reading, Role,
        Sending,
    },
};
use vigie_mailbox::KnownUids;

use crate::{
    mailbox::{Mailbox, PopPlace},
    pace::Pace,
    probe::{Probe, Token},
    removal::{Left, Why},
};

/// A check under way. It holds no password, no sender and no subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// What was seen so far; `vigie_domain::verdict::judge` says what it means.
    pub evidence: Evidence,
    pub(crate) stage: Stage,
    pub(crate) probes: Vec<Probe>,
    /// Probes of a sending that was cut off, or of an earlier check: ours to remove, and evidence of
    /// nothing.
    #[serde(default)]
    pub(crate) former: Vec<Probe>,
    /// The candidate's first, then those of the existing mailboxes in their order.
    pub(crate) books: Vec<Book>,
}

/// How far the check came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// Nothing was done.
    New,
    /// The mailboxes were looked at.
    Looked,
    /// What was to be sent was sent.
    Sent,
}

/// What is remembered of one mailbox between two readings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Book {
    /// Messages that need not be looked at again.
    pub(crate) known: BTreeSet<String>,
    /// What lay there at the latest reading.
    pub(crate) present: BTreeSet<String>,
    /// When a login was last attempted.
    pub(crate) last_login: Option<Timestamp>,
    /// The pause that the server announces.
    pub(crate) login_delay_s: Option<u64>,
    /// No login before this: somebody else logged in.
    #[serde(default)]
    pub(crate) not_before: Option<Timestamp>,
    /// Readings in a row that began and did not end: the check was cut off in the middle of them.
    #[serde(default)]
    pub(crate) unfinished: u8,
    /// Readings in a row that failed.
    pub(crate) failed: u8,
    /// It was looked at, before anything was sent.
    #[serde(default)]
    pub(crate) looked: bool,
    /// How its password was refused: it is not presented again in this check.
    #[serde(default)]
    pub(crate) refused: Option<Failure>,
    /// It is not read any more.
    pub(crate) closed: bool,
    /// Copies of probes that lie there.
    pub(crate) ours: Vec<Ours>,
}

/// A copy of a probe, by unique id and token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ours {
    pub(crate) uid: String,
    pub(crate) token: Token,
}

impl State {
    /// A check that has not begun.
    #[must_use]
    pub fn new(candidate: &Mailbox, provider: ProviderFacts, existing: &[(Mailbox, Role)]) -> Self {
        Self {
            evidence: Evidence {
                candidate: Candidate {
                    address: candidate.address.clone(),
                    provider,
                },
                access: Access::NotTried,
                probe: Dispatch::NotSent,
                sending: Sending::NotTried,
                existing: existing
                    .iter()
                    .map(|(mailbox, role)| Existing {
                        address: mailbox.address.clone(),
                        role: *role,
                        provider: mailbox.provider.clone(),
                        login: match &mailbox.pop {
                            PopPlace::At(place) => Some(Login {
                                host: place.server.host.clone(),
                                user: place.login.clone(),
                            }),
                            PopPlace::ClearTextOnly | PopPlace::Nowhere { .. } => None,
                        },
                        probe: Dispatch::NotSent,
                        reading: Reading::NotTried,
                    })
                    .collect(),
            },
            stage: Stage::New,
            probes: Vec::new(),
            former: Vec::new(),
            books: vec![Book::default(); existing.len() + 1],
        }
    }

    /// The same mailboxes, to be checked from the beginning. When one logged in last is remembered,
    /// and so are the probes that may still lie somewhere.
    #[must_use]
    pub fn again(
        &self,
        candidate: &Mailbox,
        provider: ProviderFacts,
        existing: &[(Mailbox, Role)],
    ) -> Self {
        let mut anew = Self::new(candidate, provider, existing);
        anew.former = self
            .every_probe()
            .filter(|probe| probe.may_have_left())
            .cloned()
            .collect();
        for (book, before) in anew.books.iter_mut().zip(&self.books) {
            book.last_login = before.last_login;
            book.login_delay_s = before.login_delay_s;
            book.not_before = before.not_before;
            book.ours.clone_from(&before.ours);
        }
        anew
    }

    /// Somebody else logged in to this mailbox (0: the candidate, then the existing ones): no login
    /// before that moment.
    pub fn wait_until(&mut self, mailbox: usize, at: Timestamp) {
        if let Some(book) = self.books.get_mut(mailbox) {
            book.not_before = book.not_before.max(Some(at));
        }
    }

    /// When one last logged in to this mailbox (0: the candidate, then the existing ones), and the
    /// pause that its server announces in seconds.
    #[must_use]
    pub fn last_login(&self, mailbox: usize) -> Option<(Timestamp, Option<u64>)> {
        let book = self.books.get(mailbox)?;
        Some((book.last_login?, book.login_delay_s))
    }

    /// Takes over what an earlier check of other mailboxes sent, where it can be found and removed: in
    /// mailboxes with the same address. Whether something of it lies, or may arrive, elsewhere.
    pub fn take_over(&mut self, before: &Self) -> bool {
        let mut is_left = false;
        for (place, book) in before.books.iter().enumerate() {
            if book.ours.is_empty() {
                continue;
            }
            let here = before
                .address(place)
                .and_then(|address| self.place_of(address));
            match here.and_then(|place| self.books.get_mut(place)) {
                Some(mine) => {
                    for ours in &book.ours {
                        mine.add_ours(&ours.uid, &ours.token);
                    }
                }
                None => is_left = true,
            }
        }
        for probe in before.every_probe() {
            if !probe.may_have_left() || probe.removed {
                continue;
            }
            is_left |= !before.is_seen(probe) && self.place_of(&probe.to).is_none();
            self.former.push(probe.clone());
        }
        is_left
    }

    /// What of the probes is not known to be removed, for a check that broke off.
    #[must_use]
    pub fn left(&self) -> Vec<Left> {
        let lie = self.books.iter().enumerate().flat_map(|(place, book)| {
            book.ours.iter().filter_map(move |ours| {
                let probe = self.every_probe().find(|probe| probe.token == ours.token)?;
                Some(Left {
                    sent_to: probe.to.clone(),
                    lies_in: self.address(place).cloned(),
                    why: Why::Stopped,
                })
            })
        });
        let unseen = self
            .every_probe()
            .filter(|probe| probe.may_have_left() && !self.is_seen(probe))
            .map(|probe| Left {
                sent_to: probe.to.clone(),
                lies_in: None,
                why: Why::NotSeen,
            });
        lie.chain(unseen).collect()
    }

    /// How the password of this mailbox (0: the candidate, then the existing ones) was refused in this
    /// check, and when one last logged in.
    #[must_use]
    pub fn refusal(&self, mailbox: usize) -> Option<(&Failure, Timestamp)> {
        let book = self.books.get(mailbox)?;
        Some((book.refused.as_ref()?, book.last_login?))
    }

    /// Whether probes of ours are known to lie in this mailbox.
    #[must_use]
    pub fn has_probes_in(&self, mailbox: usize) -> bool {
        self.books
            .get(mailbox)
            .is_some_and(|book| !book.ours.is_empty())
    }

    /// Whether probes of ours are known to lie in a mailbox.
    #[must_use]
    pub fn has_probes_to_remove(&self) -> bool {
        self.books.iter().any(|book| !book.ours.is_empty())
    }

    /// Whether a probe may be on its way, or lie where it was not seen yet.
    #[must_use]
    pub fn misses_probes(&self) -> bool {
        self.every_probe()
            .any(|probe| probe.may_have_left() && !self.is_seen(probe))
    }

    /// Whose mailbox is in that place (0: the candidate's, then the existing ones).
    fn address(&self, place: usize) -> Option<&Address> {
        match place.checked_sub(1) {
            None => Some(&self.evidence.candidate.address),
            Some(place) => Some(&self.evidence.existing.get(place)?.address),
        }
    }

    fn place_of(&self, address: &Address) -> Option<usize> {
        let same = |other: &Address| other.as_str().eq_ignore_ascii_case(address.as_str());
        (0..self.books.len()).find(|place| self.address(*place).is_some_and(same))
    }

    pub(crate) fn probe(&self, token: &Token) -> Option<&Probe> {
        self.probes.iter().find(|probe| probe.token == *token)
    }

    /// Those of this check, and those from before.
    pub(crate) fn every_probe(&self) -> impl Iterator<Item = &Probe> {
        self.probes.iter().chain(&self.former)
    }

    /// Whether a copy was seen, be it removed by now or not.
    pub(crate) fn is_seen(&self, probe: &Probe) -> bool {
        probe.removed
            || self
                .books
                .iter()
                .any(|book| book.ours.iter().any(|ours| ours.token == probe.token))
    }

    /// A sending that was cut off is begun anew: nobody knows what of it left.
    pub(crate) fn put_sending_aside(&mut self) {
        if self.probes.is_empty() {
            return;
        }
        self.former.append(&mut self.probes);
        self.evidence.probe = Dispatch::NotSent;
        self.evidence.sending = Sending::NotTried;
        for existing in &mut self.evidence.existing {
            existing.probe = Dispatch::NotSent;
        }
    }

    /// Notes when a probe to this address was sent, or that it was not.
    pub(crate) fn dispatch_of(&mut self, to: &Address) -> Option<&mut Dispatch> {
        if *to == self.evidence.candidate.address {
            return Some(&mut self.evidence.probe);
        }
        self.evidence
            .existing
            .iter_mut()
            .find(|existing| existing.address == *to)
            .map(|existing| &mut existing.probe)
    }
}

impl Book {
    /// The earliest moment for the next login.
    pub(crate) fn next_login(&self, pace: Pace, host: &str) -> Option<Timestamp> {
        let own = self.last_login.map(|last| {
            let mut pause = pace.pause(host, self.login_delay_s);
            // Each of them may have been a refusal of the password: a programme that dies at every
            // reading must not lock the account.
            if let Some(doublings) = self.unfinished.checked_sub(2) {
                pause = pause.max(WARY.saturating_mul(1 << doublings.min(5)));
            }
            later(last, pause)
        });
        own.max(self.not_before)
    }

    /// A reading begins. To be stored before the login is made.
    pub(crate) fn begin_reading(&mut self, now: Timestamp) {
        self.last_login = Some(self.not_before.map_or(now, |at| at.max(now)));
        self.unfinished = self.unfinished.saturating_add(1);
    }

    /// Takes note of a failed reading: a password that was refused is not presented again.
    pub(crate) fn note_failure(&mut self, failure: &Failure) {
        if matches!(
            failure.cause,
            Cause::PasswordRefused | Cause::WebLoginRequired
        ) {
            self.refused = Some(failure.clone());
        }
    }

    pub(crate) fn known_uids(&self) -> KnownUids {
        self.known.iter().map(|uid| (uid.clone(), None)).collect()
    }

    /// Remembers a copy of a probe; once.
    pub(crate) fn add_ours(&mut self, uid: &str, token: &Token) {
        let ours = Ours {
            uid: uid.to_owned(),
            token: token.clone(),
        };
        if !self.ours.contains(&ours) {
            self.ours.push(ours);
        }
    }
}

/// The pause after two readings that did not end; it doubles with each further one.
const WARY: SignedDuration = SignedDuration::from_mins(10);

/// `at` plus a wait, at most the end of time.
pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use vigie_domain::server::{Security, Server};

    use super::*;
    use crate::{mailbox::Place, probe::Purpose};

    fn mailbox(name: &str) -> Mailbox {
        let server = Server {
            host: "pop.exemple.example".to_owned(),
            port: 995,
            security: Security::Tls,
        };
        Mailbox {
            address: format!("{name}@exemple.example").parse().unwrap(),
            password: None,
            pop: PopPlace::At(Place {
                server,
                login: name.to_owned(),
            }),
            submission: None,
            provider: None,
        }
    }

    fn state() -> State {
        let existing = [(mailbox("cabinet"), Role::Current)];
        State::new(&mailbox("neuve"), ProviderFacts::default(), &existing)
    }

    fn sent(state: &mut State) -> Token {
        let mut probe = Probe::new(Purpose::Candidate, mailbox("neuve").address).unwrap();
        probe.under_way = true;
        let token = probe.token.clone();
        state.probes.push(probe);
        token
    }

    #[test]
    fn a_probe_whose_sending_was_cut_off_is_looked_for_and_is_no_evidence() {
        let mut state = state();
        let token = sent(&mut state);
        assert!(state.misses_probes());
        let stored = serde_json::to_string(&state).unwrap();
        let mut state: State = serde_json::from_str(&stored).unwrap();
        state.put_sending_aside();
        assert!(state.probe(&token).is_none() && state.misses_probes());
        assert_eq!(state.evidence.probe, Dispatch::NotSent);
        state.books[0].add_ours("1", &token);
        assert!(!state.misses_probes() && state.has_probes_to_remove());
    }

    #[test]
    fn a_check_that_is_repeated_remembers_logins_and_what_may_still_arrive() {
        let now = Timestamp::UNIX_EPOCH;
        let mut state = state();
        let token = sent(&mut state);
        state.stage = Stage::Sent;
        state.books[1].begin_reading(now);
        let existing = [(mailbox("cabinet"), Role::Current)];
        let again = state.again(&mailbox("neuve"), ProviderFacts::default(), &existing);
        assert_eq!(again.stage, Stage::New);
        assert!(again.probe(&token).is_none() && again.misses_probes());
        assert_eq!(again.last_login(1), Some((now, None)));
        assert_eq!(again.last_login(0), None);
    }

    #[test]
    fn another_check_takes_over_what_it_can_find_and_tells_of_the_rest() {
        let mut before = state();
        let token = sent(&mut before);
        before.books[1].add_ours("7", &token);
        let other = |name| State::new(&mailbox(name), ProviderFacts::default(), &[]);
        let mut same = other("cabinet");
        assert!(!same.take_over(&before));
        assert!(same.has_probes_in(0) && !same.misses_probes());
        assert_eq!(same.left().len(), 1);
        let mut stranger = other("autre");
        assert!(stranger.take_over(&before));
        assert!(!stranger.has_probes_to_remove());
        before.books[1].ours.clear();
        let mut same = other("neuve");
        assert!(!same.take_over(&before));
        assert!(same.misses_probes());
        assert!(stranger.take_over(&before));
    }

    #[test]
    fn readings_that_never_end_come_ever_more_slowly_and_others_logins_count() {
        let now = Timestamp::UNIX_EPOCH;
        let mut state = state();
        let mut pauses = Vec::new();
        for _ in 0..4 {
            state.books[0].begin_reading(now);
            let next = state.books[0].next_login(Pace::Usual, "pop.exemple.example");
            pauses.push(next.unwrap().duration_since(now).as_mins());
        }
        assert_eq!(pauses, [1, 10, 20, 40]);
        let later = now + SignedDuration::from_hours(1);
        state.wait_until(0, later);
        let next = state.books[0].next_login(Pace::Usual, "pop.exemple.example");
        assert_eq!(next, Some(later));
    }
}
