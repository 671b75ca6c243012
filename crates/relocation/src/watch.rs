//! Reading the mailboxes until the probes have arrived, and long enough beyond.

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{
    account::Address,
    cause::Cause,
    report::{Failure, MailboxSeen},
    verdict::{
        Access, Copy, Disturbance, FromSeen, Reading, Reason, Sending, Verdict, View, judge,
    },
};

use crate::{
    gather::{Ended, Gathering},
    probe::Purpose,
    progress::{Progress, Stop, Task},
    reader::{Find, What},
    state::later,
    visit::{self, Errand, Visit},
};

/// New messages looked at in one reading.
const NEWEST: usize = 200;

/// Readings in a row that may find the mailbox locked, or fail.
const FAILURES: u8 = 3;

/// Beyond the patience nothing is waited for, however the clocks are set.
const GRACE: SignedDuration = SignedDuration::from_mins(3);

impl Gathering<'_> {
    /// Reads on until the verdict waits for nothing more.
    pub(crate) async fn watch(&mut self, stop: &mut Stop) -> Ended {
        if self
            .state
            .probes
            .iter()
            .all(|probe| probe.sent_at.is_none())
        {
            return Ended::Complete;
        }
        let began = self.begin(&Task::Watch);
        let mut told = None;
        let ended = loop {
            if stop.is_asked() {
                break Ended::Stopped;
            }
            let verdict = judge(&self.state.evidence, &self.request.patience);
            let Some((at, books)) = self.next(&verdict) else {
                break Ended::Complete;
            };
            let now = self.now();
            if at > now {
                if told != Some(at) {
                    (self.progress)(Progress::Waiting { until: at });
                    told = Some(at);
                }
                let pause = at.duration_since(now).unsigned_abs();
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = stop.asked() => {}
                }
                continue;
            }
            self.read(&books, stop).await;
        };
        // One that is stopped goes on another time.
        if ended == Ended::Complete {
            self.settle_nobody();
            let well = self.missing().next().is_none();
            self.end(Task::Watch, well, began);
        }
        ended
    }

    /// When to read next, and which mailboxes; `None` where nothing is waited for any more.
    fn next(&self, verdict: &Verdict) -> Option<(Timestamp, Vec<usize>)> {
        let first = self.state.probes.iter().filter_map(|p| p.sent_at).min()?;
        let lost = later(first, self.request.patience.lost);
        if self.now() > later(lost, GRACE)
            || self.is_enough_without_candidate()
            || self.is_enough_once_disturbed()
        {
            return None;
        }
        let waits = waits(verdict);
        if waits.is_empty() {
            return None;
        }
        let anything_missing = self.missing().next().is_some();
        let mut soonest: Vec<(Timestamp, usize)> = (0..self.state.books.len())
            .filter_map(|book| {
                let wanted = if anything_missing {
                    Timestamp::MIN
                } else {
                    let address = &self.mailbox(book)?.address;
                    waits.iter().find(|(waiting, _)| *waiting == address)?.1
                };
                Some((wanted.max(self.may_read_at(book)?), book))
            })
            .collect();
        soonest.sort_unstable();
        let (at, _) = *soonest.first()?;
        // One that must be read a moment later anyway is read along.
        let along = later(at, SignedDuration::from_millis(500));
        let books: Vec<(Timestamp, usize)> = soonest
            .into_iter()
            .take_while(|(its, _)| *its <= along)
            .collect();
        let at = books.last().map_or(at, |(last, _)| *last);
        // A server that wants hours between two logins is not waited for.
        if at > later(lost, GRACE) {
            return None;
        }
        Some((at, books.into_iter().map(|(_, book)| book).collect()))
    }

    /// The earliest moment at which a mailbox may be read again; `None` where it is not read.
    fn may_read_at(&self, book: usize) -> Option<Timestamp> {
        if self.view(book)?.disturbance.is_some() || self.state.books.get(book)?.closed {
            return None;
        }
        let (place, _) = self.mailbox(book)?.way_in()?;
        let next = self
            .state
            .books
            .get(book)?
            .next_login(self.request.pace, &place.server.host);
        Some(next.unwrap_or(Timestamp::MIN))
    }

    fn view(&self, book: usize) -> Option<&View> {
        let evidence = &self.state.evidence;
        match book.checked_sub(1) {
            None => evidence.session().map(|session| &session.view),
            Some(place) => match &evidence.existing.get(place)?.reading {
                Reading::Read { view, .. } => Some(view),
                Reading::NotTried | Reading::Failed { .. } => None,
            },
        }
    }

    fn view_mut(&mut self, book: usize) -> Option<&mut View> {
        let evidence = &mut self.state.evidence;
        match book.checked_sub(1) {
            None => match &mut evidence.access {
                Access::Open(session) => Some(&mut session.view),
                _ => None,
            },
            Some(place) => match &mut evidence.existing.get_mut(place)?.reading {
                Reading::Read { view, .. } => Some(view),
                Reading::NotTried | Reading::Failed { .. } => None,
            },
        }
    }

    /// Probes that were sent, did not come back, and were seen nowhere. One to a name that nobody
    /// has is not expected anywhere.
    fn missing(&self) -> impl Iterator<Item = &crate::probe::Probe> {
        self.state.probes.iter().filter(|probe| {
            probe.purpose != Purpose::Nobody
                && probe.sent_at.is_some()
                && !probe.came_back
                && !self.state.is_seen(probe)
        })
    }

    /// A candidate that cannot be opened is not worth a quarter of an hour: once the controls have
    /// arrived, a probe that came along an alias would have come as well.
    fn is_enough_without_candidate(&self) -> bool {
        if matches!(self.state.evidence.access, Access::Open(_)) {
            return false;
        }
        let controls_missing = self
            .missing()
            .any(|probe| probe.purpose == Purpose::Existing && self.can_show(&probe.to));
        let copies = || {
            (1..self.state.books.len())
                .filter_map(|book| self.view(book))
                .flat_map(|view| &view.copies)
        };
        let Some(last) = copies().map(|copy| copy.seen_at).max() else {
            return !self.any_readable();
        };
        let first = self.state.probes.iter().filter_map(|p| p.sent_at).min();
        let taken = first.map_or(SignedDuration::ZERO, |first| last.duration_since(first));
        let settle = self.request.patience.settle;
        !controls_missing && self.now() >= later(last, settle.max(taken + taken))
    }

    /// Where somebody else empties or holds a mailbox, what is missing may have gone that way: no
    /// waiting brings it back. What may still come is waited for as long as after any arrival.
    fn is_enough_once_disturbed(&self) -> bool {
        let views = || (0..self.state.books.len()).filter_map(|book| self.view(book));
        let settle = self.request.patience.settle;
        views().any(|view| view.disturbance.is_some())
            && views()
                .flat_map(|view| &view.copies)
                .map(|copy| copy.seen_at)
                .max()
                .is_some_and(|last| self.now() >= later(last, settle))
    }

    fn any_readable(&self) -> bool {
        (1..self.state.books.len()).any(|book| self.may_read_at(book).is_some())
    }

    /// Whether an existing mailbox is read, so that its control can be seen.
    fn can_show(&self, address: &Address) -> bool {
        (1..self.state.books.len()).any(|book| {
            self.mailbox(book)
                .is_some_and(|mailbox| mailbox.address == *address)
                && self.may_read_at(book).is_some()
        })
    }

    pub(crate) async fn read(&mut self, books: &[usize], stop: &Stop) {
        let errands: Vec<Errand> = books
            .iter()
            .filter_map(|&book| self.errand(book, NEWEST))
            .collect();
        let mut left = self.begin_readings(&errands);
        let means = self.means(stop);
        let mut visits = visit::all(errands, &means, self.request.clock);
        while let Some(visit) = visits.next().await {
            self.note_login(&visit);
            left.retain(|reading| reading.book != visit.book);
            let Visit {
                book,
                report,
                finds,
                top_refused,
                ..
            } = visit;
            match report.outcome {
                Ok(seen) => {
                    self.seen(book, &seen, finds, report.started_at);
                    if top_refused
                        && let (0, Access::Open(session)) = (book, &mut self.state.evidence.access)
                    {
                        session.top = false;
                    }
                }
                Err(failure) => self.not_read(book, &failure),
            }
        }
        self.not_begun(&left);
        self.known();
    }

    fn seen(&mut self, place: usize, seen: &MailboxSeen, finds: Vec<Find>, began: Timestamp) {
        let Some(uids) = seen.uids.as_deref() else {
            return;
        };
        let mut vanished = false;
        if let Some(book) = self.state.books.get_mut(place) {
            book.failed = 0;
            let now_there: std::collections::BTreeSet<String> = uids.iter().cloned().collect();
            vanished = !book.present.is_subset(&now_there);
            book.present = now_there;
            book.known
                .extend(finds.iter().map(|find| find.message.uid.clone()));
        }
        for find in finds {
            self.found(place, find);
        }
        if let Some(view) = self.view_mut(place) {
            if vanished {
                view.disturbance.get_or_insert(Disturbance::Emptied);
            }
            if !seen.more_to_scan {
                view.watched_until = began;
            }
        }
    }

    fn found(&mut self, book: usize, find: Find) {
        match find.what {
            What::Probe {
                token,
                headers,
                marked_as_spam,
            } => {
                if let Some(book) = self.state.books.get_mut(book) {
                    book.add_ours(&find.message.uid, &token);
                }
                let Some(probe) = self.state.probe(&token).cloned() else {
                    return;
                };
                if probe.from.as_ref() == Some(&self.request.candidate.address) {
                    self.note_sender(find.message.from.as_deref());
                }
                if probe.purpose == Purpose::Nobody {
                    if let (0, Access::Open(session)) = (book, &mut self.state.evidence.access) {
                        session.catch_all = Some(true);
                    }
                    return;
                }
                let seen_at = self.now();
                if let Some(view) = self.view_mut(book) {
                    view.copies.push(Copy {
                        addressee: probe.to,
                        seen_at,
                        message: find.message,
                        headers,
                        marked_as_spam,
                    });
                }
            }
            What::Report { token, bounce } => {
                if let (Some(probe), Some(bounce)) = (self.state.probe(&token).cloned(), bounce) {
                    self.note_bounce(&probe, bounce);
                }
            }
            What::Other => {
                if let (0, Access::Open(session)) = (book, &mut self.state.evidence.access) {
                    session.strangers.push(find.message);
                }
            }
        }
    }

    /// What became of the `From` of a probe that the candidate sent.
    fn note_sender(&mut self, from: Option<&str>) {
        let own = self.request.candidate.address.as_str().to_lowercase();
        if let Sending::Accepted(submission) = &mut self.state.evidence.sending {
            let is_own = from.is_some_and(|from| from.to_lowercase() == own);
            submission.from = match submission.from {
                FromSeen::Rewritten => FromSeen::Rewritten,
                _ if is_own => FromSeen::Unchanged,
                _ => FromSeen::Rewritten,
            };
        }
    }

    /// A reading failed: it is tried again a few times, but never after a refused password.
    fn not_read(&mut self, place: usize, failure: &Failure) {
        let is_locked = failure.cause == Cause::MailboxInUse;
        if is_locked && let (0, Access::Open(session)) = (place, &mut self.state.evidence.access) {
            session.other_reader = true;
        }
        let Some(book) = self.state.books.get_mut(place) else {
            return;
        };
        book.failed = book.failed.saturating_add(1);
        let is_over = book.failed >= FAILURES;
        book.closed = !may_pass(failure.cause) || is_over;
        if is_locked
            && is_over
            && let Some(view) = self.view_mut(place)
        {
            view.disturbance.get_or_insert(Disturbance::Locked);
        }
    }

    /// Once everything else has arrived and settled, a probe to nobody that did not come is not
    /// taken by the candidate.
    fn settle_nobody(&mut self) {
        let was_sent = self
            .state
            .probes
            .iter()
            .any(|probe| probe.purpose == Purpose::Nobody && probe.sent_at.is_some());
        let settle = self.request.patience.settle;
        let has_settled = self.state.evidence.session().is_some_and(|session| {
            session
                .view
                .copies
                .iter()
                .map(|copy| later(copy.seen_at, settle))
                .min()
                .is_some_and(|settled| session.view.watched_until >= settled)
        });
        if was_sent && has_settled {
            self.no_catch_all();
        }
    }
}

/// The mailboxes that the verdict wants to be read again, and not before when.
fn waits(verdict: &Verdict) -> Vec<(&Address, Timestamp)> {
    verdict
        .reasons
        .iter()
        .filter_map(|reason| match reason {
            Reason::StillWaiting { mailbox, until } => Some((mailbox, *until)),
            _ => None,
        })
        .collect()
}

/// Whether trying again may help without harm.
const fn may_pass(cause: Cause) -> bool {
    !matches!(
        cause,
        Cause::PasswordRefused
            | Cause::WebLoginRequired
            | Cause::PopDisabled
            | Cause::ServerPermanent
            | Cause::TlsExpired
            | Cause::TlsWrongName
            | Cause::TlsUntrusted
            | Cause::TlsIntercepted
            | Cause::TlsTooOld
            | Cause::TlsFailed
    )
}
