//! The first look: is there real POP, and what lies there before anything is sent?

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use vigie_domain::{
    cause::Cause,
    health::Line,
    report::{CheckReport, Failure, MailboxSeen, Phase},
    server::Security,
    verdict::{Access, Before, Found, Reading, Session, View},
};
use vigie_mailbox::imap;

use crate::{
    gather::Gathering,
    mailbox::PopPlace,
    progress::{Progress, Stop, Task},
    reader::What,
    state::later,
    visit::{self, Errand, Visit},
};

/// Messages shown of a candidate that is not empty.
const SHOWN: usize = 20;

/// Messages of an existing mailbox that are looked at, to compare them with the candidate's.
const COMPARED: usize = 50;

/// Mailboxes whose turns come within so long of each other are opened together.
const TOGETHER: SignedDuration = SignedDuration::from_secs(75);

/// How long IMAP is tried.
const IMAP: Duration = Duration::from_secs(4);

impl Gathering<'_> {
    /// Opens every mailbox that can be opened, and notes what lies there. `false`: it was asked to
    /// stop before all were.
    pub(crate) async fn look(&mut self, stop: &Stop) -> bool {
        let mut errands = Vec::new();
        for book in 0..self.state.books.len() {
            if self.is_candidate_itself(book) || self.is_looked_at(book) {
                continue;
            }
            let newest = if book == 0 { SHOWN } else { COMPARED };
            match self.errand(book, newest) {
                Some(errand) if errand.place.server.security != Security::Plain => {
                    if let Some(task) = self.task_of(book) {
                        let _began = self.begin(&task);
                    }
                    errands.push(errand);
                }
                _ => self.no_way_in(book),
            }
        }
        while !errands.is_empty() {
            let now = self.now();
            let turn = |errand: &Errand| errand.turn.map_or(now, |turn| turn.max(now));
            let soonest = errands.iter().map(turn).min().unwrap_or(now);
            // One whose turn comes much later holds nobody up, and is not held meanwhile.
            let near = later(soonest, TOGETHER);
            let (next, rest) = errands.into_iter().partition(|errand| turn(errand) <= near);
            if !self.look_at(next, stop).await {
                return false;
            }
            errands = rest;
        }
        true
    }

    /// `false`: it was asked to stop before all were looked at.
    async fn look_at(&mut self, errands: Vec<Errand>, stop: &Stop) -> bool {
        let now = self.now();
        if let Some(until) = errands
            .iter()
            .filter_map(|errand| errand.turn)
            .max()
            .filter(|turn| *turn > now)
        {
            (self.progress)(Progress::Waiting { until });
        }
        let mut left = self.begin_readings(&errands);
        let means = self.means(stop);
        let mut visits = visit::all(errands, &means, self.request.clock);
        while let Some(visit) = visits.next().await {
            left.retain(|reading| reading.book != visit.book);
            let well = visit.report.outcome.is_ok();
            let seconds = visit.seconds;
            let book = visit.book;
            if book == 0 {
                self.candidate_seen(visit).await;
            } else {
                self.existing_seen(visit);
            }
            if let Some(task) = self.task_of(book) {
                self.tell_ended(task, well, seconds);
            }
            self.known();
        }
        self.not_begun(&left);
        left.is_empty()
    }

    /// Whether it need not be opened again before anything is sent: the check was stopped in between.
    fn is_looked_at(&self, book: usize) -> bool {
        self.state
            .books
            .get(book)
            .is_some_and(|book| book.looked || book.refused.is_some())
    }

    pub(crate) fn task_of(&self, book: usize) -> Option<Task> {
        match book {
            0 => Some(Task::Candidate),
            _ => self.mailbox(book).map(|mailbox| Task::Existing {
                address: mailbox.address.clone(),
            }),
        }
    }

    fn no_way_in(&mut self, book: usize) {
        let Some(mailbox) = self.mailbox(book) else {
            return;
        };
        let (pop, has_password) = (mailbox.pop.clone(), mailbox.password.is_some());
        if book == 0 {
            self.state.evidence.access = match pop {
                PopPlace::At(_) if !has_password => Access::NotTried,
                PopPlace::At(_) | PopPlace::ClearTextOnly => Access::NoTls,
                PopPlace::Nowhere { imap } => Access::NoServer { imap },
            };
            return;
        }
        let reading = match pop {
            _ if !has_password => Reading::NotTried,
            PopPlace::At(_) | PopPlace::ClearTextOnly => failed(Cause::TlsFailed, Phase::Tls),
            PopPlace::Nowhere { .. } => failed(Cause::NameNotFound, Phase::Dns),
        };
        if let Some(existing) = self.state.evidence.existing.get_mut(book - 1) {
            existing.reading = reading;
        }
    }

    async fn candidate_seen(&mut self, visit: Visit) {
        self.note_login(&visit);
        let began = visit.report.started_at;
        let access = match &visit.report.outcome {
            Ok(seen) => match open(&visit, seen, self.login_of(0), began) {
                Some(session) => Access::Open(Box::new(session)),
                None => Access::NoTls,
            },
            Err(failure) => {
                let imap = may_be_imap_only(failure.cause)
                    && self.answers_by_imap(&visit.report.server.host).await;
                Access::Failed {
                    failure: failure.clone(),
                    line: Line::NotAsked,
                    imap,
                }
            }
        };
        self.note_inventory(&visit);
        self.note_former(&visit);
        self.state.evidence.access = access;
    }

    fn existing_seen(&mut self, visit: Visit) {
        self.note_login(&visit);
        self.note_inventory(&visit);
        self.note_former(&visit);
        let reading = match visit.report.outcome {
            // Without unique ids no message can be told from another.
            Ok(MailboxSeen { uids: None, .. }) => failed(Cause::ProtocolViolation, Phase::List),
            Ok(_) => Reading::Read {
                messages: others(&visit),
                view: View {
                    copies: Vec::new(),
                    watched_until: visit.report.started_at,
                    disturbance: None,
                },
            },
            Err(failure) => Reading::Failed { failure },
        };
        if let Some(existing) = self.state.evidence.existing.get_mut(visit.book - 1) {
            existing.reading = reading;
        }
    }

    pub(crate) fn note_login(&mut self, visit: &Visit) {
        let now = self.now();
        if let Some(book) = self.state.books.get_mut(visit.book) {
            book.unfinished = 0;
            if visit.report.login_attempted {
                book.last_login = Some(now);
            }
            book.login_delay_s = visit.report.login_delay_s.or(book.login_delay_s);
            if let Err(failure) = &visit.report.outcome {
                book.note_failure(failure);
            }
        }
    }

    /// Whatever lies there now need not be looked at again.
    fn note_inventory(&mut self, visit: &Visit) {
        if let (Some(book), Ok(seen)) =
            (self.state.books.get_mut(visit.book), &visit.report.outcome)
        {
            let uids = seen.uids.as_deref().unwrap_or_default();
            book.known = uids.iter().cloned().collect();
            book.present.clone_from(&book.known);
            book.looked = true;
        }
    }

    /// Before anything is sent, a probe that lies there is one from before.
    fn note_former(&mut self, visit: &Visit) {
        if let Some(book) = self.state.books.get_mut(visit.book) {
            for find in &visit.finds {
                if let What::Probe { token, .. } = &find.what {
                    book.add_ours(&find.message.uid, token);
                }
            }
        }
    }

    fn login_of(&self, book: usize) -> String {
        self.mailbox(book)
            .and_then(|mailbox| mailbox.way_in())
            .map(|(place, _)| place.login.clone())
            .unwrap_or_default()
    }

    async fn answers_by_imap(&self, host: &str) -> bool {
        let domain = idna::domain_to_ascii(self.request.candidate.address.domain());
        let mut hosts = vec![host.to_owned()];
        hosts.extend(domain.map(|domain| format!("imap.{domain}")));
        imap::answers(
            &hosts,
            self.request.resolver,
            self.request.extra_roots,
            IMAP,
        )
        .await
    }
}

/// What the candidate showed; `None` where there was no TLS.
fn open(visit: &Visit, seen: &MailboxSeen, login: String, began: Timestamp) -> Option<Session> {
    let ours = visit.finds.len() - others(visit).len();
    let ours = u64::try_from(ours).unwrap_or(u64::MAX);
    Some(Session {
        server: visit.report.server.clone(),
        login,
        tls: visit.report.tls.clone()?,
        uidl: seen.uids.is_some(),
        top: !visit.top_refused,
        expire_days: expire_days(&visit.report),
        login_delay_s: visit.report.login_delay_s,
        before: Before {
            messages: seen.messages.saturating_sub(ours),
            shown: others(visit),
        },
        strangers: Vec::new(),
        other_reader: false,
        catch_all: None,
        view: View {
            copies: Vec::new(),
            watched_until: began,
            disturbance: None,
        },
    })
}

fn others(visit: &Visit) -> Vec<Found> {
    visit
        .finds
        .iter()
        .filter(|find| matches!(find.what, What::Other))
        .map(|find| find.message.clone())
        .collect()
}

/// EXPIRE (RFC 2449 §6.7), among the capabilities announced; NEVER and what cannot be read: none.
fn expire_days(report: &CheckReport) -> Option<u32> {
    report.capabilities.iter().find_map(|line| {
        let mut words = line.split_ascii_whitespace();
        words
            .next()
            .filter(|keyword| keyword.eq_ignore_ascii_case("EXPIRE"))?;
        words.next()?.parse().ok()
    })
}

const fn may_be_imap_only(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::NameNotFound | Cause::ConnectionRefused | Cause::ConnectTimeout
    )
}

fn failed(cause: Cause, phase: Phase) -> Reading {
    Reading::Failed {
        failure: Failure {
            cause,
            phase,
            detail: None,
            retry_after_s: None,
        },
    }
}
