//! Taking the probes out again: exactly those, and saying what stays.

use jiff::Timestamp;
use serde::Serialize;
use vigie_domain::{account::Address, cause::Cause, verdict::Reading};
use vigie_mailbox::{CheckRequest, KnownUids, providers, remove};

use crate::{
    gather::{Gathering, Request},
    probe::Purpose,
    progress::{Progress, Stop, Task},
    state::{Ours, State},
    visit::LIMITS,
};

/// What was removed, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Removal {
    /// Probes deleted, each copy counted.
    pub removed: usize,
    /// Probes that may still lie somewhere.
    pub left: Vec<Left>,
}

/// A probe that was not removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Whom it was sent to.
    pub sent_to: Address,
    /// The mailbox in which it lies, where that is known.
    pub lies_in: Option<Address>,
    /// Why it stays.
    pub why: Why,
}

/// Why a probe stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
        if gathering.wait_for_turn(book, stop).await {
            gathering.remove_from(book, &mut removal).await;
        } else {
            gathering.leave(book, Why::Stopped, &mut removal);
        }
    }
    let well = removal.left.iter().all(|left| left.why == Why::NotSeen);
    gathering.end(Task::Remove, well, began);
    removal
}

impl Gathering<'_> {
    /// Probes that were sent, did not come back, and were seen nowhere; and controls to a mailbox
    /// that could not be read, wherever else they were seen.
    fn never_seen(&self, removal: &mut Removal) {
        for probe in &self.state.probes {
            let seen = probe.removed
                || self
                    .state
                    .books
                    .iter()
                    .any(|book| book.ours.iter().any(|ours| ours.token == probe.token));
            let is_unread = probe.purpose == Purpose::Existing && !self.is_read(&probe.to);
            if probe.sent_at.is_some() && !probe.came_back && (!seen || is_unread) {
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
            tokio::select! {
                () = tokio::time::sleep(at.duration_since(now).unsigned_abs()) => {}
                () = stop.asked() => {}
            }
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
        let probes = self.state.probes.clone();
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
        let outcome = remove(&check, &uids, &is_ours).await;
        if let Some(book) = self.state.books.get_mut(book) {
            book.last_login = Some((self.request.clock)());
        }
        match outcome {
            Ok(done) => {
                removal.removed += done.removed.len();
                self.forget(book, |ours| {
                    done.removed.contains(&ours.uid) || done.gone.contains(&ours.uid)
                });
                self.leave(book, Why::Refused, removal);
            }
            Err(failure) => self.leave(
                book,
                Why::Failed {
                    cause: failure.cause,
                },
                removal,
            ),
        }
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
            if let Some(probe) = self.state.probe(&ours.token) {
                removal.left.push(Left {
                    sent_to: probe.to.clone(),
                    lies_in: Some(mailbox.address.clone()),
                    why,
                });
            }
        }
    }
}
