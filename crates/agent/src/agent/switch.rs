//! The switch to a new mailbox: carried out beside the loop, one step at a time.

mod answers;
mod transition;
mod view;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use secrecy::SecretString;
use vigie_domain::{
    account::{Account, AccountId},
    health::{Health, Policy},
    switch::{Aim, Course, Former, NewMailbox, Obstacle, Passing, Standing, Step},
};
use vigie_journal::{RecordError, SwitchRecord, UidDelta};
use vigie_protocol::{Event, Switch};
use vigie_words::notice::Notice;

use super::{Agent, checks::Done, relay_switch::FromLoop};
use crate::{
    switch::{Advanced, Deeds, Driver, Given, Hands, Software, WatchNote},
    watch::ServerAccount,
};

/// How often it is looked whether the billing software is closed.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(3);

/// How often anything else that passes in time is tried again.
const TRY_AGAIN: SignedDuration = SignedDuration::from_secs(15);

/// How long after the agent's start a keychain that is not there is waited for.
const KEYCHAIN_STARTS: SignedDuration = SignedDuration::from_mins(5);

/// The last switch, as far as the agent has to know of it.
#[derive(Default)]
pub(super) struct SwitchDesk {
    record: Option<SwitchRecord>,
    /// What stands against the next step.
    obstacle: Option<Obstacle>,
    /// A step is being done.
    busy: bool,
    /// When the next step is to be done; `None`: when the person says so, or never.
    due: Option<Timestamp>,
    given: Given,
    /// The billing software's name, for the profile of that id.
    program: Option<(String, String)>,
    told: Option<Switch>,
    /// What was said of transitions that are over, by former mailbox; `None`: it is being counted.
    over: BTreeMap<AccountId, Option<Notice>>,
}

/// What a step brings back.
pub(super) struct Switched {
    advanced: Result<Advanced, RecordError>,
    record: Result<Option<SwitchRecord>, RecordError>,
    accounts: Result<Vec<Account>, RecordError>,
}

impl SwitchDesk {
    /// Goes on where the record ends.
    pub(super) fn resume(
        record: Result<Option<SwitchRecord>, RecordError>,
        now: Timestamp,
    ) -> Self {
        let record = record.unwrap_or_else(|error| {
            tracing::error!(%error, "the last switch cannot be read");
            None
        });
        let due = record.as_ref().filter(|record| record.ended_at.is_none());
        Self {
            due: due.map(|_| now),
            given: Given {
                keychain_until: due.and_then(|_| now.checked_add(KEYCHAIN_STARTS).ok()),
                ..Given::default()
            },
            record,
            ..Self::default()
        }
    }

    /// Whether steps are still to be done or undone.
    pub(super) fn is_under_way(&self) -> bool {
        self.record
            .as_ref()
            .is_some_and(|record| record.ended_at.is_none())
    }

    /// The mailbox that the last switch led to.
    pub(super) fn target(&self) -> Option<&NewMailbox> {
        self.record.as_ref().map(|record| &record.plan.to)
    }

    /// The new mailbox, and whether the last switch added it.
    fn note(&self) -> Option<WatchNote> {
        self.record.as_ref()?.note(Step::WatchNew)
    }

    /// Whether the billing software is being set to the relay, or back.
    pub(super) fn moves_relay(&self) -> bool {
        let aim = self.record.as_ref().map(|record| record.plan.aim);
        self.is_under_way() && matches!(aim, Some(Aim::ToRelay | Aim::FromRelay))
    }

    /// Whether a switch that is under way needs this mailbox.
    pub(super) fn needs(&self, account: AccountId) -> bool {
        let from = self.record.as_ref().and_then(|record| record.plan.from);
        let new = self.note().map(|note| note.account);
        self.is_under_way() && [from, new].contains(&Some(account))
    }
}

impl Agent {
    /// When the switch, or the end of a transition, needs the agent next.
    pub(super) fn switch_wake(&self) -> Option<Timestamp> {
        let due = self.switch.due.filter(|_| !self.switch.busy);
        due.into_iter().chain(self.next_transition_end()).min()
    }

    /// Starts the next step where one is due, and tells what has changed.
    pub(super) fn start_switch(&mut self) {
        let now = self.now();
        self.note_transitions(now);
        if self.switch.due.is_some_and(|due| due <= now) && !self.switch.busy && !self.ending {
            self.switch.due = None;
            self.switch.busy = true;
            self.begin_switch_step(now);
        }
        self.release_relay(now);
        self.name_program();
        let view = self.switch_view();
        if view != self.switch.told {
            self.faces.tell(&Event::Switch {
                switch: view.clone().map(Box::new),
            });
            self.switch.told = view;
        }
    }

    fn begin_switch_step(&mut self, now: Timestamp) {
        let driver = Driver {
            journal: self.record.journal().clone(),
            deeds: Hands {
                journal: self.record.journal().clone(),
                secrets: Arc::clone(&self.world.secrets),
                installation: self.record.installation().to_owned(),
                interval_minutes: self.settings.interval_minutes,
                software: self.software(),
                relay: Arc::new(FromLoop {
                    done: self.done.clone(),
                    journal: self.record.journal().clone(),
                }),
            },
        };
        let mut given = self.switch.given.clone();
        if given.password.is_none() {
            // Cut off before it was kept: the check may have it still.
            given.password = self.password_of_check();
        }
        // What the person said holds for one try.
        self.switch.given.word = None;
        self.switch.given.looking = false;
        let done = self.done.clone();
        tokio::task::spawn_local(async move {
            let switched = carry_out(driver, given, now).await;
            // The agent may have ended meanwhile; it goes on from the record.
            let _ = done.send(Done::Switched(Box::new(switched)));
        });
    }

    /// The password of the mailbox that is switched to, as long as the switch has not kept it.
    fn password_of_check(&self) -> Option<SecretString> {
        let record = self.switch.record.as_ref()?;
        if record.undo || self.step_stands(Step::KeepPassword, Standing::Done) {
            return None;
        }
        let checked = self.checked_mailbox()?;
        (checked.mailbox == record.plan.to).then_some(checked.password)
    }

    /// The billing programs of this computer.
    pub(super) fn software(&self) -> Software {
        Software {
            profiles: self.world.knowledge.of_sources(TimeZone::system()).profiles,
            roots: Arc::new(vigie_billing::bases::roots),
        }
    }

    pub(super) fn take_switched(&mut self, switched: Switched, now: Timestamp) {
        self.switch.busy = false;
        let was_watched = self.step_stands(Step::WatchNew, Standing::Done);
        match switched.record {
            Ok(record) => self.switch.record = record,
            Err(error) => tracing::warn!(%error, "the switch cannot be read"),
        }
        let note = self.switch.note();
        let known = note.filter(|note| self.watch.get(note.account).is_some());
        if let Ok(accounts) = switched.accounts {
            self.follow_switch(&accounts, now);
        }
        self.follow_submission();
        if let Some(note) = known
            && !was_watched
            && self.step_stands(Step::WatchNew, Standing::Done)
        {
            self.follow_password(note.account, now);
        }
        let (obstacle, due) = match switched.advanced {
            Ok(Advanced::Stepped) => (None, Some(now)),
            Ok(Advanced::Waits(obstacle)) => {
                let due = later(again_after(&obstacle), now);
                (Some(obstacle), due)
            }
            Ok(Advanced::Rests(_)) => {
                self.switch.given = Given::default();
                (None, None)
            }
            Err(error) => {
                tracing::warn!(%error, "the switch waits for the record");
                let obstacle = Obstacle::RecordUnavailable;
                let due = later(again_after(&obstacle), now);
                (Some(obstacle), due)
            }
        };
        self.switch.obstacle = obstacle;
        // Asked for meanwhile, perhaps.
        self.switch.due = match (self.switch.due, due) {
            (Some(asked), Some(due)) => Some(asked.min(due)),
            (asked, due) => asked.or(due),
        };
        if self.step_stands(Step::WatchNew, Standing::Done) {
            // Kept where it belongs: nothing of it stays here.
            self.switch.given.password = None::<SecretString>;
        }
    }

    fn step_stands(&self, step: Step, standing: Standing) -> bool {
        self.switch.record.as_ref().is_some_and(|record| {
            let (steps, attempts) = (record.plan.steps(), record.attempts());
            let course = Course {
                steps: &steps,
                attempts: &attempts,
                undo: record.undo,
            };
            course.standing(step) == standing
        })
    }

    /// Watches what the switch has put into the record, and no more what it has taken out.
    fn follow_switch(&mut self, accounts: &[Account], now: Timestamp) {
        if let Some(WatchNote { account, .. }) = self.switch.note() {
            let kept = accounts.iter().find(|kept| kept.id == account);
            match (kept, self.watch.get(account).is_some()) {
                (Some(kept), false) if self.step_stands(Step::WatchNew, Standing::Done) => {
                    self.watch_switched(kept.clone(), now);
                }
                (None, true) => {
                    self.watch.remove(account);
                    self.books.remove(account);
                    self.watch_sources();
                    self.withdraw_toasts(account);
                    tracing::info!(account = account.0, "a mailbox is no longer watched");
                }
                _ => {}
            }
        }
        for kept in accounts {
            self.become_former(kept.id, kept.former, now);
        }
    }

    /// The relay sends where the check saw that the new mailbox sends.
    fn follow_submission(&mut self) {
        if !self.step_stands(Step::WatchNew, Standing::Done) {
            return;
        }
        let to = self.switch.target().and_then(|to| to.submission.clone());
        if let (Some(note), Some(place)) = (self.switch.note(), to) {
            self.note_submission(note.account, place);
        }
    }

    /// A mailbox that was watched before has the password now that the check proved.
    fn follow_password(&mut self, account: AccountId, now: Timestamp) {
        if self.watch.password_changed(account, now).is_some() {
            self.relay_password_stored(account);
            if let Some(news) = self.watch.secret_available(account, now) {
                self.take_news(account, &news, now);
            }
            self.keep_health(account, &[], now);
        }
    }

    fn watch_switched(&mut self, account: Account, now: Timestamp) {
        let id = account.id;
        let policy = self.policy_for(&account);
        let server_account = ServerAccount::new(&account.server, &account.login);
        let next = self.relocation.next_login(&server_account);
        let next = next.max(self.trials.next_login(&server_account));
        let health = health_after(next, &policy, now);
        self.watch.add(account, health, policy, None, now);
        self.books.add(id, None, now);
        self.keep_health(id, &[], now);
        if self.is_the_users() && self.settings.autostart {
            self.apply_autostart();
        }
        tracing::info!(account = id.0, "a mailbox is watched");
    }

    fn become_former(&mut self, account: AccountId, former: Option<Former>, now: Timestamp) {
        let before = self
            .watch
            .get(account)
            .map(|watched| watched.account.former);
        if before.is_none_or(|before| before == former) {
            return;
        }
        self.watch.with(account, now, |watched| {
            watched.account.former = former;
            watched.policy.is_former = former.is_some();
        });
        self.sources_follow(now);
        // What was said of it was said of a mailbox in another part.
        self.withdraw_toasts(account);
        self.books.look(account, true, now);
    }

    /// The mailbox that took this one's place and is still watched.
    pub(super) fn successor_of(&self, account: AccountId) -> Option<AccountId> {
        let former = self.watch.get(account)?.account.former?;
        let successor = self.watch.get(former.successor)?;
        Some(successor.account.id)
    }

    /// What took another's place is gone: what took its own place stands for it (`heir`), and where
    /// nothing did, the other is the practice's again.
    pub(super) fn successor_removed(
        &mut self,
        successor: AccountId,
        heir: Option<AccountId>,
        now: Timestamp,
    ) {
        for account in self.accounts() {
            let replaced = self.watch.get(account).and_then(|one| one.account.former);
            let Some(former) = replaced.filter(|former| former.successor == successor) else {
                continue;
            };
            let heir = heir.filter(|heir| *heir != account);
            let former = heir.map(|successor| Former {
                successor,
                ..former
            });
            self.become_former(account, former, now);
        }
    }

    /// A check has ended. Returns of the health insurance that were there and are gone were collected,
    /// and not by Vigie: for the new mailbox that means that the billing software's settings work.
    /// Any other message may have been deleted by hand.
    pub(super) fn note_collected(&mut self, account: AccountId, delta: &UidDelta, now: Timestamp) {
        let is_new = self
            .switch
            .note()
            .is_some_and(|note| note.account == account);
        let Some(record) = &mut self.switch.record else {
            return;
        };
        if delta.gone.is_empty() || !is_new || record.undo || record.collected_at.is_some() {
            return;
        }
        let journal = self.record.journal();
        let noted = match journal.returns_among(account, &delta.gone) {
            Ok(false) => return,
            Ok(true) => journal.note_collected(record.id, now),
            Err(error) => Err(error),
        };
        if let Err(error) = noted {
            tracing::warn!(%error, "that returns were collected is seen another time");
            return;
        }
        tracing::info!("returns are collected from the new mailbox");
        record.collected_at = Some(now);
        if self.switch.obstacle == Some(Obstacle::EnterSettings) {
            self.switch.due = Some(now);
        }
    }

    /// The billing software has logged in at the relay. Where it was just set to it, its settings
    /// work, and nobody need say so.
    pub(super) fn note_relay_login(&mut self, now: Timestamp) {
        let Some(record) = &mut self.switch.record else {
            return;
        };
        if record.plan.aim != Aim::ToRelay || record.undo || record.collected_at.is_some() {
            return;
        }
        if let Err(error) = self.record.journal().note_collected(record.id, now) {
            tracing::warn!(%error, "that the relay is used is seen another time");
            return;
        }
        tracing::info!("the billing software is set to the relay");
        record.collected_at = Some(now);
        if self.switch.obstacle == Some(Obstacle::EnterSettings) {
            self.switch.due = Some(now);
        }
    }
}

/// The health of a mailbox that was logged in to while it was checked, perhaps just now, and may be
/// logged in to again at `next_login`, as far as that is known: its server may announce a long pause.
fn health_after(next_login: Option<Timestamp>, policy: &Policy, now: Timestamp) -> Health {
    let left = next_login.map(|next| next.duration_since(now).as_secs());
    // The second that has begun counts whole.
    let announced = left
        .and_then(|left| u64::try_from(left).ok())
        .map(|left| left + 1);
    let mut health = Health::new(now);
    health.logged_in_elsewhere(announced, policy, now);
    health
}

/// Does one step beside the loop. A panic in it, of which the log tells more, makes the switch wait.
async fn carry_out<D: Deeds + Send + 'static>(
    driver: Driver<D>,
    given: Given,
    now: Timestamp,
) -> Switched {
    let journal = driver.journal.clone();
    let step = tokio::task::spawn_blocking(move || driver.advance(&given, now));
    let advanced = step.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a step of the switch broke off");
        Ok(Advanced::Waits(Obstacle::BrokenOff))
    });
    let read =
        tokio::task::spawn_blocking(move || (journal.last_switch(), journal.accounts())).await;
    let (record, accounts) = read.unwrap_or_else(|_| {
        let broken = || RecordError::Unreadable { what: "a switch" };
        (Err(broken()), Err(broken()))
    });
    Switched {
        advanced,
        record,
        accounts,
    }
}

/// How soon a step is tried again; `None`: when the person says so.
fn again_after(obstacle: &Obstacle) -> Option<SignedDuration> {
    match obstacle {
        Obstacle::ProgramRuns { .. } | Obstacle::IsItClosed { .. } | Obstacle::CollectLast => {
            Some(LOOK_AGAIN)
        }
        other if other.passing() == Passing::ByWord => None,
        _ => Some(TRY_AGAIN),
    }
}

fn later(after: Option<SignedDuration>, now: Timestamp) -> Option<Timestamp> {
    Some(now.checked_add(after?).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use vigie_domain::{
        server::{Security, Server},
        switch::{NewMailbox, Place, Plan, Way},
    };
    use vigie_journal::Journal;

    use super::*;
    use crate::switch::{Halt, Order};

    /// Whose first deed breaks off.
    struct Breaking;

    impl Deeds for Breaking {
        fn act(&self, order: &Order<'_>) -> Result<(), Halt> {
            assert!(order.given.word.is_some(), "a test");
            Ok(())
        }
    }

    #[test]
    fn the_pause_that_the_new_server_announced_is_kept_before_the_first_check() {
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let policy = Policy::default();
        let next = |next_login| health_after(next_login, &policy, now).next_check();
        let announced = now + SignedDuration::from_mins(15);
        assert!(next(Some(announced)) >= Some(announced));
        let usual = now.checked_add(policy.login_pause).ok();
        assert_eq!(next(None), usual);
        assert_eq!(next(Some(now)), usual, "over already");
    }

    #[tokio::test]
    async fn a_step_that_panics_leaves_a_switch_that_waits_and_can_go_on_or_back() {
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let (journal, _) = Journal::open(&folder.path().join("j.sqlite"), now).unwrap();
        let plan = Plan {
            aim: Aim::Mailbox,
            from: None,
            to: NewMailbox {
                address: "neuve@exemple.example".parse().unwrap(),
                provider: None,
                pop: Place {
                    server: Server {
                        host: "pop.exemple.example".into(),
                        port: 995,
                        security: Security::Tls,
                    },
                    login: "neuve".into(),
                },
                submission: None,
            },
            way: Way::Guided,
            leaves_copies: false,
            transition_days: 30,
        };
        let id = journal.plan_switch(&plan, now).unwrap();
        let step = async |word: Option<Obstacle>| {
            let driver = Driver {
                journal: journal.clone(),
                deeds: Breaking,
            };
            let given = Given {
                word,
                ..Given::default()
            };
            carry_out(driver, given, now).await
        };
        let broken = step(None).await;
        let Ok(Advanced::Waits(obstacle)) = broken.advanced else {
            panic!("{:?}", broken.advanced);
        };
        assert_eq!(obstacle, Obstacle::BrokenOff);
        assert_eq!(again_after(&obstacle), None, "not tried again and again");
        let record = broken.record.unwrap().unwrap();
        assert_eq!((record.steps.len(), record.ended_at), (1, None));
        assert!(broken.accounts.is_ok());
        // The person has it tried again, or undone.
        let again = step(Some(obstacle)).await;
        assert_eq!(again.advanced.unwrap(), Advanced::Stepped);
        journal.turn_switch_back(id).unwrap();
        let broken = step(None).await;
        assert_eq!(
            broken.advanced.unwrap(),
            Advanced::Waits(Obstacle::BrokenOff)
        );
        let undone = step(Some(Obstacle::BrokenOff)).await;
        assert_eq!(undone.advanced.unwrap(), Advanced::Stepped);
    }
}
