//! What holds whatever the servers, the line, the user and the clock do.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{
    Happening, Health, Level, Line, News, Observation, Policy, Situation, WakeKind,
    causes::{Handling, rule},
    stories::Answer,
};
use crate::cause::Cause;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Event {
    /// The watch sleeps until its next wake, and meets this.
    Wake(Answer),
    /// The user asks for a check, and it meets this.
    Ask(Answer),
    /// So many seconds pass without the watch being woken.
    Wait(i64),
    /// The clock is set by so many seconds.
    SetClock(i64),
    Pause(i64),
    Resume,
    NewPassword,
    RemindTomorrow,
    KeychainLocked,
    KeychainOpen,
    NetworkChanges,
    WokeUp,
}

fn answer() -> impl Strategy<Value = Answer> {
    let cause = prop_oneof![
        3 => Just(None),
        6 => prop::sample::select(&Cause::ALL[..]).prop_map(Some),
        2 => Just(Some(Cause::PasswordRefused)),
        2 => Just(Some(Cause::ConnectTimeout)),
    ];
    let line = prop_oneof![3 => Just(Line::Up), 1 => Just(Line::Down), 1 => Just(Line::NotAsked)];
    (
        cause,
        line,
        prop_oneof![4 => Just(None), 1 => (0u64..2_000).prop_map(Some), 1 => any::<u64>().prop_map(Some)],
        prop_oneof![6 => Just(None), 1 => (0u64..5_000).prop_map(Some)],
    )
        .prop_map(|(cause, line, login_delay_s, retry_after_s)| {
            let mut answer = Answer::of(cause, line);
            answer.login_delay_s = login_delay_s;
            answer.retry_after_s = retry_after_s;
            answer
        })
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        20 => answer().prop_map(Event::Wake),
        4 => answer().prop_map(Event::Ask),
        2 => (1i64..100_000).prop_map(Event::Wait),
        1 => (-400_000i64..0).prop_map(Event::SetClock),
        1 => (-5i64..2_000).prop_map(Event::Pause),
        1 => Just(Event::Resume),
        1 => Just(Event::NewPassword),
        1 => Just(Event::RemindTomorrow),
        1 => Just(Event::KeychainLocked),
        2 => Just(Event::KeychainOpen),
        2 => Just(Event::NetworkChanges),
        1 => Just(Event::WokeUp),
    ]
}

/// What a strict onlooker keeps in mind.
struct Onlooker {
    policy: Policy,
    health: Health,
    /// The wall clock.
    now: Timestamp,
    /// Seconds that have really passed.
    passed: SignedDuration,
    no_login_before: SignedDuration,
    announced_delay: Option<u64>,
    refusals: u32,
    no_second_try_before: SignedDuration,
    /// Failures in the present series, and when it began.
    failures: u32,
    series_began: SignedDuration,
    alarm: bool,
    told: bool,
}

impl Onlooker {
    fn new() -> Self {
        let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        Self {
            policy: Policy {
                jitter_seed: 42,
                ..Policy::default()
            },
            health: Health::new(now),
            now,
            passed: SignedDuration::ZERO,
            no_login_before: SignedDuration::ZERO,
            announced_delay: None,
            refusals: 0,
            no_second_try_before: SignedDuration::ZERO,
            failures: 0,
            series_began: SignedDuration::ZERO,
            alarm: false,
            told: false,
        }
    }

    fn pass(&mut self, time: SignedDuration) {
        self.now += time;
        self.passed += time;
    }

    fn live(&mut self, event: &Event) {
        let now = self.now;
        match event {
            Event::Wake(answer) => {
                let wake = self.health.next_wake(&self.policy, now);
                self.pass(wake.at.duration_since(now));
                match wake.kind {
                    WakeKind::Check => self.check(answer),
                    WakeKind::Tick => {
                        let news = self.health.tick(&self.policy, self.now);
                        self.judge(&news);
                    }
                }
            }
            Event::Ask(answer) => {
                if let Ok(news) = self.health.request_check(now) {
                    self.judge(&news);
                    self.check(answer);
                }
            }
            Event::Wait(seconds) => self.pass(SignedDuration::from_secs(*seconds)),
            Event::SetClock(seconds) => self.now += SignedDuration::from_secs(*seconds),
            Event::Pause(minutes) => {
                let until = now + SignedDuration::from_mins(*minutes);
                let news = self.health.pause(until, now);
                self.judge(&news);
            }
            Event::Resume => {
                let news = self.health.resume(now);
                self.judge(&news);
            }
            Event::NewPassword => {
                self.health.password_changed(now);
                self.refusals = 0;
                self.no_second_try_before = SignedDuration::ZERO;
            }
            Event::RemindTomorrow => {
                self.health.remind_tomorrow(&self.policy, now);
                self.told |= self.alarm;
            }
            Event::KeychainLocked => {
                let news = self.health.secret_unavailable(true, &self.policy, now);
                self.judge(&news);
            }
            Event::KeychainOpen => {
                let news = self.health.secret_available(now);
                self.judge(&news);
            }
            Event::NetworkChanges => self.health.line_changed(&self.policy, now),
            Event::WokeUp => {
                self.health.woke_up(&self.policy, now);
                if !self.alarm {
                    self.failures = 0;
                }
            }
        }
        self.look();
    }

    fn check(&mut self, answer: &Answer) {
        self.health.check_began(&self.policy, self.now);
        let report = answer.report(self.now);
        if report.login_attempted {
            assert!(
                self.passed >= self.no_login_before,
                "a login came {} too early",
                self.no_login_before - self.passed
            );
            assert!(self.refusals < 2, "a third try of a refused password");
            assert!(
                self.passed >= self.no_second_try_before,
                "the second try came before ten minutes"
            );
            let delay = match (report.login_delay_s, &report.outcome) {
                (None, Err(_)) => self.announced_delay,
                (announced, _) => announced,
            };
            self.announced_delay = delay;
            let pause = delay.map_or(60, |delay| delay.clamp(1, 6 * 3_600));
            self.no_login_before =
                self.passed + SignedDuration::from_secs(pause.try_into().unwrap());
        } else if report.login_delay_s.is_some() {
            self.announced_delay = report.login_delay_s;
        }
        self.pass(SignedDuration::from_millis(300));

        let explained = answer.cause.is_some_and(|cause| {
            answer.line == Line::Down
                && rule(cause).line_explains
                && self.health.witnesses.silence_explains(cause)
        });
        match answer.cause.map(|cause| rule(cause).handling) {
            None => {
                self.refusals = 0;
                self.no_second_try_before = SignedDuration::ZERO;
                self.failures = 0;
            }
            Some(Handling::Password { .. }) => {
                self.refusals += 1;
                self.no_second_try_before = self.passed + SignedDuration::from_mins(10);
                self.count_failure();
            }
            Some(Handling::Held) => {
                if answer.cause == Some(Cause::LoginDelay) {
                    self.refusals = 0;
                    self.no_second_try_before = SignedDuration::ZERO;
                }
            }
            Some(Handling::OwnLine) => self.failures = 0,
            Some(_) if explained => self.failures = 0,
            Some(_) => self.count_failure(),
        }

        let was_alarm = self.alarm;
        let observation = Observation {
            report: &report,
            line: answer.line,
        };
        let news = self.health.observe(observation, &self.policy, self.now);
        let began = news
            .recorded
            .iter()
            .any(|happening| matches!(happening, Happening::AlarmBegan { .. }));
        if began {
            let handling = rule(answer.cause.unwrap()).handling;
            let certain = matches!(
                handling,
                Handling::Certain | Handling::Password { certain: true }
            );
            let confirmed = self.failures >= 3
                && self.passed - self.series_began >= SignedDuration::from_mins(3);
            assert!(
                certain || confirmed || self.refusals >= 2,
                "alarm by {:?} after {} failures",
                answer.cause,
                self.failures
            );
            assert!(!explained, "an alarm while the line is down");
        }
        if explained {
            assert!(
                self.health.level() != Level::Alarm
                    || matches!(self.health.situation(), Situation::PasswordNeeded { .. })
            );
        }
        if answer.cause.is_none() && was_alarm {
            assert!(
                news.recorded
                    .iter()
                    .any(|happening| matches!(happening, Happening::AlarmEnded { .. }))
            );
            assert_ne!(self.health.level(), Level::Alarm);
        }
        self.judge(&news);
    }

    fn count_failure(&mut self) {
        if self.failures == 0 {
            self.series_began = self.passed;
        }
        self.failures += 1;
    }

    fn judge(&mut self, news: &News) {
        for happening in &news.recorded {
            match happening {
                Happening::AlarmBegan { .. } => {
                    assert!(!self.alarm, "an alarm within an alarm");
                    self.alarm = true;
                }
                Happening::AlarmEnded { began, ended, .. } => {
                    assert!(self.alarm);
                    assert!(began <= ended);
                    self.alarm = false;
                }
                Happening::AlarmChanged { .. } | Happening::AlarmReminder { .. } => {
                    assert!(self.alarm);
                }
                _ => {}
            }
        }
        assert!(news.announced.is_empty() || !self.policy.is_quiet(self.now));
        for happening in &news.announced {
            assert!(happening.is_notified());
            match happening {
                Happening::AlarmBegan { .. } => {
                    assert!(self.alarm);
                    self.told = true;
                }
                Happening::AlarmReminder { .. } | Happening::AlarmChanged { .. } => {
                    assert!(self.alarm && self.told);
                }
                Happening::AlarmEnded { .. } => {
                    assert!(
                        !self.alarm && self.told,
                        "an end of what nobody was told of"
                    );
                    self.told = false;
                }
                _ => {}
            }
        }
    }

    fn look(&mut self) {
        let wake = self.health.next_wake(&self.policy, self.now);
        assert!(wake.at > self.now);
        assert!(wake.at.duration_since(self.now) <= self.policy.longest_wait());
        if self.health.level() == Level::Alarm {
            assert!(self.alarm);
        }
        let json = serde_json::to_string(&self.health).unwrap();
        let again: Health = serde_json::from_str(&json).unwrap();
        assert_eq!(again, self.health);
        assert_eq!(again.next_wake(&self.policy, self.now), wake);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens(events in prop::collection::vec(event(), 1..150)) {
        let mut onlooker = Onlooker::new();
        for event in &events {
            onlooker.live(event);
        }
    }

    #[test]
    fn when_all_is_well_again_it_soon_shows(events in prop::collection::vec(event(), 1..80)) {
        let mut onlooker = Onlooker::new();
        for event in &events {
            onlooker.live(event);
        }
        for event in [Event::KeychainOpen, Event::Resume, Event::NewPassword] {
            onlooker.live(&event);
        }
        // The longest pause that a server can ask for, and the whole night.
        let well = Event::Wake(Answer::of(None, Line::NotAsked));
        let until = onlooker.passed + SignedDuration::from_hours(20);
        while onlooker.passed < until {
            onlooker.live(&well);
        }
        prop_assert_eq!(onlooker.health.level(), Level::Well);
        prop_assert!(!onlooker.alarm && !onlooker.told);
    }
}
