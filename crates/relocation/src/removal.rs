//! Taking the probes out again: exactly those, and saying what stays.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use vigie_domain::{account::Address, cause::Cause, verdict::Reading};
use vigie_mailbox::{CheckRequest, KnownUids, providers, remove};

use crate::{
    gather::{Gathering, Request},
    probe::{Probe, Purpose},
    progress::{Progress, Stop, Task},
    state::{Ours, State},
    visit::{self, LIMITS},
};

/// What was removed, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// Probes deleted, each copy counted.
    pub removed: usize,
    /// Probes that may still lie somewhere.
    pub left: Vec<Left>,
}

/// A probe that was not removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Whom it was sent to.
    pub sent_to: Address,
    /// The mailbox in which it lies, where that is known.
    pub lies_in: Option<Address>,
    /// Why it stays.
    pub why: Why,
}

/// Why a probe stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Why {
    /// It was seen nowhere: in a spam folder, on its way, or in a mailbox that was not read.
    NotSeen,
    /// The user wants to keep it.
    Kept,
    /// The server does not delete it, or the message under its id is no longer ours.
    Refused,
    /// The mailbox could not be opened for it.
    Failed {
        /// Why not.
        cause: Cause,
    },
    /// The mailbox's password is not at hand.
    NoPassword,
    /// The check was asked to stop.
    Stopped,
}

impl Why {
    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotSeen => "not_seen",
            Self::Kept => "kept",
            Self::Refused => "refused",
            Self::Failed { .. } => "failed",
            Self::NoPassword => "no_password",
            Self::Stopped => "stopped",
        }
    }
}

/// Removes the probes that were seen, where the user agreed (`consent`), and says what stays.
///
/// A probe is deleted only where unique id and token agree in the session that deletes it. What
/// was removed is forgotten in the state, so that a second call removes nothing twice.
pub async fn remove_probes(
    request: &Request<'_>,
    state: &mut State,
    consent: bool,
    progress: &mut dyn FnMut(Progress),
    stop: &mut Stop,
) -> Removal {
    let mut gathering = Gathering {
        request,
        state,
        progress,
    };
    let mut removal = Removal::default();
    gathering.never_seen(&mut removal);
    let with_ours: Vec<usize> = (0..gathering.state.books.len())
        .filter(|&book| {
            gathering
                .state
                .books
                .get(book)
                .is_some_and(|book| !book.ours.is_empty())
        })
        .collect();
    if with_ours.is_empty() {
        return removal;
    }
    if !consent {
        for book in with_ours {
            gathering.leave(book, Why::Kept, &mut removal);
        }
        return removal;
    }
    let began = gathering.begin(&Task::Remove);
    for book in with_ours {
        if let Some(cause) = gathering.refusal(book) {
            gathering.leave(book, Why::Failed { cause }, &mut removal);
        } else if !gathering.can_be_opened(book) {
            gathering.leave(book, Why::NoPassword, &mut removal);
        } else if gathering.wait_for_turn(book, stop).await {
            gathering.remove_from(book, &mut removal).await;
        } else {
            gathering.leave(book, Why::Stopped, &mut removal);
        }
    }
    let well = removal.left.iter().all(|left| left.why == Why::NotSeen);
    gathering.end(Task::Remove, well, began);
    removal
}

/// Reads every mailbox once more in which a probe may lie that was not seen yet, each after its
/// pause: for a check that is given up before its end.
pub async fn find_probes(
    request: &Request<'_>,
    state: &mut State,
    progress: &mut dyn FnMut(Progress),
    stop: &mut Stop,
) {
    let mut gathering = Gathering {
        request,
        state,
        progress,
    };
    if !gathering.state.misses_probes() {
        return;
    }
    let books: Vec<usize> = (0..gathering.state.books.len())
        .filter(|&book| gathering.may_hold_probes(book))
        .collect();
    let now = gathering.now();
    if let Some(until) = books
        .iter()
        .filter_map(|&book| gathering.turn(book))
        .max()
        .filter(|turn| *turn > now)
    {
        (gathering.progress)(Progress::Waiting { until });
    }
    gathering.read(&books, stop).await;
}

impl Gathering<'_> {
    /// Whether it was read during this check, and can be read again.
    fn may_hold_probes(&self, book: usize) -> bool {
        let was_read = match book.checked_sub(1) {
            None => self.state.evidence.session().is_some(),
            Some(place) => matches!(
                self.state
                    .evidence
                    .existing
                    .get(place)
                    .map(|one| &one.reading),
                Some(Reading::Read { .. })
            ),
        };
        was_read && self.can_be_opened(book) && !self.is_candidate_itself(book)
    }

    fn can_be_opened(&self, book: usize) -> bool {
        self.mailbox(book)
            .is_some_and(|mailbox| mailbox.way_in().is_some())
    }

    /// Why its password is not presented again.
    fn refusal(&self, book: usize) -> Option<Cause> {
        let refused = self.state.books.get(book)?.refused.as_ref()?;
        Some(refused.cause)
    }

    /// Probes that were sent, did not come back, and were seen nowhere; and controls to a mailbox
    /// that could not be read, wherever else they were seen.
    fn never_seen(&self, removal: &mut Removal) {
        for probe in self.state.every_probe() {
            let seen = self.state.is_seen(probe);
            let is_unread = probe.purpose == Purpose::Existing && !self.is_read(&probe.to);
            if probe.may_have_left() && (!seen || is_unread) {
                removal.left.push(Left {
                    sent_to: probe.to.clone(),
                    lies_in: None,
                    why: Why::NotSeen,
                });
            }
        }
    }

    fn is_read(&self, address: &Address) -> bool {
        self.state.evidence.existing.iter().any(|existing| {
            existing.address == *address && matches!(existing.reading, Reading::Read { .. })
        })
    }

    /// Waits until one may log in again; `false` where it is asked to stop first.
    async fn wait_for_turn(&mut self, book: usize, stop: &mut Stop) -> bool {
        let Some(at) = self.turn(book) else {
            return !stop.is_asked();
        };
        let now = self.now();
        if at > now {
            (self.progress)(Progress::Waiting { until: at });
            visit::wait_until(Some(at), stop, self.request.clock).await;
        }
        !stop.is_asked()
    }

    fn turn(&self, book: usize) -> Option<Timestamp> {
        let (place, _) = self.mailbox(book)?.way_in()?;
        self.state
            .books
            .get(book)?
            .next_login(self.request.pace, &place.server.host)
    }

    async fn remove_from(&mut self, book: usize, removal: &mut Removal) {
        let Some(mailbox) = self.mailbox(book).cloned() else {
            return;
        };
        let Some((place, password)) = mailbox.way_in() else {
            return;
        };
        let ours = self
            .state
            .books
            .get(book)
            .map(|book| book.ours.clone())
            .unwrap_or_default();
        let probes: Vec<Probe> = self.state.every_probe().cloned().collect();
        let is_ours = move |uid: &str, header: &[u8]| {
            ours.iter().filter(|ours| ours.uid == uid).any(|ours| {
                probes
                    .iter()
                    .any(|probe| probe.token == ours.token && probe.is_in(header))
            })
        };
        let uids: Vec<String> = self
            .state
            .books
            .get(book)
            .map(|book| book.ours.iter().map(|ours| ours.uid.clone()).collect())
            .unwrap_or_default();
        let known = KnownUids::new();
        let now = self.now();
        let check = CheckRequest {
            extra_roots: self.request.extra_roots,
            resolver: self.request.resolver,
            replies: providers::table().replies(mailbox.provider.as_deref()),
            limits: LIMITS,
            ..CheckRequest::new(now, &place.server, &place.login, password, &known)
        };
        if let Some(book) = self.state.books.get_mut(book) {
            book.begin_reading(now);
        }
        self.known();
        let outcome = remove(&check, &uids, &is_ours).await;
        if let Some(book) = self.state.books.get_mut(book) {
            book.last_login = Some((self.request.clock)());
            book.unfinished = 0;
        }
        match outcome {
            Ok(done) => {
                removal.removed += done.removed.len();
                self.forget(book, |ours| {
                    done.removed.contains(&ours.uid) || done.gone.contains(&ours.uid)
                });
                self.leave(book, Why::Refused, removal);
            }
            Err(failure) => {
                if let Some(book) = self.state.books.get_mut(book) {
                    book.note_failure(&failure);
                }
                let why = Why::Failed {
                    cause: failure.cause,
                };
                self.leave(book, why, removal);
            }
        }
        self.known();
    }

    /// Forgets copies that are no longer there.
    fn forget(&mut self, book: usize, is_gone: impl Fn(&Ours) -> bool) {
        let Some(book) = self.state.books.get_mut(book) else {
            return;
        };
        let (gone, left) = book.ours.drain(..).partition(is_gone);
        book.ours = left;
        let gone: Vec<Ours> = gone;
        for ours in gone {
            book.present.remove(&ours.uid);
            if let Some(probe) = self
                .state
                .probes
                .iter_mut()
                .chain(&mut self.state.former)
                .find(|probe| probe.token == ours.token)
            {
                probe.removed = true;
            }
        }
    }

    /// Says of every copy in this mailbox why it stays.
    fn leave(&self, place: usize, why: Why, removal: &mut Removal) {
        let (Some(book), Some(mailbox)) = (self.state.books.get(place), self.mailbox(place)) else {
            return;
        };
        for ours in &book.ours {
            let mut probes = self.state.every_probe();
            if let Some(probe) = probes.find(|probe| probe.token == ours.token) {
                removal.left.push(Left {
                    sent_to: probe.to.clone(),
                    lies_in: Some(mailbox.address.clone()),
                    why,
                });
            }
        }
    }
}
