//! Vigie at the practice: the agent's own schedule ([`Watch`]) and the rules of health, driven by
//! the replay's time over the replay's mailbox.

use std::collections::BTreeSet;

use jiff::Timestamp;
use vigie_agent::watch::{Due, Watch};
use vigie_domain::{
    account::{Account, AccountId},
    book::telling::Sight,
    cause::Cause,
    health::{Happening, Health, Line, News, Policy},
    report::{CheckReport, Failure, MailboxSeen, Phase},
    server::{Security, Server},
};
use vigie_words::{Mailbox, toast};

use crate::{
    dice::Dice,
    parameters::Parameters,
    person::Person,
    practice::{Calendar, Pop, Practice},
    time::Seconds,
};

/// What the person at this practice was told of the mailbox, and what came of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// When another mailbox took the place of the old one.
    pub(crate) moved: Option<Seconds>,
    /// When the old mailbox was given its new password.
    pub(crate) renewed: Option<Seconds>,
    /// How well the mailbox could be seen, from each moment on.
    pub(crate) sights: Vec<(Seconds, Sight)>,
    /// When the alarm of the closure was announced.
    pub(crate) alarm: Option<Seconds>,
    /// When Vigie said that the mailbox wants its new password.
    pub(crate) password_wanted: Option<Seconds>,
    /// Notifications in all.
    pub(crate) notifications: u32,
    /// Alarms for which there was no reason at the provider.
    pub(crate) false_alarms: u32,
}

const ACCOUNT: AccountId = AccountId(1);

/// Seconds that a check takes.
const CHECK: Seconds = 1;

pub(crate) struct Watching<'a> {
    pub(crate) account: Account,
    pub(crate) parameters: &'a Parameters,
    pub(crate) calendar: &'a Calendar,
    pub(crate) policy: &'a Policy,
    pub(crate) practice: &'a Practice,
    pub(crate) person: &'a Person<'a>,
}

impl Watching<'_> {
    /// Watches the old mailbox from the first day to the last.
    pub(crate) fn watch(&self) -> Told {
        let epoch = self.calendar.epoch;
        let number = self.practice.number;
        let policy = Policy {
            jitter_seed: u64::from(number) + 1,
            ..self.policy.clone()
        };
        let account = self.account.clone();
        let server = account.server.clone();
        let mut dice = Dice::of(self.parameters.run.seed, number, "checks");
        let mut watch = Watch::default();
        let begin = epoch.at(0);
        watch.add(account, Health::new(begin), policy, None, begin);
        let nobody = BTreeSet::new();
        let mut told = Told::default();
        let mut done = Done::default();
        for on in &self.practice.on {
            let mut now = on.from;
            let woke = epoch.at(now);
            watch.with(ACCOUNT, woke, |watched| {
                watched.health.woke_up(&watched.policy, woke);
            });
            while now < on.to {
                done.follow(&told, now, epoch.at(now), &mut watch);
                for due in watch.due(epoch.at(now), &nobody) {
                    let news = match due {
                        Due::News(_, news) => Some(news),
                        Due::Check(_) => {
                            if !watch.begin_check(ACCOUNT, epoch.at(now)) {
                                continue;
                            }
                            let (report, line) = self.check(&server, now, done, &mut dice);
                            now += CHECK;
                            watch.end_check(ACCOUNT, &report, line, None, epoch.at(now))
                        }
                        Due::TrySecret(_) => watch.secret_available(ACCOUNT, epoch.at(now)),
                    };
                    if let Some(news) = news {
                        self.note(&news, now, &mut told);
                    }
                }
                if let Some(watched) = watch.get(ACCOUNT) {
                    let sight = Sight::of(&watched.health.situation());
                    if told.sights.last().is_none_or(|(_, last)| *last != sight) {
                        told.sights.push((now, sight));
                    }
                }
                let next = watch.next_wake(&nobody).map(|at| epoch.seconds(at));
                let next = next.unwrap_or(on.to).max(now + 1);
                // What the person does meanwhile wakes the agent too.
                now = done
                    .next(&told)
                    .map_or(next, |at| next.min(at.max(now + 1)));
            }
        }
        told
    }

    fn note(&self, news: &News, now: Seconds, told: &mut Told) {
        let mailbox = Mailbox::of(&self.account, None);
        for happening in &news.announced {
            // What the agent shows of a mailbox, and of a former one.
            let shown = if told.moved.is_some_and(|moved| moved <= now) {
                toast::of_former(happening, &mailbox)
            } else {
                toast::of(happening, &mailbox)
            };
            if shown.is_none() {
                continue;
            }
            told.notifications += 1;
            match happening {
                Happening::AlarmBegan { failure, .. }
                | Happening::AlarmChanged { failure, .. }
                | Happening::AlarmReminder { failure, .. } => {
                    if !self.practice.is_really_failing(now) {
                        told.false_alarms +=
                            u32::from(matches!(happening, Happening::AlarmBegan { .. }));
                    } else if now >= self.calendar.closes {
                        if told.alarm.is_none() {
                            told.alarm = Some(now);
                            told.moved = self.person.moves_with_help(now);
                        }
                        if failure.cause == Cause::PasswordRefused && told.password_wanted.is_none()
                        {
                            told.password_wanted = Some(now);
                            told.renewed = self.person.renews_password(now);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn check(
        &self,
        server: &Server,
        now: Seconds,
        done: Done,
        dice: &mut Dice,
    ) -> (CheckReport, Line) {
        let chance = dice.happens(self.parameters.line.failed_checks);
        let (outcome, line) = if !self.practice.has_line(now) {
            (Err((Cause::ConnectTimeout, Phase::Connect)), Line::Down)
        } else if chance {
            (Err((Cause::ConnectionLost, Phase::Greeting)), Line::Up)
        } else {
            match self.practice.pop(now) {
                Pop::Open => (Ok(()), Line::NotAsked),
                Pop::Failing => (
                    Err((self.parameters.provider.closed_as, Phase::Connect)),
                    Line::Up,
                ),
                Pop::WantsNewPassword if done.renewed => (Ok(()), Line::NotAsked),
                Pop::WantsNewPassword => (Err((Cause::PasswordRefused, Phase::Login)), Line::Up),
            }
        };
        let login_attempted = match outcome {
            Ok(()) => true,
            Err((_, phase)) => phase >= Phase::Login,
        };
        let report = CheckReport {
            started_at: self.calendar.epoch.at(now),
            server: server.clone(),
            timings: Vec::new(),
            tls: None,
            capabilities: Vec::new(),
            login_delay_s: None,
            login_attempted,
            outcome: outcome.map(|()| seen()).map_err(|(cause, phase)| Failure {
                cause,
                phase,
                detail: None,
                retry_after_s: None,
            }),
        };
        (report, line)
    }
}

/// What the person did, as far as the watch knows it.
#[derive(Clone, Copy, Debug, Default)]
struct Done {
    moved: bool,
    renewed: bool,
}

impl Done {
    fn follow(&mut self, told: &Told, now: Seconds, at: Timestamp, watch: &mut Watch) {
        if !self.moved && told.moved.is_some_and(|moved| moved <= now) {
            self.moved = true;
            watch.with(ACCOUNT, at, |watched| watched.policy.is_former = true);
        }
        if !self.renewed && told.renewed.is_some_and(|renewed| renewed <= now) {
            self.renewed = true;
            watch.password_changed(ACCOUNT, at);
        }
    }

    fn next(self, told: &Told) -> Option<Seconds> {
        let moved = told.moved.filter(|_| !self.moved);
        let renewed = told.renewed.filter(|_| !self.renewed);
        moved.into_iter().chain(renewed).min()
    }
}

fn seen() -> MailboxSeen {
    MailboxSeen {
        messages: 0,
        octets: 0,
        uids: None,
        new_messages: Vec::new(),
        more_to_scan: false,
        oldest: None,
    }
}

/// The mailbox of a practice.
#[expect(clippy::expect_used, reason = "the address is one")]
pub(crate) fn account() -> Account {
    Account {
        id: ACCOUNT,
        address: "cabinet@poste.example".parse().expect("an address"),
        login: "cabinet".to_owned(),
        server: Server {
            host: "pop.poste.example".to_owned(),
            port: 995,
            security: Security::Tls,
        },
        provider: None,
        interval_minutes: 10,
        training: false,
        former: None,
    }
}
