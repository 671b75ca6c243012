//! The whole check, from the first look to the last reading.

use std::{sync::Arc, time::Instant};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use vigie_domain::verdict::{Patience, Role};
use vigie_mailbox::Resolver;

use crate::{
    mailbox::Mailbox,
    pace::Pace,
    probe::ProbeText,
    progress::{Progress, Stop, Task},
    state::{Stage, State},
    visit::{Errand, Means},
};

/// What to check, and how.
pub struct Request<'a> {
    /// The mailbox in question.
    pub candidate: &'a Mailbox,
    /// The mailboxes that the person has already, in the order that [`State::new`] was given.
    pub existing: &'a [(Mailbox, Role)],
    /// What the probes say.
    pub text: &'a ProbeText,
    /// The candidate's domain is the person's own: a name there that nobody has may be tried.
    pub own_domain: bool,
    /// How long to wait.
    pub patience: Patience,
    /// How often to log in.
    pub pace: Pace,
    /// Certification authorities trusted beside the platform's.
    pub extra_roots: &'a [CertificateDer<'static>],
    /// Who looks names up.
    pub resolver: Resolver,
    /// The clock; it is only read to note when something was seen, and how long to wait.
    pub clock: fn() -> Timestamp,
}

/// How the check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There is nothing more to be seen.
    Complete,
    /// It was asked to stop, and can be taken up again.
    Stopped,
}

/// Gathers the evidence into the state: from the beginning, or from where an earlier call left it.
///
/// Ends when nothing more is to be expected, by the request's patience, or when asked to stop. The
/// probes stay where they are, for [`remove_probes`](crate::remove_probes). Needs a tokio runtime
/// with time and I/O, of any flavour.
pub async fn gather(
    request: &Request<'_>,
    state: &mut State,
    progress: &mut dyn FnMut(Progress),
    stop: &mut Stop,
) -> Ended {
    let mut gathering = Gathering {
        request,
        state,
        progress,
    };
    if gathering.state.stage == Stage::New {
        if !gathering.look(stop).await {
            return Ended::Stopped;
        }
        gathering.state.stage = Stage::Looked;
        gathering.known();
    }
    if stop.is_asked() {
        return Ended::Stopped;
    }
    if gathering.state.stage == Stage::Looked {
        gathering.state.put_sending_aside();
        gathering.send().await;
        gathering.state.stage = Stage::Sent;
        gathering.known();
    }
    gathering.watch(stop).await
}

/// What stood in a mailbox's book before a reading was to begin.
pub(crate) struct Unbegun {
    pub(crate) book: usize,
    last_login: Option<Timestamp>,
    unfinished: u8,
}

/// A check under way, with everything that its parts need.
pub(crate) struct Gathering<'g> {
    pub(crate) request: &'g Request<'g>,
    pub(crate) state: &'g mut State,
    pub(crate) progress: &'g mut dyn FnMut(Progress),
}

impl Gathering<'_> {
    pub(crate) fn now(&self) -> Timestamp {
        (self.request.clock)()
    }

    /// Tells what is known now.
    pub(crate) fn known(&mut self) {
        (self.progress)(Progress::Known(Box::new(self.state.clone())));
    }

    /// Notes of these readings that they begin, and tells it before any of them does. Gives what
    /// stood there before, for [`Self::not_begun`].
    pub(crate) fn begin_readings(&mut self, errands: &[Errand]) -> Vec<Unbegun> {
        let now = self.now();
        let before = errands
            .iter()
            .filter_map(|errand| {
                let book = self.state.books.get(errand.book)?;
                Some(Unbegun {
                    book: errand.book,
                    last_login: book.last_login,
                    unfinished: book.unfinished,
                })
            })
            .collect();
        for errand in errands {
            if let Some(book) = self.state.books.get_mut(errand.book) {
                book.begin_reading(now);
            }
        }
        self.known();
        before
    }

    /// Takes back that these readings began: one was asked to stop before them.
    pub(crate) fn not_begun(&mut self, readings: &[Unbegun]) {
        for reading in readings {
            if let Some(book) = self.state.books.get_mut(reading.book) {
                book.last_login = reading.last_login;
                book.unfinished = reading.unfinished;
            }
        }
        if !readings.is_empty() {
            self.known();
        }
    }

    pub(crate) fn begin(&mut self, task: &Task) -> Instant {
        (self.progress)(Progress::Began(task.clone()));
        Instant::now()
    }

    pub(crate) fn end(&mut self, task: Task, well: bool, began: Instant) {
        self.tell_ended(task, well, began.elapsed().as_secs_f64());
    }

    pub(crate) fn tell_ended(&mut self, task: Task, well: bool, seconds: f64) {
        (self.progress)(Progress::Ended {
            task,
            well,
            seconds,
        });
    }

    /// The mailbox of a book: 0 is the candidate.
    pub(crate) fn mailbox(&self, book: usize) -> Option<&Mailbox> {
        match book.checked_sub(1) {
            None => Some(self.request.candidate),
            Some(place) => self.request.existing.get(place).map(|(mailbox, _)| mailbox),
        }
    }

    /// Whether the existing mailbox of a book is the candidate itself: it is not touched twice.
    pub(crate) fn is_candidate_itself(&self, book: usize) -> bool {
        book > 0
            && self
                .mailbox(book)
                .is_some_and(|mailbox| mailbox.has_address(&self.request.candidate.address))
    }

    /// What to read of a mailbox; `None` where it cannot be opened.
    pub(crate) fn errand(&self, book: usize, newest: usize) -> Option<Errand> {
        let mailbox = self.mailbox(book)?;
        let (place, password) = mailbox.way_in()?;
        let remembered = self.state.books.get(book)?;
        if remembered.refused.is_some() {
            return None;
        }
        Some(Errand {
            book,
            place: place.clone(),
            password: password.clone(),
            provider: mailbox.provider.clone(),
            known: remembered.known_uids(),
            turn: remembered.next_login(self.request.pace, &place.server.host),
            newest,
        })
    }

    pub(crate) fn means(&self, stop: &Stop) -> Arc<Means> {
        Arc::new(Means {
            probes: self.state.every_probe().cloned().collect(),
            extra_roots: self.request.extra_roots.to_vec(),
            resolver: self.request.resolver,
            stop: stop.clone(),
        })
    }
}
