//! The check of a new mailbox: begun by a face, carried out beside the loop, kept on record after
//! every step, and taken up again after a restart.
//!
//! While it lasts, nobody else logs in to its mailboxes, and the pause between two logins counts
//! across it and the watch.

mod begin;
mod course;
mod run;

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use vigie_domain::{
    account::{AccountId, Address},
    switch::{NewMailbox, Place},
    verdict::{Patience, judge},
};
use vigie_mailbox::providers;
use vigie_protocol::{Answer, Event, MaySwitch, Password, Refusal, Relocation, Request};
use vigie_relocation::{Pace as LoginPace, PopPlace, ProbeText, stop_switch};
use vigie_words::{Catalogue, Language, relocation as words, verdict};

use super::{Agent, checks::Done, draft, mailboxes::refusal};
use crate::{
    faces::Reply,
    notify::ToastKey,
    relocation::{Kept, Phase, View, candidate_of, may_switch, providers as choices, shown},
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
    /// It has ended, or was asked to stop.
    Ended {
        run: u64,
        kept: Box<Kept>,
        finished: bool,
    },
}

/// A mailbox that was checked to the end.
#[allow(dead_code, reason = "the switch reads it")]
pub(super) struct CheckedMailbox {
    /// The mailbox, with the servers that answered.
    pub(super) mailbox: NewMailbox,
    /// The password that it took.
    pub(super) password: SecretString,
    /// The watched mailbox that it is to replace.
    pub(super) replaces: Option<AccountId>,
    /// Whether a switch may follow.
    pub(super) may_switch: MaySwitch,
    /// No login to it before this: the pause after the check's last one.
    pub(super) next_login: Option<Timestamp>,
}

impl Agent {
    pub(super) fn answer_relocation(&mut self, request: Request, reply: Reply, now: Timestamp) {
        match request {
            Request::Providers => reply.send(Ok(Answer::Providers {
                providers: choices(providers::table(), settings::language(&self.settings)),
            })),
            Request::BeginRelocation { draft } => self.begin_relocation(*draft, reply, now),
            Request::GiveRelocationPassword { address, password } => {
                let given = self.give_relocation_password(&address, &password, now);
                reply.send(given.map(|()| self.relocation_answer(now)));
            }
            Request::RepeatRelocation => {
                let repeated = self.repeat_relocation(now);
                reply.send(repeated.map(|()| self.relocation_answer(now)));
            }
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
            may_switch: may_switch(&course.kept, &verdict),
            next_login: first
                .server_account()
                .and_then(|account| self.relocation.next_login(&account)),
        })
    }

    /// Takes up what the record holds. Before anything is done with the watch: a mailbox that a check
    /// logged in to a moment ago is left alone.
    pub(super) fn load_relocation(&mut self, now: Timestamp) {
        let (began, mut kept) = match self.record.relocation() {
            Ok(Some(found)) => found,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "the check of a new mailbox cannot be read");
                return self.drop_relocation_record();
            }
        };
        kept.cut_off();
        tracing::info!(phase = ?kept.phase, "a check of a new mailbox is taken up again");
        let passwords = vec![None; kept.mailboxes.len()];
        self.relocation.course = Some(Course::new(began, kept, passwords, Doing::Reading));
        self.hand_logins_over(now);
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
            Doing::Due => {
                let held = course.held();
                let is_busy =
                    self.watch.all().any(|watched| {
                        watched.is_busy() && held.contains(&watched.server_account())
                    }) || !self.trials.busy().is_disjoint(&held);
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
            _ => None,
        };
        [course.ask_again, forgotten].into_iter().flatten().min()
    }

    /// Somebody is looking, or the keychain was unlocked: passwords may be at hand now.
    pub(super) fn try_relocation_secrets_now(&mut self, now: Timestamp) {
        if let Some(course) = &mut self.relocation.course
            && course.ask_again.is_some()
        {
            course.ask_again = Some(now);
        }
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

    /// Tells faces what has changed since they were told last.
    pub(super) fn tell_relocation(&mut self, now: Timestamp) {
        let shown = self.relocation_shown(now);
        // The seconds go on by themselves; a face counts along.
        let differs = match (&shown, &self.relocation.told) {
            (Some(now), Some(before)) => {
                let before = Relocation {
                    seconds: now.seconds,
                    ..(**before).clone()
                };
                **now != before
            }
            (now, before) => now.is_some() != before.is_some(),
        };
        if differs {
            self.faces.tell(&Event::Relocation {
                relocation: shown.clone(),
            });
            self.relocation.told = shown;
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
        self.delete_relocation_secrets(0..course.kept.mailboxes.len());
        self.drop_relocation_record();
        tracing::info!("a check of a new mailbox is forgotten");
    }

    fn is_switching(&self) -> bool {
        self.switch.is_under_way()
    }

    /// Whether the mailbox that was checked is the practice's by now, and the switch is over.
    fn was_switched_to(&self) -> bool {
        let Some(course) = &self.relocation.course else {
            return false;
        };
        let Some((candidate, compared)) = course.kept.mailboxes.split_first() else {
            return false;
        };
        !self.is_switching()
            && !compared
                .iter()
                .any(|mailbox| mailbox.has_address(&candidate.address))
            && self.watch.all().any(|watched| {
                watched.account.former.is_none() && candidate.has_address(&watched.account.address)
            })
    }

    fn relocation_answer(&self, now: Timestamp) -> Answer {
        Answer::Relocation {
            relocation: self.relocation_shown(now),
        }
    }

    fn relocation_shown(&self, now: Timestamp) -> Option<Box<Relocation>> {
        let course = self.relocation.course.as_ref()?;
        shown(&View {
            kept: &course.kept,
            began: course.began,
            waiting: course.waiting,
            missing: course.missing(),
            subject: &probe_text().subject,
            now,
        })
        .map(Box::new)
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
            text: probe_text(),
            pace,
            extra_roots: self.world.extra_roots.clone(),
            stop,
            clerk: Clerk {
                number: self.relocation.runs,
                began: course.began,
                kept: course.kept.clone(),
                given_up: std::rc::Rc::clone(&course.given_up),
                record: self.record.clone(),
                done: self.done.clone(),
                waiting: None,
            },
        };
        course.doing = Doing::Running {
            run: self.relocation.runs,
            stop: sender,
        };
        tokio::task::spawn_local(run.carry_out());
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

    fn relocation_ended(&mut self, finished: bool, now: Timestamp) {
        self.hand_logins_over(now);
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        if course.given_up.get() {
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
            tracing::info!("a new mailbox was judged");
            self.show_judged(now);
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

    fn give_relocation_password(
        &mut self,
        address: &Address,
        given: &Password,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        draft::password(given)?;
        let installation = self.record.installation().to_owned();
        let course = self.relocation.course.as_mut();
        let course = course.ok_or(Refusal::NothingUnderWay)?;
        let place = course
            .kept
            .mailboxes
            .iter()
            .position(|mailbox| mailbox.has_address(address))
            .ok_or(Refusal::UnknownMailbox)?;
        match course.doing {
            Doing::Missing(_) => {}
            Doing::AtRest => course.kept.password_changed |= place == 0,
            _ => return Err(Refusal::UnderWay),
        }
        if let Some(password) = course.passwords.get_mut(place) {
            *password = Some(given.0.clone());
        }
        let mut watched = None;
        if let Some(mailbox) = course.kept.mailboxes.get_mut(place) {
            mailbox.with_password = true;
            watched = mailbox.watched;
        }
        if matches!(course.doing, Doing::Missing(_)) {
            self.relocation_passwords_known();
        } else {
            self.keep_relocation();
        }
        if watched.is_none() {
            let secrets = std::sync::Arc::clone(&self.world.secrets);
            let (name, secret) = (begin::secret_name(&installation, place), given.0.clone());
            tokio::task::spawn_blocking(move || {
                if let Err(error) = secrets.write(&name, &secret) {
                    tracing::info!(%error, "a password is known until the agent ends");
                }
            });
        }
        self.drive_relocation(now);
        Ok(())
    }

    fn repeat_relocation(&mut self, now: Timestamp) -> Result<(), Refusal> {
        if self.is_switching() {
            return Err(Refusal::UnderWay);
        }
        let course = self.relocation.course.as_mut();
        let course = course.ok_or(Refusal::NothingUnderWay)?;
        if !matches!(course.doing, Doing::AtRest) {
            return Err(Refusal::UnderWay);
        }
        let kept = course.kept.again().ok_or(Refusal::NothingUnderWay)?;
        let began = of_record(now);
        self.record
            .keep_relocation(began, &kept)
            .map_err(|error| refusal(&error))?;
        course.began = began;
        // Those of watched mailboxes may have been changed.
        for (password, mailbox) in course.passwords.iter_mut().zip(&kept.mailboxes) {
            if mailbox.watched.is_some() {
                *password = None;
            }
        }
        course.kept = kept;
        course.doing = Doing::Reading;
        self.read_relocation_secrets();
        Ok(())
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
                course.given_up.set(true);
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
            Doing::Missing(_) | Doing::Reading | Doing::Due => {
                course.given_up.set(true);
                course.kept.phase = Phase::Ending;
                self.keep_relocation();
            }
        }
        self.drive_relocation(now);
        Ok(())
    }

    fn relocation_secret(&self, place: usize) -> String {
        begin::secret_name(self.record.installation(), place)
    }

    /// Reads the passwords that are not at hand, beside the loop.
    fn read_relocation_secrets(&mut self) {
        let Some(course) = &self.relocation.course else {
            return;
        };
        let installation = self.record.installation();
        let wanted: Vec<(usize, String)> = course
            .without_password()
            .map(|(place, one)| (place, begin::secret_of(installation, place, one.watched)))
            .collect();
        let (secrets, done) = (
            std::sync::Arc::clone(&self.world.secrets),
            self.done.clone(),
        );
        tokio::task::spawn_blocking(move || {
            let read = wanted
                .into_iter()
                .map(|(place, name)| (place, secrets.read(&name)))
                .collect();
            let _ = done.send(Done::Relocation(RelocationDone::Secrets(read)));
        });
    }

    fn relocation_secrets(
        &mut self,
        read: Vec<(usize, Result<Option<SecretString>, SecretError>)>,
        now: Timestamp,
    ) {
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        let mut refused = false;
        for (place, read) in read {
            match read {
                Ok(Some(password)) => {
                    if let Some(known) = course.passwords.get_mut(place) {
                        known.get_or_insert(password);
                    }
                }
                // A mailbox that is no longer watched has none any more.
                Ok(None) => {
                    if let Some(mailbox) = course.kept.mailboxes.get_mut(place)
                        && mailbox.watched.is_some()
                    {
                        mailbox.with_password = false;
                    }
                }
                Err(error) => {
                    tracing::info!(%error, "a check of a new mailbox waits for the keychain");
                    refused = true;
                }
            }
        }
        course.ask_again = refused.then(|| later(now, ASK_AGAIN));
        self.relocation_passwords_known();
        self.drive_relocation(now);
    }

    /// Decides by the passwords that are at hand how to go on.
    fn relocation_passwords_known(&mut self) {
        let Some(course) = &mut self.relocation.course else {
            return;
        };
        if matches!(course.doing, Doing::Running { .. }) {
            return;
        }
        let missing: Vec<Address> = course
            .without_password()
            .map(|(_, mailbox)| mailbox.address.clone())
            .collect();
        if course.kept.phase == Phase::Judged {
            course.doing = Doing::AtRest;
        } else if missing.is_empty() {
            course.ask_again = None;
            course.given_up.set(course.kept.phase == Phase::Ending);
            course.doing = Doing::Due;
        } else {
            course.doing = Doing::Missing(missing);
        }
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

    /// Deletes the passwords that were kept for the check alone.
    fn delete_relocation_secrets(&self, places: Range<usize>) {
        let names: Vec<String> = places.map(|place| self.relocation_secret(place)).collect();
        if names.is_empty() {
            return;
        }
        let secrets = std::sync::Arc::clone(&self.world.secrets);
        tokio::task::spawn_blocking(move || {
            for name in names {
                if let Err(error) = secrets.delete(&name) {
                    tracing::warn!(%error, "a password stays in the keychain");
                }
            }
        });
    }

    /// A notification of the verdict, where no window shows it.
    fn show_judged(&self, now: Timestamp) {
        if self.faces.has_window() {
            return;
        }
        let Some(course) = &self.relocation.course else {
            return;
        };
        let Some(candidate) = candidate_of(&course.kept) else {
            return;
        };
        let judged = judge(&course.kept.state.evidence, &Patience::default());
        let ended = course.kept.ended.unwrap_or(now);
        let seconds = ended.duration_since(course.began).as_secs_f64();
        let title = verdict::explain(judged.conclusion, &candidate).title;
        let body = words::toast_ended(&candidate, seconds);
        self.show_words(ToastKey("relocation/judged".to_owned()), &title, &body);
    }

    /// A notification that something of ours stays somewhere.
    fn show_probes_left(&self) {
        let (title, body) = words::toast_left(&probe_text().subject);
        self.show_words(ToastKey("relocation/left".to_owned()), &title, &body);
    }
}

/// What the messages say: in French, since they are read in a French mailbox.
fn probe_text() -> ProbeText {
    let catalogue = Catalogue::new(Language::French, jiff::tz::TimeZone::UTC);
    let (subject, text) = words::probe();
    ProbeText {
        subject: catalogue.say(&subject),
        text: catalogue.say(&text),
    }
}

/// A moment as the record keeps it: to the millisecond.
fn of_record(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
