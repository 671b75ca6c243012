//! Days in the life of a mailbox, told so that a person can check them.
//!
//! A script says what the server does and what the user does, and when; the transcript that must
//! come of it has a line for every change of level (`=`), every thing recorded (`.`) and every
//! notification shown (`!`). Monday is 23 November 2026; the practice is in Paris. After every
//! step the state goes through JSON and back, and must be the same.

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp, civil::DateTime};

use super::{
    CheckRefused, Happening, Health, Level, Line, News, Observation, Policy, Situation, WakeKind,
    Warning,
};
use crate::{
    cause::Cause,
    report::{CheckReport, Failure, MailboxSeen, Phase, TlsSeen},
    server::{Security, Server},
};

/// What the server does from a moment on.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) cause: Option<Cause>,
    pub(super) line: Line,
    pub(super) login_delay_s: Option<u64>,
    pub(super) retry_after_s: Option<u64>,
    pub(super) certificate_end: Option<Timestamp>,
    pub(super) octets: u64,
    pub(super) messages: u64,
    pub(super) oldest: Option<Timestamp>,
    pub(super) uids: Option<Vec<String>>,
    pub(super) security: Security,
}

impl Answer {
    pub(super) fn of(cause: Option<Cause>, line: Line) -> Self {
        Self {
            cause,
            line,
            login_delay_s: None,
            retry_after_s: None,
            certificate_end: None,
            octets: 0,
            messages: 0,
            oldest: None,
            uids: None,
            security: Security::Tls,
        }
    }

    /// The report of a check that meets this.
    pub(super) fn report(&self, started_at: Timestamp) -> CheckReport {
        let reached_login = self
            .cause
            .is_none_or(|cause| !super::causes::rule(cause).line_explains);
        CheckReport {
            started_at,
            server: Server {
                host: "pop.provider.example".into(),
                port: 995,
                security: self.security,
            },
            timings: vec![],
            tls: self.certificate_end.map(|not_after| TlsSeen {
                version: "TLSv1.3".into(),
                cipher: "TLS13_AES_256_GCM_SHA384".into(),
                issuer: "Example CA".into(),
                not_after,
            }),
            capabilities: vec![],
            login_delay_s: self.login_delay_s,
            login_attempted: reached_login,
            outcome: match self.cause {
                None => Ok(MailboxSeen {
                    messages: self.messages,
                    octets: self.octets,
                    uids: self.uids.clone(),
                    new_messages: vec![],
                    more_to_scan: false,
                    oldest: self.oldest,
                }),
                Some(cause) => Err(Failure {
                    cause,
                    phase: if reached_login {
                        Phase::Login
                    } else {
                        Phase::Connect
                    },
                    detail: None,
                    retry_after_s: self.retry_after_s,
                }),
            },
        }
    }
}

struct World {
    policy: Policy,
    health: Health,
    /// The wall clock.
    now: Timestamp,
    answer: Answer,
    level: Level,
    transcript: String,
    logins: u32,
}

impl World {
    fn new(start: Timestamp) -> Self {
        let health = Health::new(start);
        Self {
            policy: Policy::default(),
            level: health.level(),
            health,
            now: start,
            answer: Answer::of(None, Line::NotAsked),
            transcript: String::new(),
            logins: 0,
        }
    }

    /// Lets the watch run until that moment, that moment excluded.
    fn run_until(&mut self, until: Timestamp) {
        loop {
            let wake = self.health.next_wake(&self.policy, self.now);
            assert!(wake.at > self.now);
            assert!(wake.at.duration_since(self.now) <= self.policy.longest_wait());
            if wake.at >= until {
                self.now = self.now.max(until);
                return;
            }
            self.now = wake.at;
            match wake.kind {
                WakeKind::Tick => {
                    let news = self.health.tick(&self.policy, self.now);
                    self.hear(&news);
                }
                WakeKind::Check => self.check(),
            }
        }
    }

    fn check(&mut self) {
        self.health.check_began(&self.policy, self.now);
        let report = self.answer.report(self.now);
        self.logins += u32::from(report.login_attempted);
        self.now += SignedDuration::from_millis(10);
        let observation = Observation {
            report: &report,
            line: self.answer.line,
        };
        let news = self.health.observe(observation, &self.policy, self.now);
        self.hear(&news);
    }

    fn hear(&mut self, news: &News) {
        let json = serde_json::to_string(&self.health).unwrap();
        let again: Health = serde_json::from_str(&json).unwrap();
        assert_eq!(again, self.health);
        let time = self.policy.zone.to_datetime(self.now);
        let time = time.strftime("%a %H:%M");
        for happening in &news.recorded {
            writeln!(self.transcript, "{time} . {}", words(happening)).unwrap();
        }
        for happening in &news.announced {
            assert!(happening.is_notified());
            writeln!(self.transcript, "{time} ! {}", words(happening)).unwrap();
        }
        let level = self.health.level();
        if level != self.level {
            self.level = level;
            writeln!(
                self.transcript,
                "{time} = {} ({})",
                format!("{level:?}").to_lowercase(),
                situation(&self.health.situation())
            )
            .unwrap();
        }
    }

    /// One line of a script.
    fn act(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (now, news) = (self.now, News::default());
        let news = match words.as_slice() {
            ["well", "witnesses", word] => {
                let line = match *word {
                    "silent" => Line::Down,
                    _ => Line::Up,
                };
                self.answer = Answer::of(None, line);
                news
            }
            ["well", facts @ ..] => {
                self.answer = Answer::of(None, Line::NotAsked);
                for fact in facts {
                    self.fact(fact);
                }
                news
            }
            ["pause", minutes] => {
                let length = SignedDuration::from_mins(minutes.parse().unwrap());
                self.health.pause(now + length, now)
            }
            ["resume"] => self.health.resume(now),
            ["ask"] => match self.health.request_check(now) {
                Ok(news) => news,
                Err(refused) => {
                    let refused = match refused {
                        CheckRefused::TooSoon { seconds } => format!("in {seconds} s"),
                        CheckRefused::PasswordNeeded => "password needed".into(),
                        CheckRefused::SecretUnavailable => "no secret".into(),
                    };
                    writeln!(self.transcript, "  asked: {refused}").unwrap();
                    news
                }
            },
            ["new", "password"] => {
                self.health.password_changed(now);
                news
            }
            ["remind", "tomorrow"] => {
                self.health.remind_tomorrow(&self.policy, now);
                news
            }
            ["keychain", "locked"] => self.health.secret_unavailable(true, &self.policy, now),
            ["keychain", "open"] => self.health.secret_available(now),
            ["network", "changes"] => {
                self.health.line_changed(&self.policy, now);
                news
            }
            ["sleep", hours] => {
                self.now += SignedDuration::from_hours(hours.parse().unwrap());
                self.health.woke_up(&self.policy, self.now);
                news
            }
            ["clock", hours] => {
                self.now += SignedDuration::from_hours(hours.parse().unwrap());
                news
            }
            [cause, rest @ ..] => {
                let cause = Cause::ALL
                    .into_iter()
                    .find(|known| known.name() == *cause)
                    .unwrap_or_else(|| panic!("{line}"));
                let line = match rest {
                    ["line", "down"] => Line::Down,
                    _ => Line::Up,
                };
                self.answer = Answer::of(Some(cause), line);
                news
            }
            [] => news,
        };
        self.hear(&news);
    }

    fn fact(&mut self, fact: &str) {
        let (name, value) = fact.split_once('=').unwrap();
        match name {
            "certificate" => {
                let days: i64 = value.strip_suffix('d').unwrap().parse().unwrap();
                self.answer.certificate_end =
                    Some(self.now + SignedDuration::from_hours(24 * days));
            }
            "octets" => self.answer.octets = value.parse().unwrap(),
            "messages" => self.answer.messages = value.parse().unwrap(),
            "oldest" => self.answer.oldest = Some(moment(&value.replace('_', " "))),
            "uids" => {
                self.answer.uids = Some(value.split(',').map(str::to_owned).collect());
            }
            "delay" => self.answer.login_delay_s = Some(value.parse().unwrap()),
            "plain" => self.answer.security = Security::Plain,
            other => panic!("{other}"),
        }
    }
}

/// `Mon 10:00` to `Sun 23:59` in the week of 23 November 2026, or `2026-03-28 10:00`.
fn moment(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap();
    let date = match ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        .iter()
        .position(|name| *name == day)
    {
        Some(index) => format!("2026-11-{}", 23 + index),
        None => day.to_owned(),
    };
    format!("{date}T{time}")
        .parse::<DateTime>()
        .unwrap()
        .to_zoned(Policy::default().zone)
        .unwrap()
        .timestamp()
}

fn words(happening: &Happening) -> String {
    match happening {
        Happening::AlarmBegan { failure, .. } => format!("alarm: {}", failure.cause.name()),
        Happening::AlarmChanged {
            failure, before, ..
        } => {
            format!(
                "alarm changed: {} -> {}",
                before.name(),
                failure.cause.name()
            )
        }
        Happening::AlarmReminder { number, .. } => format!("reminder {number}"),
        Happening::AlarmEnded { began, ended, .. } => {
            format!(
                "alarm ended after {} min",
                ended.duration_since(*began).as_mins()
            )
        }
        Happening::WarningBegan { warning } => format!("warning: {}", warning_words(warning)),
        Happening::WarningEnded { warning } => format!("warning ended: {}", warning_words(warning)),
        Happening::LineLost { .. } => "line lost".into(),
        Happening::LineBack { .. } => "line back".into(),
        Happening::HeldBegan { cause, .. } => format!("held: {}", cause.name()),
        Happening::HeldEnded { .. } => "no longer held".into(),
        Happening::SecretMissing { locked, .. } => format!("no secret, locked: {locked}"),
        Happening::SecretBack { .. } => "secret back".into(),
        Happening::Paused { .. } => "paused".into(),
        Happening::Resumed => "resumed".into(),
    }
}

fn warning_words(warning: &Warning) -> String {
    match warning {
        Warning::CertificateEnding { .. } => "certificate".into(),
        Warning::NearlyFull { octets, limit } => format!("nearly full {octets}/{limit}"),
        Warning::NotCollected { messages, .. } => format!("{messages} not collected"),
        Warning::ClearText => "clear text".into(),
    }
}

fn situation(situation: &Situation) -> &'static str {
    match situation {
        Situation::NotCheckedYet => "not checked yet",
        Situation::Well { .. } => "well",
        Situation::Suspected { .. } => "suspected",
        Situation::Failing { .. } => "failing",
        Situation::PasswordNeeded { .. } => "password needed",
        Situation::Offline { .. } => "offline",
        Situation::Held { .. } => "held",
        Situation::Paused { .. } => "paused",
        Situation::SecretUnavailable { .. } => "no secret",
    }
}

/// Plays a script; its last line says `end`.
fn play(script: &str) -> World {
    play_with(&Policy::default(), script)
}

fn play_with(policy: &Policy, script: &str) -> World {
    let mut world: Option<World> = None;
    for line in script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let mut parts = line.splitn(3, ' ');
        let (day, time) = (parts.next().unwrap(), parts.next().unwrap());
        let at = moment(&format!("{day} {time}"));
        let world = world.get_or_insert_with(|| {
            let mut world = World::new(at);
            world.policy = policy.clone();
            world
        });
        world.run_until(at);
        match parts.next().unwrap() {
            "end" => {}
            act => world.act(act),
        }
    }
    world.unwrap()
}

fn check(script: &str, expected: &str) {
    check_with(&Policy::default(), script, expected);
}

fn check_with(policy: &Policy, script: &str, expected: &str) {
    let tidy = |text: &str| {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let world = play_with(policy, script);
    assert_eq!(
        tidy(&world.transcript),
        tidy(expected),
        "\n--- transcript ---\n{}",
        world.transcript
    );
}

#[test]
fn an_outage_in_the_day_is_suspected_confirmed_and_ended() {
    check(
        "Mon 10:00 well
         Mon 10:05 connect_timeout
         Mon 10:41 well
         Mon 12:00 end",
        "Mon 10:00 = well (well)
         Mon 10:10 = attention (suspected)
         Mon 10:13 . alarm: connect_timeout
         Mon 10:13 ! alarm: connect_timeout
         Mon 10:13 = alarm (failing)
         Mon 10:43 . alarm ended after 33 min
         Mon 10:43 ! alarm ended after 33 min
         Mon 10:43 = well (well)",
    );
}

#[test]
fn a_hiccup_alarms_nobody() {
    check(
        "Mon 10:00 well
         Mon 10:05 connection_lost
         Mon 10:12 well
         Mon 12:00 end",
        "Mon 10:00 = well (well)
         Mon 10:10 = attention (suspected)
         Mon 10:13 = well (well)",
    );
    let world = play("Mon 10:00 well\nMon 10:05 connection_lost\nMon 10:12 well\nMon 12:00 end");
    let Situation::Well { since } = world.health.situation() else {
        panic!("{:?}", world.health.situation());
    };
    assert_eq!(
        since.duration_since(moment("Mon 10:00")).as_secs(),
        0,
        "an unconfirmed failure interrupts nothing"
    );
}

#[test]
fn what_is_certain_alarms_at_once() {
    for cause in [
        Cause::TlsExpired,
        Cause::TlsIntercepted,
        Cause::TlsTooOld,
        Cause::PopDisabled,
        Cause::WebLoginRequired,
        Cause::ServerPermanent,
    ] {
        let name = cause.name();
        check(
            &format!("Mon 10:00 well\nMon 10:05 {name}\nMon 10:11 end"),
            &format!(
                "Mon 10:00 = well (well)
                 Mon 10:10 . alarm: {name}
                 Mon 10:10 ! alarm: {name}
                 Mon 10:10 = alarm (failing)"
            ),
        );
    }
}

#[test]
fn what_may_pass_is_looked_at_three_times() {
    for cause in Cause::ALL {
        use super::causes::{Handling, rule};
        if rule(cause).handling != Handling::Unsure {
            continue;
        }
        let name = cause.name();
        check(
            &format!("Mon 10:00 well\nMon 10:05 {name}\nMon 10:14 end"),
            &format!(
                "Mon 10:00 = well (well)
                 Mon 10:10 = attention (suspected)
                 Mon 10:13 . alarm: {name}
                 Mon 10:13 ! alarm: {name}
                 Mon 10:13 = alarm (failing)"
            ),
        );
    }
}

#[test]
fn reminders_come_after_four_hours_then_every_morning() {
    check(
        "Mon 10:00 pop_disabled
         Thu 08:00 end",
        "Mon 10:00 . alarm: pop_disabled
         Mon 10:00 ! alarm: pop_disabled
         Mon 10:00 = alarm (failing)
         Mon 14:00 . reminder 1
         Mon 14:00 ! reminder 1
         Tue 07:00 . reminder 2
         Tue 07:00 ! reminder 2
         Wed 07:00 . reminder 3
         Wed 07:00 ! reminder 3
         Thu 07:00 . reminder 4
         Thu 07:00 ! reminder 4",
    );
}

#[test]
fn an_evening_alarm_is_not_repeated_in_the_night() {
    check(
        "Mon 18:00 pop_disabled
         Tue 12:00 end",
        "Mon 18:00 . alarm: pop_disabled
         Mon 18:00 ! alarm: pop_disabled
         Mon 18:00 = alarm (failing)
         Tue 07:00 . reminder 1
         Tue 07:00 ! reminder 1",
    );
}

#[test]
fn in_the_night_the_tray_turns_red_and_the_notification_waits() {
    check(
        "Mon 22:00 well
         Mon 23:05 pop_disabled
         Tue 12:00 end",
        "Mon 22:00 = well (well)
         Mon 23:10 . alarm: pop_disabled
         Mon 23:10 = alarm (failing)
         Tue 07:00 ! alarm: pop_disabled
         Tue 11:00 . reminder 1
         Tue 11:00 ! reminder 1",
    );
}

#[test]
fn what_began_and_ended_in_one_night_is_not_announced() {
    check(
        "Mon 22:00 well
         Mon 23:05 pop_disabled
         Tue 02:05 well
         Tue 12:00 end",
        "Mon 22:00 = well (well)
         Mon 23:10 . alarm: pop_disabled
         Mon 23:10 = alarm (failing)
         Tue 02:10 . alarm ended after 180 min
         Tue 02:10 = well (well)",
    );
}

#[test]
fn the_end_of_an_announced_alarm_is_announced_in_the_morning() {
    check(
        "Mon 19:00 pop_disabled
         Tue 02:05 well
         Tue 03:05 tls_expired
         Tue 04:05 well
         Tue 12:00 end",
        "Mon 19:00 . alarm: pop_disabled
         Mon 19:00 ! alarm: pop_disabled
         Mon 19:00 = alarm (failing)
         Tue 02:10 . alarm ended after 430 min
         Tue 02:10 = well (well)
         Tue 03:10 . alarm: tls_expired
         Tue 03:10 = alarm (failing)
         Tue 04:10 . alarm ended after 60 min
         Tue 04:10 = well (well)
         Tue 07:00 ! alarm ended after 550 min",
    );
}

#[test]
fn remind_me_tomorrow() {
    check(
        "Mon 10:00 pop_disabled
         Mon 10:05 remind tomorrow
         Tue 12:00 end",
        "Mon 10:00 . alarm: pop_disabled
         Mon 10:00 ! alarm: pop_disabled
         Mon 10:00 = alarm (failing)
         Tue 07:00 . reminder 1
         Tue 07:00 ! reminder 1",
    );
}

#[test]
fn one_notification_for_one_situation() {
    check(
        "Mon 10:00 server_permanent
         Mon 10:15 connect_timeout
         Mon 10:25 connection_lost
         Mon 10:35 tls_expired
         Mon 10:45 connect_timeout
         Mon 10:55 tls_expired
         Mon 11:10 end",
        "Mon 10:00 . alarm: server_permanent
         Mon 10:00 ! alarm: server_permanent
         Mon 10:00 = alarm (failing)
         Mon 10:20 . alarm changed: server_permanent -> connect_timeout
         Mon 10:30 . alarm changed: connect_timeout -> connection_lost
         Mon 10:40 . alarm changed: connection_lost -> tls_expired
         Mon 10:40 ! alarm changed: server_permanent -> tls_expired
         Mon 10:50 . alarm changed: tls_expired -> connect_timeout
         Mon 11:00 . alarm changed: connect_timeout -> tls_expired",
    );
}

#[test]
fn our_own_line_is_no_outage_of_the_provider() {
    check(
        "Mon 10:00 well
         Mon 10:05 connect_timeout line down
         Mon 12:00 well
         Mon 13:00 end",
        "Mon 10:00 = well (well)
         Mon 10:10 . line lost
         Mon 10:10 = unknown (offline)
         Mon 12:01 . line back
         Mon 12:01 = well (well)",
    );
    check(
        "Mon 10:00 well
         Mon 10:05 no_network
         Mon 10:30 end",
        "Mon 10:00 = well (well)
         Mon 10:10 . line lost
         Mon 10:10 = unknown (offline)",
    );
}

#[test]
fn witnesses_that_a_network_blocks_hide_no_outage_of_the_provider() {
    check(
        "Mon 10:00 well witnesses silent
         Mon 10:35 connect_timeout line down
         Mon 11:00 end",
        "Mon 10:00 = well (well)
         Mon 10:40 = attention (suspected)
         Mon 10:43 . alarm: connect_timeout
         Mon 10:43 ! alarm: connect_timeout
         Mon 10:43 = alarm (failing)",
    );
}

#[test]
fn from_a_network_without_witnesses_into_a_train_and_home() {
    check(
        "Mon 10:00 well witnesses silent
         Mon 10:35 name_not_found line down
         Mon 10:35 network changes
         Mon 12:00 well witnesses answer
         Mon 12:00 network changes
         Mon 13:05 connect_timeout line down
         Mon 14:00 end",
        "Mon 10:00 = well (well)
         Mon 10:35 . line lost
         Mon 10:35 = unknown (offline)
         Mon 12:00 . line back
         Mon 12:00 = well (well)
         Mon 13:10 . line lost
         Mon 13:10 = unknown (offline)",
    );
}

#[test]
fn no_network_at_the_start_and_then_one_that_lets_nothing_through() {
    check(
        "Mon 10:00 name_not_found line down
         Mon 10:30 network changes
         Mon 10:31 connect_timeout line down
         Mon 12:00 end",
        "Mon 10:00 . line lost",
    );
}

#[test]
fn a_line_cut_between_the_check_and_the_question_is_still_our_own() {
    check(
        "Mon 10:00 well witnesses silent
         Mon 10:05 connect_timeout line down
         Mon 11:00 end",
        "Mon 10:00 = well (well)
         Mon 10:10 . line lost
         Mon 10:10 = unknown (offline)",
    );
}

#[test]
fn an_alarm_waits_while_the_line_is_down() {
    check(
        "Mon 10:00 pop_disabled
         Mon 10:15 connect_timeout line down
         Mon 16:00 pop_disabled
         Mon 17:00 well
         Mon 18:00 end",
        "Mon 10:00 . alarm: pop_disabled
         Mon 10:00 ! alarm: pop_disabled
         Mon 10:00 = alarm (failing)
         Mon 10:20 . line lost
         Mon 10:20 = unknown (offline)
         Mon 16:02 . line back
         Mon 16:02 . reminder 1
         Mon 16:02 ! reminder 1
         Mon 16:02 = alarm (failing)
         Mon 17:02 . alarm ended after 422 min
         Mon 17:02 ! alarm ended after 422 min
         Mon 17:02 = well (well)",
    );
}

#[test]
fn a_mailbox_in_use_is_no_failure_for_an_hour() {
    check(
        "Mon 10:00 well
         Mon 10:05 mailbox_in_use
         Mon 11:05 well
         Mon 12:05 mailbox_in_use
         Mon 13:25 well
         Mon 14:00 end",
        "Mon 10:00 = well (well)
         Mon 13:10 . held: mailbox_in_use
         Mon 13:10 ! held: mailbox_in_use
         Mon 13:10 = attention (held)
         Mon 13:30 . no longer held
         Mon 13:30 = well (well)",
    );
}

#[test]
fn a_password_is_tried_twice_and_then_never_again() {
    let script = "Mon 10:00 well
         Mon 10:05 password_refused
         Mon 10:12 ask
         Mon 10:30 ask
         Mon 15:00 sleep 1
         Mon 16:10 network changes
         Tue 10:00 end";
    check(
        script,
        "Mon 10:00 = well (well)
         Mon 10:10 = attention (suspected)
         asked: in 481 s
         Mon 10:20 . alarm: password_refused
         Mon 10:20 ! alarm: password_refused
         Mon 10:20 = alarm (password needed)
         asked: password needed
         Mon 14:20 . reminder 1
         Mon 14:20 ! reminder 1
         Tue 07:00 . reminder 2
         Tue 07:00 ! reminder 2",
    );
    assert_eq!(play(script).logins, 3, "one well and two refused");
}

#[test]
fn a_new_password_may_be_tried_at_once() {
    check(
        "Mon 10:00 password_refused
         Mon 10:30 new password
         Mon 10:50 well
         Mon 10:51 new password
         Mon 11:00 end",
        "Mon 10:00 = attention (suspected)
         Mon 10:10 . alarm: password_refused
         Mon 10:10 ! alarm: password_refused
         Mon 10:10 = alarm (password needed)
         Mon 10:51 . alarm ended after 51 min
         Mon 10:51 ! alarm ended after 51 min
         Mon 10:51 = well (well)",
    );
}

#[test]
fn the_second_try_of_a_password_may_be_taken() {
    check(
        "Mon 10:00 password_refused
         Mon 10:05 well
         Mon 10:30 end",
        "Mon 10:00 = attention (suspected)
         Mon 10:10 = well (well)",
    );
}

#[test]
fn a_pause_is_silent_and_ends_with_a_check() {
    check(
        "Mon 10:00 well
         Mon 10:05 pause 60
         Mon 10:06 pop_disabled
         Mon 12:00 end",
        "Mon 10:00 = well (well)
         Mon 10:05 . paused
         Mon 10:05 = unknown (paused)
         Mon 11:05 . resumed
         Mon 11:05 = well (well)
         Mon 11:05 . alarm: pop_disabled
         Mon 11:05 ! alarm: pop_disabled
         Mon 11:05 = alarm (failing)",
    );
}

#[test]
fn asking_for_a_check_ends_a_pause_and_keeps_the_distance() {
    check(
        "Mon 10:00 well
         Mon 10:05 pause 60
         Mon 10:06 ask
         Mon 10:07 ask
         Mon 10:08 end",
        "Mon 10:00 = well (well)
         Mon 10:05 . paused
         Mon 10:05 = unknown (paused)
         Mon 10:06 . resumed
         Mon 10:06 = well (well)
         asked: in 1 s",
    );
}

#[test]
fn an_announced_login_delay_is_kept() {
    let longer = play("Mon 10:00 well delay=900\nMon 11:00 end");
    assert_eq!(longer.logins, 4);
    let shorter = play(
        "Mon 10:00 well delay=1
         Mon 10:01 ask
         Mon 10:02 ask
         Mon 10:03 end",
    );
    assert_eq!(
        (shorter.logins, shorter.transcript.contains("asked")),
        (3, false)
    );
    let absurd = play("Mon 10:00 well delay=4294967295\nMon 17:00 end");
    assert_eq!(absurd.logins, 2, "at most six hours");
}

#[test]
fn a_locked_keychain_is_waited_for() {
    check(
        "Mon 09:00 keychain locked
         Mon 09:01 keychain open
         Mon 10:00 keychain locked
         Mon 10:30 keychain open
         Mon 11:00 end",
        "Mon 09:01 = well (well)
         Mon 10:00 = unknown (no secret)
         Mon 10:02 . no secret, locked: true
         Mon 10:02 ! no secret, locked: true
         Mon 10:02 = attention (no secret)
         Mon 10:30 . secret back
         Mon 10:30 = well (well)",
    );
}

#[test]
fn after_sleep_the_line_settles_before_a_check() {
    let mut world = play("Mon 10:00 well\nMon 10:05 connect_timeout\nMon 10:10:30 end");
    assert_eq!(world.level, Level::Attention);
    world.act("sleep 8");
    assert!(
        matches!(world.health.situation(), Situation::Well { .. }),
        "a suspicion from before proves nothing"
    );
    let wake = world.health.next_wake(&world.policy, world.now);
    assert_eq!(wake.kind, WakeKind::Check);
    assert_eq!(wake.at.duration_since(world.now).as_secs(), 20);
}

#[test]
fn network_changes_do_not_put_a_check_off_for_ever() {
    let mut world = play("Mon 10:00 connect_timeout line down\nMon 10:01 end");
    let began = world.now;
    for _ in 0..12 {
        world.act("network changes");
        let next = world.health.next_check().unwrap();
        assert!(next.duration_since(began) <= SignedDuration::from_secs(60));
        world.now += SignedDuration::from_secs(5);
    }
    // And they bring nothing forward where all is well.
    let mut world = play("Mon 10:00 well\nMon 10:01 end");
    let next = world.health.next_check();
    world.act("network changes");
    assert_eq!(world.health.next_check(), next);
}

#[test]
fn a_clock_that_jumps_does_not_stop_the_watch() {
    check(
        "Mon 10:00 well
         Mon 12:05 clock 8760
         2027-11-23 12:15 clock -8760
         Mon 12:20 pop_disabled
         Mon 13:00 end",
        "Mon 10:00 = well (well)
         Mon 12:25 . alarm: pop_disabled
         Mon 12:25 ! alarm: pop_disabled
         Mon 12:25 = alarm (failing)",
    );
    // Set back by a day in the middle of an alarm: the reminder keeps its distance, but for the
    // minutes since the watch last looked at the clock.
    check(
        "Tue 10:00 pop_disabled
         Tue 12:00 clock -24
         Mon 18:00 end",
        "Tue 10:00 . alarm: pop_disabled
         Tue 10:00 ! alarm: pop_disabled
         Tue 10:00 = alarm (failing)
         Mon 14:09 . reminder 1
         Mon 14:09 ! reminder 1",
    );
}

#[test]
fn the_nights_in_which_the_clocks_change() {
    for (friday, monday) in [("2026-03-28", "2026-03-30"), ("2026-10-24", "2026-10-26")] {
        let world = play(&format!("{friday} 10:00 pop_disabled\n{monday} 12:00 end"));
        let reminders: Vec<&str> = world
            .transcript
            .lines()
            .filter(|line| line.contains("! reminder"))
            .collect();
        assert_eq!(
            reminders,
            [
                "Sat 14:00 ! reminder 1",
                "Sun 07:00 ! reminder 2",
                "Mon 07:00 ! reminder 3"
            ]
        );
    }
}

#[test]
fn warnings_begin_once_and_end_once() {
    check_with(
        &Policy {
            mailbox_limit: Some(1_000),
            ..Policy::default()
        },
        "Mon 10:00 well octets=790
         Mon 10:15 well octets=800
         Mon 10:35 well octets=760
         Mon 10:45 well octets=801
         Mon 10:55 well octets=740
         Mon 11:15 connect_timeout line down
         Mon 12:00 end",
        "Mon 10:00 = well (well)
         Mon 10:20 . warning: nearly full 800/1000
         Mon 10:20 ! warning: nearly full 800/1000
         Mon 10:20 = attention (well)
         Mon 11:00 . warning ended: nearly full 801/1000
         Mon 11:00 = well (well)
         Mon 11:20 . line lost
         Mon 11:20 = unknown (offline)",
    );
    check(
        "Mon 22:00 well certificate=14d
         Tue 08:05 well certificate=90d
         Tue 09:00 end",
        "Mon 22:00 . warning: certificate
         Mon 22:00 = attention (well)
         Tue 07:00 ! warning: certificate
         Tue 08:10 . warning ended: certificate
         Tue 08:10 = well (well)",
    );
    check(
        "Mon 10:00 well plain=yes
         Mon 11:00 end",
        "Mon 10:00 . warning: clear text
         Mon 10:00 = well (well)",
    );
}

#[test]
fn messages_that_nobody_collects() {
    // Received on Saturday: two working days end on Wednesday at midnight.
    check(
        "Tue 10:00 well messages=3 oldest=2026-11-21_15:00
         Wed 08:05 well
         Wed 09:00 end",
        "Tue 10:00 = well (well)
         Wed 00:00 . warning: 3 not collected
         Wed 00:00 = attention (well)
         Wed 07:00 ! warning: 3 not collected
         Wed 08:10 . warning ended: 3 not collected
         Wed 08:10 = well (well)",
    );
    // A server that says no date: the first message's unique id stays the same since Monday.
    check(
        "Mon 10:00 well messages=2 uids=a,b
         Tue 10:00 well messages=2 uids=a,c
         Wed 11:00 well messages=1 uids=c
         Wed 12:00 end",
        "Mon 10:00 = well (well)
         Wed 10:00 . warning: 2 not collected
         Wed 10:00 ! warning: 2 not collected
         Wed 10:00 = attention (well)
         Wed 11:00 . warning ended: 2 not collected
         Wed 11:00 = well (well)",
    );
}

#[test]
fn a_check_that_cannot_tell_keeps_what_was_known() {
    for (before, level) in [("well", Level::Well), ("pop_disabled", Level::Alarm)] {
        for cause in ["mailbox_in_use", "login_delay"] {
            let world = play(&format!(
                "Mon 10:00 {before}\nMon 10:05 {cause}\nMon 10:55 end"
            ));
            assert_eq!(world.level, level, "{before}, {cause}");
        }
    }
}

#[test]
fn an_agent_killed_in_a_check_keeps_the_distance() {
    let policy = Policy::default();
    let now = moment("Mon 10:00");
    let mut health = Health::new(now);
    health.check_began(&policy, now);
    let json = serde_json::to_string(&health).unwrap();
    let mut again: Health = serde_json::from_str(&json).unwrap();
    let restarted = now + SignedDuration::from_secs(2);
    again.woke_up(&policy, restarted);
    assert_eq!(
        again.request_check(restarted),
        Err(CheckRefused::TooSoon { seconds: 58 })
    );
    assert_eq!(again.next_check(), Some(moment("Mon 10:01")));
}

#[test]
fn the_worst_mailbox_decides() {
    use Level::{Alarm, Attention, Unknown, Well};
    for (levels, worst) in [
        (&[][..], Unknown),
        (&[Well, Well], Well),
        (&[Well, Unknown], Unknown),
        (&[Attention, Unknown, Well], Attention),
        (&[Attention, Alarm, Well], Alarm),
    ] {
        assert_eq!(Level::worst(levels.iter().copied()), worst);
    }
}
