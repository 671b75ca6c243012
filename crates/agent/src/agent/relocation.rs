//! The check of a new mailbox: begun by a face, carried out beside the loop, kept on record after
//! every step, and taken up again after a restart.
//!
//! While it lasts, nobody else logs in to its mailboxes, and the pause between two logins counts
//! across it and the watch.

mod begin;
mod course;
mod passwords;
mod run;
mod telling;

use std::sync::{Arc, atomic::Ordering};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use vigie_domain::{
    account::AccountId,
    switch::{NewMailbox, Place},
    verdict::{Patience, judge},
};
use vigie_protocol::{Answer, MaySwitch, Refusal, Request, SwitchState};
use vigie_relocation::{Pace as LoginPace, PopPlace, stop_switch};

use super::{Agent, checks::Done, record::RecordError};
use crate::{
    faces::Reply,
    relocation::{Kept, Phase, may_switch, providers as choices},
    secrets::SecretError,
    settings,
    watch::Pace,
};
pub(super) use begin::Prepared;
pub(super) use course::Relocations;
use course::{Course, Doing};
use run::{Clerk, Run};

/// How long a check that is over is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How often a keychain that refuses is asked again while nobody is looking.
const ASK_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// What something that ran beside the agent for a check brings back.
pub(super) enum RelocationDone {
    /// Servers and passwords were found, or it may not begin.
    Prepared {
        prepared: Box<Result<Prepared, Refusal>>,
        began: Timestamp,
        reply: Reply,
    },
    /// Passwords were read, or could not be, by the mailbox's place.
    Secrets(Vec<(usize, Result<Option<SecretString>, SecretError>)>),
    /// It went on.
    Progress {
        run: u64,
        kept: Box<Kept>,
        waiting: Option<Timestamp>,
    },
    /// A fault of ours broke it off.
    Broken { run: u64 },
    /// It has ended, or was asked to stop.
    Ended {
        run: u64,
        kept: Box<Kept>,
        finished: bool,
    },
}

/// A mailbox that was checked to the end.
pub(super) struct CheckedMailbox {
    /// The mailbox, with the servers that answered.
    pub(super) mailbox: NewMailbox,
    /// The password that it took.
    pub(super) password: SecretString,
    /// The watched mailbox that it is to replace.
    pub(super) replaces: Option<AccountId>,
    /// Whether a switch may follow.
    pub(super) may_switch: MaySwitch,
}

impl Agent {
    pub(super) fn answer_relocation(&mut self, request: Request, reply: Reply, now: Timestamp) {
        match request {
            Request::Providers => reply.send(Ok(Answer::Providers {
                providers: choices(
                    &self.world.knowledge.providers(),
                    &self.closures(now),
                    settings::language(&self.settings),
                ),
            })),
            Request::BeginRelocation { draft } => self.begin_relocation(*draft, reply, now),
            Request::GiveRelocationPassword { address, password } => {
                let given = self.give_relocation_password(&address, &password, now);
                reply.send(given.map(|()| self.relocation_answer(now)));
            }
            Request::RepeatRelocation => self.repeat_relocation(reply, now),
            Request::EndRelocation => reply.send(self.end_relocation(now).map(|()| Answer::Done)),
            _ => reply.send(Ok(self.relocation_answer(now))),
        }
    }

    /// The mailbox that was checked, where it is known well enough to be switched to or refused.
    pub(super) fn checked_mailbox(&self) -> Option<CheckedMailbox> {
        let course = self.relocation.course.as_ref()?;
        let first = course.kept.mailboxes.first()?;
        let PopPlace::At(pop) = &first.pop else {
            return None;
        };
        if course.kept.phase != Phase::Judged {
            return None;
        }
        let place = |place: &vigie_relocation::Place| Place {
            server: place.server.clone(),
            login: place.login.clone(),
        };
        let verdict = judge(&course.kept.state.evidence, &Patience::default());
        Some(CheckedMailbox {
            mailbox: NewMailbox {
                address: first.address.clone(),
                provider: first.provider.clone(),
                pop: place(pop),
                submission: first.submission.as_ref().map(place),
            },
            password: course.passwords.first()?.clone()?,
            replaces: course
                .kept
                .replaces
                .filter(|account| self.watch.get(*account).is_some()),
            may_switch: may_switch(&course.kept, &verdict, &self.world.knowledge.providers()),
        })
    }

    /// Takes up what the record holds. Before anything is done with the watch: a mailbox that a check
    /// logged in to a moment ago is left alone.
    pub(super) fn load_relocation(&mut self, now: Timestamp) {
        let (began, mut kept) = match self.record.relocation() {
            Ok(Some(found)) => found,
            Ok(None) => return self.delete_forgotten_secrets(None),
            Err(error @ RecordError::Unreadable { .. }) => {
                tracing::error!(%error, "the check of a new mailbox cannot be read");
                self.drop_relocation_record();
                // Whether it sent anything, and under which names its passwords are, nobody knows.
                self.show_probes_left();
                self.delete_relocation_secrets(None);
                return self.delete_forgotten_secrets(None);
            }
            Err(error) => {
                tracing::error!(%error, "the check of a new mailbox cannot be read now");
                return;
            }
        };
        self.delete_forgotten_secrets(Some(kept.secrets));
        kept.cut_off();
        tracing::info!(phase = ?kept.phase, "a check of a new mailbox is taken up again");
        let passwords = vec![None; kept.mailboxes.len()];
        self.relocation.course = Some(Course::new(began, kept, passwords, Doing::Reading));
        self.hand_logins_over(now);
        self.hand_refusals_over(now);
        self.read_relocation_secrets();
    }

    /// Goes on with the check, where its turn has come.
    pub(super) fn drive_relocation(&mut self, now: Timestamp) {
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        if course.ask_again.is_some_and(|at| at <= now) {
            course.ask_again = None;
            return self.read_relocation_secrets();
        }
        match course.doing {
            Doing::AtRest => {
                let is_old = course
                    .kept
                    .ended
                    .is_none_or(|ended| later(ended, KEPT) <= now);
                if is_old || self.was_switched_to() {
                    self.forget_relocation();
                }
            }
            Doing::Later(at) if at <= now => {
                course.waiting = None;
                course.doing = Doing::Due;
                self.drive_relocation(now);
            }
            Doing::Due => {
                let held = course.held();
                let is_busy =
                    self.watch.all().any(|watched| {
                        watched.is_busy() && held.contains(&watched.server_account())
                    }) || !self.trials.busy().is_disjoint(&held)
                        || !self.collecting().is_disjoint(&held);
                if !is_busy && !self.ending {
                    self.run_relocation(now);
                }
            }
            _ => {}
        }
    }

    /// When there is next something to do by itself.
    pub(super) fn relocation_wake(&self) -> Option<Timestamp> {
        let course = self.relocation.course.as_ref()?;
        let forgotten = match course.doing {
            Doing::AtRest => course.kept.ended.map(|ended| later(ended, KEPT)),
            Doing::Later(at) => Some(at),
            _ => None,
        };
        [course.ask_again, forgotten].into_iter().flatten().min()
    }

    pub(super) fn take_relocation(&mut self, done: RelocationDone, now: Timestamp) {
        match done {
            RelocationDone::Prepared {
                prepared,
                began,
                reply,
            } => self.relocation_prepared(*prepared, began, reply, now),
            RelocationDone::Secrets(read) => self.relocation_secrets(read, now),
            RelocationDone::Progress { run, kept, waiting } => {
                if let Some(course) = self.relocation_run(run) {
                    course.kept = *kept;
                    course.waiting = waiting;
                    course.put_off(now);
                    // A mailbox that is cleared is let go before the run has ended.
                    if course.kept.phase != Phase::Gathering {
                        self.hand_logins_over(now);
                    }
                    self.hand_refusals_over(now);
                }
            }
            RelocationDone::Broken { run } => {
                if self.relocation_run(run).is_some() {
                    self.relocation_broken(now);
                }
            }
            RelocationDone::Ended {
                run,
                kept,
                finished,
            } => {
                if let Some(course) = self.relocation_run(run) {
                    course.kept = *kept;
                    course.waiting = None;
                    self.relocation_ended(finished, now);
                }
            }
        }
    }

    /// Asks a running check to stop, so that no mailbox stays locked; whether one runs.
    pub(super) fn stop_relocation(&self) -> bool {
        match self.relocation.course.as_ref().map(|course| &course.doing) {
            Some(Doing::Running { stop, .. }) => stop.send(true).is_ok(),
            _ => false,
        }
    }

    /// Nothing of it is needed any more.
    fn forget_relocation(&mut self) {
        let Some(course) = self.relocation.course.take() else {
            return;
        };
        self.delete_relocation_secrets(course.kept.secrets);
        self.drop_relocation_record();
        tracing::info!("a check of a new mailbox is forgotten");
    }

    fn is_switching(&self) -> bool {
        self.switch.is_under_way()
    }

    /// Whether the mailbox that was checked is the practice's by now, and the switch is over. One that
    /// was the practice's before was checked for another reason.
    fn was_switched_to(&self) -> bool {
        let mailboxes = self.relocation.course.iter();
        let Some((candidate, compared)) = mailboxes
            .map(|course| course.kept.mailboxes.as_slice())
            .find_map(<[_]>::split_first)
        else {
            return false;
        };
        let was_watched = compared
            .iter()
            .any(|mailbox| mailbox.has_address(&candidate.address));
        !was_watched
            && !self.is_switching()
            && self.switch_view().is_some_and(|switch| {
                switch.state == SwitchState::New && candidate.has_address(&switch.to)
            })
    }

    fn relocation_run(&mut self, number: u64) -> Option<&mut Course> {
        self.relocation
            .course
            .as_mut()
            .filter(|course| matches!(course.doing, Doing::Running { run, .. } if run == number))
    }

    fn run_relocation(&mut self, now: Timestamp) {
        let pace = self.login_pace();
        let turns = self.relocation_turns(now);
        let text = self.relocation.text().clone();
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        for (place, at) in turns {
            course.kept.state.wait_until(place, at);
        }
        let Some((candidate, existing)) = course.kept.open(&course.passwords) else {
            return;
        };
        self.relocation.runs += 1;
        let (sender, stop) = stop_switch();
        let run = Run {
            candidate,
            existing,
            text,
            pace,
            extra_roots: self.world.extra_roots.clone(),
            stop,
            clerk: Clerk {
                number: self.relocation.runs,
                began: course.began,
                kept: course.kept.clone(),
                given_up: Arc::clone(&course.given_up),
                record: self.record.clone(),
                done: self.done.clone(),
                waiting: None,
            },
        };
        course.doing = Doing::Running {
            run: self.relocation.runs,
            stop: sender,
            later: None,
        };
        let (number, done) = (self.relocation.runs, self.done.clone());
        let ended = run.begin();
        tokio::task::spawn_local(async move {
            if ended.await.is_err() {
                let _ = done.send(Done::Relocation(RelocationDone::Broken { run: number }));
            }
        });
    }

    /// The mailboxes that somebody else logged in to, and when one may again.
    fn relocation_turns(&self, now: Timestamp) -> Vec<(usize, Timestamp)> {
        let mailboxes = self.relocation.course.iter();
        mailboxes
            .flat_map(|course| course.kept.mailboxes.iter().enumerate())
            .filter_map(|(place, mailbox)| {
                let account = mailbox.server_account()?;
                let of_watch = self
                    .watch
                    .all()
                    .find(|watched| watched.server_account() == account)
                    .and_then(|watched| watched.health.next_login_allowed());
                let next = of_watch
                    .max(self.trials.next_login(&account))
                    .max(self.relocation.next_login(&account));
                Some((place, next.filter(|at| *at > now)?))
            })
            .collect()
    }

    /// The run is no more; what it kept last is what there is.
    fn relocation_broken(&mut self, now: Timestamp) {
        tracing::error!("a fault broke off the check of a new mailbox");
        self.hand_logins_over(now);
        self.hand_refusals_over(now);
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        course.waiting = None;
        course.kept.break_off(now);
        if course.given_up.load(Ordering::Relaxed) {
            let is_left = !course.kept.removal.left.is_empty();
            self.forget_relocation();
            if is_left {
                self.show_probes_left();
            }
            return;
        }
        course.doing = Doing::AtRest;
        course.kept.count_refusals();
        self.keep_relocation();
        self.show_judged(now);
    }

    fn relocation_ended(&mut self, finished: bool, now: Timestamp) {
        self.hand_logins_over(now);
        self.hand_refusals_over(now);
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        if course.given_up.load(Ordering::Relaxed) {
            if finished {
                let is_left = !course.kept.removal.left.is_empty();
                self.forget_relocation();
                if is_left {
                    self.show_probes_left();
                }
            } else if !self.ending {
                course.kept.phase = Phase::Ending;
                course.doing = Doing::Due;
            }
            return;
        }
        if finished {
            course.doing = Doing::AtRest;
            course.kept.count_refusals();
            tracing::info!("a new mailbox was judged");
            self.keep_relocation();
            self.show_judged(now);
        } else if !self.ending {
            course.go_on_later();
        }
    }

    /// A stored password that was refused to the check is not presented by the watch as if nothing
    /// had happened.
    fn hand_refusals_over(&mut self, now: Timestamp) {
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        let refused: Vec<_> = course
            .kept
            .refusals_of_stored()
            .filter(|(place, ..)| !course.refusals_told.contains(place))
            .map(|(place, account, failure, at)| (place, account, failure.clone(), at))
            .collect();
        let places = refused.iter().map(|(place, ..)| *place);
        course.refusals_told.extend(places);
        for (_, account, failure, at) in refused {
            let news = self.watch.with(account, now, |watched| {
                // Told before the agent was started again.
                let is_known = watched.health.last_check().is_some_and(|last| last >= at);
                (!is_known).then(|| {
                    watched
                        .health
                        .refused_elsewhere(&failure, &watched.policy, now)
                })
            });
            if let Some(news) = news.flatten() {
                self.take_news(account, &news, now);
            }
        }
    }

    /// The pauses after the check's last logins hold for everybody else too.
    fn hand_logins_over(&mut self, now: Timestamp) {
        let pace = self.login_pace();
        let Some(course) = &self.relocation.course else {
            return;
        };
        for (account, until, announced) in course.pauses(pace) {
            if until <= now {
                continue;
            }
            let watched: Vec<AccountId> = self
                .watch
                .all()
                .filter(|watched| watched.server_account() == account)
                .map(|watched| watched.account.id)
                .collect();
            for id in watched {
                self.watch.with(id, now, |watched| {
                    watched
                        .health
                        .logged_in_elsewhere(announced, &watched.policy, now);
                });
                self.keep_health(id, &[], now);
            }
            self.relocation.note_pause(account, until, now);
        }
    }

    fn login_pace(&self) -> LoginPace {
        match self.world.pace {
            Pace::Usual => LoginPace::Usual,
            Pace::Hurried => LoginPace::Hurried,
        }
    }

    fn end_relocation(&mut self, now: Timestamp) -> Result<(), Refusal> {
        if self.is_switching() {
            return Err(Refusal::UnderWay);
        }
        if self.relocation.preparing {
            return Err(Refusal::UnderWay);
        }
        let course = self.relocation.course.as_mut();
        let course = course.ok_or(Refusal::NothingUnderWay)?;
        let sent_nothing =
            !course.kept.state.has_probes_to_remove() && !course.kept.state.misses_probes();
        match &course.doing {
            Doing::AtRest => self.forget_relocation(),
            Doing::Running { stop, .. } => {
                course.given_up.store(true, Ordering::Relaxed);
                // A removal goes on to its end.
                if course.kept.phase == Phase::Gathering {
                    let _ = stop.send(true);
                }
            }
            Doing::Missing(_) if sent_nothing => self.forget_relocation(),
            // Asked a second time, and what was sent cannot be removed without the passwords.
            Doing::Missing(_) if course.kept.phase == Phase::Ending => {
                self.forget_relocation();
                self.show_probes_left();
            }
            Doing::Missing(_) | Doing::Reading | Doing::Due | Doing::Later(_) => {
                course.given_up.store(true, Ordering::Relaxed);
                course.kept.phase = Phase::Ending;
                if matches!(course.doing, Doing::Later(_)) {
                    course.waiting = None;
                    course.doing = Doing::Due;
                }
                self.keep_relocation();
            }
        }
        self.drive_relocation(now);
        Ok(())
    }

    fn keep_relocation(&self) {
        if let Some(course) = &self.relocation.course
            && let Err(error) = self.record.keep_relocation(course.began, &course.kept)
        {
            tracing::warn!(%error, "the check of a new mailbox is not in the record");
        }
    }

    fn drop_relocation_record(&self) {
        if let Err(error) = self.record.forget_relocation() {
            tracing::warn!(%error, "a check of a new mailbox stays in the record");
        }
    }
}

/// A moment as the record keeps it: to the millisecond.
fn of_record(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
