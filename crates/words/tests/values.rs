//! Every value that people are told of has its words in both languages, and every sentence of the
//! catalogue is used. `sentences.txt` beside this file shows all French ones as they are read;
//! `VIGIE_UPDATE=1` writes it anew.

#![allow(clippy::unwrap_used, reason = "test code")]

mod book;
mod common;
mod fiche;
mod relay;
mod relocation;
mod source_problems;
mod steering;
mod switch;
mod verdict;

use std::{
    collections::BTreeSet,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, tz::TimeZone};
use vigie_domain::{
    account::Address,
    book::{follow_up::Stage, matter::Matter, returns::Strength},
    cause::Cause,
    health::{Happening, Level, Situation, Warning},
    report::{Failure, Phase},
    server::{Security, Server},
    text::{Explanation, Text},
};
use vigie_protocol::Refusal;
use vigie_words::{
    Catalogue, Language, Mailbox, advice, cause, headline, headline::Watched, level, notice,
    notice::Notice, phase, refusal, situation, source, stage, toast, tray, warning,
};

/// The areas that the page alone shows; their use is looked for in its sources.
const PAGE_AREAS: [&str; 8] = [
    "window", "setup", "history", "settings", "help", "training", "lots", "move",
];

/// The area whose keys stand in the provider table.
const ADVICE: &str = "advice";

#[test]
fn every_value_has_its_words_in_both_languages() {
    for language in Language::ALL {
        let catalogue = paris(language);
        for (_, text) in told() {
            let said = catalogue.try_say(&text).unwrap();
            assert!(!said.trim().is_empty(), "{}", text.key);
            assert!(!said.contains('\n'), "{}: {said:?}", text.key);
        }
    }
}

#[test]
fn an_unknown_key_is_shown_as_itself() {
    let catalogue = paris(Language::French);
    for key in [
        "cause-nothing.title",
        "nothing",
        "",
        "cause-pop-disabled",
        "cause-pop-disabled.x",
    ] {
        assert!(catalogue.try_say(&Text::new(key)).is_err());
        assert_eq!(catalogue.say_key(key), format!("[{key}]"));
    }
}

#[test]
fn a_notification_stands_for_exactly_what_is_notified() {
    let (address, server) = (address(), server());
    let mailbox = mailbox(&address, &server);
    for happening in happenings() {
        let toast = toast::of(&happening, &mailbox);
        assert_eq!(toast.is_some(), happening.is_notified(), "{happening:?}");
        if let Some(toast) = toast {
            let catalogue = paris(Language::French);
            let title = catalogue.say(&toast.title);
            assert!(title.chars().count() <= 90, "{title}");
            let body: usize = toast
                .body
                .iter()
                .map(|text| catalogue.say(text).chars().count())
                .sum();
            assert!(body <= 340, "{title}: {body}");
        }
    }
}

#[test]
fn a_notification_of_the_book_is_short() {
    let (address, server) = (address(), server());
    let catalogue = paris(Language::French);
    for happening in book::happenings(now()) {
        let toast = toast::of_book(&happening, &mailbox(&address, &server));
        let title = catalogue.say(&toast.title);
        assert!(title.chars().count() <= 90, "{title}");
        let said = |text| catalogue.say(text).chars().count();
        let body: usize = toast.body.iter().map(said).sum();
        assert!(body <= 340, "{title}: {body}");
    }
}

#[test]
fn a_notification_of_relay_and_support_is_short() {
    let (address, server) = (address(), server());
    let mailbox = mailbox(&address, &server);
    let long = "é".repeat(2_000);
    let mut toasts: Vec<_> = relay::troubles(now())
        .iter()
        .map(|trouble| vigie_words::relay::toast(trouble, Some(&mailbox)))
        .collect();
    toasts.push(vigie_words::steering::toast(&steering::bulletin(
        now(),
        &long,
        &long,
    )));
    let catalogue = paris(Language::French);
    for toast in toasts {
        let title = catalogue.say(&toast.title);
        assert!(title.chars().count() <= 90, "{title}");
        let said = |text| catalogue.say(text).chars().count();
        let body: usize = toast.body.iter().map(said).sum();
        assert!(body <= 340, "{title}: {body}");
    }
}

#[test]
fn hostile_words_stay_on_their_line() {
    let (address, server) = (address(), server());
    let mailbox = mailbox(&address, &server);
    let failure = Failure {
        detail: Some(format!("a\r\nb\u{1b}[31m\u{202e}{}", "x".repeat(10_000))),
        ..failure(Cause::ServerRefuses, false)
    };
    let explanation = cause::explain(&failure, &mailbox);
    let said = paris(Language::French).say(&explanation.meaning.unwrap());
    assert!(said.chars().count() < 500, "{said}");
    assert!(!said.chars().any(|c| c.is_control() || c == '\u{202e}'));
}

#[test]
fn every_sentence_is_used() {
    let mut used: BTreeSet<String> = told().into_iter().map(|(_, text)| text.key).collect();
    used.extend(FORMAT.map(str::to_owned));
    let written = Written::of(&sources());
    let mut unused = Vec::new();
    for (area, path) in common::files("fr") {
        for key in common::sentences(&path).into_keys() {
            let told_here = area != ADVICE && !PAGE_AREAS.contains(&area.as_str());
            let in_programme = told_here && used.contains(&key);
            if !in_programme && !written.has(&key) {
                unused.push(key);
            }
        }
    }
    assert!(unused.is_empty(), "said by nobody: {unused:#?}");
}

#[test]
fn every_key_in_the_programmes_has_its_sentence() {
    let mut known = BTreeSet::new();
    let files = common::files("fr");
    for path in files.values() {
        known.extend(common::sentences(path).into_keys());
    }
    let mut missing = BTreeSet::new();
    for source in sources() {
        for call in ["Text::new(\"", "say_key(\"", "text(\""] {
            for (at, _) in source.match_indices(call) {
                let rest = &source[at + call.len()..];
                let key = rest.split('"').next().unwrap_or_default();
                let area = key.split('-').next().unwrap_or_default();
                let is_key = key.contains('-') && files.contains_key(area);
                if is_key && !known.contains(key) && !key.contains("nothing") {
                    missing.insert(key.to_owned());
                }
            }
        }
    }
    // Keys that a room hands on as text.
    let handed_on = |key: &&String| {
        let is_key = key.starts_with("advice-") || key.starts_with("cli-");
        let is_id = |known: &String| known.starts_with(&format!("{key}."));
        is_key && !known.contains(*key) && !known.iter().any(is_id)
    };
    let written = Written::of(&sources());
    missing.extend(written.whole.iter().filter(handed_on).cloned());
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn the_french_sentences_are_on_paper() {
    let catalogue = paris(Language::French);
    let mut paper = String::from(
        "Every French sentence that tells a value, as it is read (practice in Paris, provider “Orange”).\n",
    );
    let mut heading = String::new();
    for (of, text) in told() {
        if of != heading {
            let _ = write!(paper, "\n{of}\n");
            heading = of;
        }
        let said = catalogue.say(&text);
        // What a cause says with its particulars is shown where it differs from what it says without.
        if !heading.ends_with("(detail: true)") || !paper.contains(&said) {
            let _ = writeln!(paper, "    {said}");
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sentences.txt");
    if std::env::var_os("VIGIE_UPDATE").is_some() {
        fs::write(&path, &paper).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert!(
        kept == paper,
        "sentences changed: read them, then VIGIE_UPDATE=1 cargo test -p vigie-words"
    );
}

/// The messages that the formatting of arguments uses.
const FORMAT: [&str; 12] = [
    "format-moment",
    "format-date",
    "format-time",
    "format-seconds",
    "format-minutes",
    "format-hours",
    "format-hours-minutes",
    "format-days",
    "format-octets",
    "format-kilo",
    "format-mega",
    "format-giga",
];

fn tell_of_starts_and_former_mailboxes(told: &mut Told, mailbox: &Mailbox<'_>) {
    for (of, toast) in [
        ("newer record", vigie_words::start::newer_record()),
        ("start failed", vigie_words::start::failed("disk full")),
    ] {
        told.texts(of, [toast.title]);
        told.texts(of, toast.body);
    }
    for (of, cause) in [
        ("former failing", Cause::PopDisabled),
        ("former shut out", Cause::PasswordRefused),
    ] {
        let words = vigie_words::switch::former_failing(&failure(cause, true), mailbox);
        told.explanation(of, words);
    }
}

/// Every text that a value is told by, under the value's name.
fn told() -> Vec<(String, Text)> {
    let (address, server) = (address(), server());
    let mailbox = mailbox(&address, &server);
    let mut told = Told::default();
    for cause in Cause::ALL {
        for detailed in [false, true] {
            let name = format!("cause {} (detail: {detailed})", cause.name());
            told.explanation(name, cause::explain(&failure(cause, detailed), &mailbox));
        }
    }
    for situation in situations() {
        let name = format!("situation {}", tag(&situation));
        told.explanation(name.clone(), situation::explain(&situation, &mailbox));
        told.texts(name, situation::since(&situation));
    }
    told.texts(
        "checks",
        [situation::last_check(now()), situation::next_check(now())],
    );
    for warning in warnings() {
        let name = format!("warning {}", tag(&warning));
        told.explanation(name, warning::explain(&warning, &mailbox));
    }
    for happening in happenings() {
        if let Some(toast) = toast::of(&happening, &mailbox) {
            let name = format!("toast {}", tag(&happening));
            told.texts(name.clone(), [toast.title]);
            told.texts(name, toast.body);
        }
    }
    told.texts("toast buttons", [toast::see(), toast::remind_tomorrow()]);
    for notice in notices() {
        told.explanation(format!("notice {notice:?}"), notice::explain(&notice));
    }
    for refusal in refusals() {
        told.explanation(
            format!("refusal {}", tag(&refusal)),
            refusal::explain(&refusal),
        );
    }
    let advice = common::sentences(&common::files("fr")["advice"]);
    told.texts(
        "advice",
        advice.keys().map(|key| advice::text(key, "Orange")),
    );
    told.texts("tray", tray::Entry::ALL.map(tray::Entry::text));
    told.texts("tray title", [tray::title("Alarme")]);
    told.texts("levels", LEVELS.map(level::text));
    told.texts("stages", stages().iter().map(stage::name));
    told.texts("phases", PHASES.map(phase::text));
    for problem in source_problems::all() {
        let name = format!("source {}", tag(&problem));
        told.texts(name, [source::problem(&problem)]);
    }
    told.texts("headlines", headlines(&mailbox));
    let of_verdict = verdict::told(&address, now());
    for (of, explanation) in of_verdict.explanations {
        told.explanation(of, explanation);
    }
    for (of, text) in of_verdict.texts {
        told.texts(of, [text]);
    }
    for (of, text) in relocation::told(&address, now()) {
        told.texts(of, [text]);
    }
    let of_fiche = fiche::told(&mailbox, now());
    for (of, explanation) in of_fiche.explanations {
        told.explanation(of, explanation);
    }
    for (of, text) in of_fiche.texts {
        told.texts(of, [text]);
    }
    let of_switch = switch::told(&address, now());
    for (of, explanation) in of_switch.explanations {
        told.explanation(of, explanation);
    }
    told.0.extend(of_switch.texts);
    for happening in happenings() {
        if let Some(toast) = toast::of_former(&happening, &mailbox) {
            let name = format!("former toast {}", tag(&happening));
            told.texts(name.clone(), [toast.title]);
            told.texts(name, toast.body);
        }
    }
    tell_of_starts_and_former_mailboxes(&mut told, &mailbox);
    let of_book = book::told(&mailbox, now());
    for (of, explanation) in of_book.explanations {
        told.explanation(of, explanation);
    }
    told.0.extend(of_book.texts);
    let of_relay = relay::told(&mailbox, now());
    for (of, explanation) in of_relay.explanations {
        told.explanation(of, explanation);
    }
    told.0.extend(of_relay.texts);
    told.0.extend(steering::told(now()));
    told.0
}

#[derive(Default)]
struct Told(Vec<(String, Text)>);

impl Told {
    fn texts(&mut self, of: impl Into<String>, texts: impl IntoIterator<Item = Text>) {
        let of = of.into();
        self.0
            .extend(texts.into_iter().map(|text| (of.clone(), text)));
    }

    fn explanation(&mut self, of: impl Into<String>, explanation: Explanation) {
        let Explanation {
            title,
            meaning,
            action,
            detail,
        } = explanation;
        let rest = [meaning, action, detail].into_iter().flatten();
        self.texts(of, [title].into_iter().chain(rest));
    }
}

fn headlines(mailbox: &Mailbox<'_>) -> Vec<Text> {
    let situations = situations();
    let lasting = [Warning::ClearText, warnings().remove(1)];
    let watched = |level, situation| Watched {
        mailbox: *mailbox,
        level,
        situation,
        warnings: &[],
        matters: &[],
    };
    let well = watched(Level::Well, &situations[1]);
    let mut all = vec![
        headline::of(&[]),
        headline::of(&[well]),
        headline::of(&[Watched {
            level: Level::Attention,
            warnings: &lasting,
            ..well
        }]),
        headline::of(&[watched(Level::Alarm, &situations[3])]),
        headline::of(&[well, well, well]),
    ];
    for level in [Level::Unknown, Level::Attention, Level::Alarm] {
        let other = watched(level, &situations[3]);
        all.push(headline::of(&[well, other]));
        all.push(headline::of(&[well, other, other]));
    }
    let matter = [Matter::SilentReturns { since: now() }];
    let silent = Watched {
        level: Level::Alarm,
        matters: &matter,
        ..well
    };
    let of_book = [
        headline::of(&[silent]),
        headline::of(&[well, silent]),
        headline::of(&[silent, silent]),
        headline::of(&[silent, watched(Level::Alarm, &situations[3])]),
    ];
    let keys = of_book.each_ref().map(|text| text.key.as_str());
    assert_eq!(
        keys,
        [
            "book-silent-returns.title",
            "headline-book",
            "headline-book",
            "headline-alarm"
        ]
    );
    all.extend(of_book);
    assert_eq!(all[2], warning::title(&lasting[1], mailbox));
    assert!(all[3].key.starts_with("cause-"));
    all
}

const LEVELS: [Level; 4] = [Level::Well, Level::Unknown, Level::Attention, Level::Alarm];

const PHASES: [Phase; 10] = [
    Phase::Dns,
    Phase::Connect,
    Phase::Tls,
    Phase::Greeting,
    Phase::Capabilities,
    Phase::Login,
    Phase::Stat,
    Phase::List,
    Phase::Headers,
    Phase::Quit,
];

/// One of each kind, in the enum's order. A new kind makes `is_listed` fail to compile.
fn situations() -> Vec<Situation> {
    fn is_listed(situation: &Situation) {
        match situation {
            Situation::NotCheckedYet
            | Situation::Well { .. }
            | Situation::Suspected { .. }
            | Situation::Failing { .. }
            | Situation::PasswordNeeded { .. }
            | Situation::Offline { .. }
            | Situation::Held { .. }
            | Situation::Paused { .. }
            | Situation::SecretUnavailable { .. } => {}
        }
    }
    let since = now();
    let all = vec![
        Situation::NotCheckedYet,
        Situation::Well { since },
        Situation::Suspected {
            since,
            failure: failure(Cause::ConnectTimeout, false),
        },
        Situation::Failing {
            since,
            failure: failure(Cause::PopDisabled, true),
        },
        Situation::PasswordNeeded {
            since,
            failure: failure(Cause::PasswordRefused, true),
        },
        Situation::PasswordNeeded {
            since,
            failure: failure(Cause::WebLoginRequired, true),
        },
        Situation::Offline { since },
        Situation::Held {
            since,
            cause: Cause::MailboxInUse,
        },
        Situation::Held {
            since,
            cause: Cause::LoginDelay,
        },
        Situation::Paused { until: since },
        Situation::SecretUnavailable {
            since,
            locked: true,
        },
        Situation::SecretUnavailable {
            since,
            locked: false,
        },
    ];
    all.iter().for_each(is_listed);
    all
}

fn warnings() -> Vec<Warning> {
    fn is_listed(warning: &Warning) {
        match warning {
            Warning::CertificateEnding { .. }
            | Warning::NearlyFull { .. }
            | Warning::NotCollected { .. }
            | Warning::ClearText => {}
        }
    }
    let since = now();
    let all = vec![
        Warning::CertificateEnding { at: since },
        Warning::NearlyFull {
            octets: 9_200_000,
            limit: 10_000_000,
        },
        Warning::NotCollected { messages: 1, since },
        Warning::NotCollected {
            messages: 12,
            since,
        },
        Warning::ClearText,
    ];
    all.iter().for_each(is_listed);
    all
}

fn happenings() -> Vec<Happening> {
    fn is_listed(happening: &Happening) {
        match happening {
            Happening::AlarmBegan { .. }
            | Happening::AlarmChanged { .. }
            | Happening::AlarmReminder { .. }
            | Happening::AlarmEnded { .. }
            | Happening::WarningBegan { .. }
            | Happening::WarningEnded { .. }
            | Happening::LineLost { .. }
            | Happening::LineBack { .. }
            | Happening::HeldBegan { .. }
            | Happening::HeldEnded { .. }
            | Happening::SecretMissing { .. }
            | Happening::SecretBack { .. }
            | Happening::Paused { .. }
            | Happening::Resumed => {}
        }
    }
    let began = now();
    let later = began + jiff::SignedDuration::from_mins(185);
    let mut all = vec![
        Happening::AlarmChanged {
            began,
            before: Cause::ConnectTimeout,
            failure: failure(Cause::PopDisabled, false),
        },
        Happening::AlarmReminder {
            began,
            failure: failure(Cause::PopDisabled, false),
            number: 1,
        },
        Happening::AlarmEnded {
            began,
            ended: later,
            cause: Cause::PopDisabled,
        },
        Happening::LineLost { since: began },
        Happening::LineBack {
            since: began,
            until: later,
        },
        Happening::HeldBegan {
            since: began,
            cause: Cause::MailboxInUse,
        },
        Happening::HeldBegan {
            since: began,
            cause: Cause::LoginDelay,
        },
        Happening::HeldEnded {
            since: began,
            until: later,
        },
        Happening::SecretMissing {
            since: began,
            locked: true,
        },
        Happening::SecretMissing {
            since: began,
            locked: false,
        },
        Happening::SecretBack { since: began },
        Happening::Paused { until: later },
        Happening::Resumed,
    ];
    for cause in Cause::ALL {
        let failure = failure(cause, true);
        all.push(Happening::AlarmBegan { began, failure });
    }
    for warning in warnings() {
        all.push(Happening::WarningBegan {
            warning: warning.clone(),
        });
        all.push(Happening::WarningEnded { warning });
    }
    all.iter().for_each(is_listed);
    all
}

fn notices() -> Vec<Notice> {
    fn is_listed(notice: &Notice) {
        match notice {
            Notice::RecordSetAside { .. }
            | Notice::RecordCarriedOver { .. }
            | Notice::RecordTailLost { .. }
            | Notice::DiskFull
            | Notice::RecordReadOnly
            | Notice::RecordDamaged
            | Notice::RecordFailing
            | Notice::RecordIncomplete
            | Notice::KeychainLocked
            | Notice::KeychainAbsent
            | Notice::NoTray
            | Notice::NoNotifications
            | Notice::NoAutostart
            | Notice::TransitionOver { .. } => {}
        }
    }
    let all = vec![
        Notice::RecordSetAside {
            file: "journal-2026-04-27.abime".to_owned(),
        },
        Notice::RecordCarriedOver {
            file: "journal-2026-04-27.abime".to_owned(),
            mailboxes: 1,
            switch_lost: false,
        },
        Notice::RecordCarriedOver {
            file: "journal-2026-04-27.abime".to_owned(),
            mailboxes: 2,
            switch_lost: true,
        },
        Notice::RecordTailLost {
            file: "journal-2026-04-27.abime".to_owned(),
        },
        Notice::DiskFull,
        Notice::RecordReadOnly,
        Notice::RecordDamaged,
        Notice::RecordFailing,
        Notice::RecordIncomplete,
        Notice::KeychainLocked,
        Notice::KeychainAbsent,
        Notice::NoTray,
        Notice::NoNotifications,
        Notice::NoAutostart,
        transition_over(0),
        transition_over(1),
        transition_over(12),
    ];
    all.iter().for_each(is_listed);
    all
}

fn transition_over(returns: u64) -> Notice {
    Notice::TransitionOver {
        former: "ancienne@exemple.example".to_owned(),
        successor: "neuve@exemple.example".to_owned(),
        since: now(),
        returns,
    }
}

fn stages() -> Vec<Stage> {
    let (at, reason) = (now(), "vu sur Ameli Pro".to_owned());
    let mut all = vec![
        Stage::Awaiting,
        Stage::Late { since: at },
        Stage::Unanswered { since: at },
        Stage::Manual { since: at },
        Stage::Settled { at, reason },
    ];
    for strength in [Strength::Proven, Strength::Probable] {
        all.push(Stage::Acknowledged { at, strength });
        all.push(Stage::Refused { at, strength });
        all.push(Stage::NotDelivered { at, strength });
    }
    all
}

fn refusals() -> Vec<Refusal> {
    fn is_listed(refusal: &Refusal) {
        match refusal {
            Refusal::ForeignVersion { .. }
            | Refusal::HelloExpected
            | Refusal::Malformed { .. }
            | Refusal::TooLong
            | Refusal::TooManyFaces
            | Refusal::OutOfRange { .. }
            | Refusal::UnknownMailbox
            | Refusal::UnknownEntry
            | Refusal::AlreadyWatched
            | Refusal::HostNotApproved { .. }
            | Refusal::ClearTextRefused
            | Refusal::SecretUnavailable { .. }
            | Refusal::TooSoon { .. }
            | Refusal::PasswordNeeded
            | Refusal::RecordUnavailable
            | Refusal::UnderWay
            | Refusal::NothingUnderWay
            | Refusal::VerdictForbids
            | Refusal::ConsentNeeded
            | Refusal::RelayInUse
            | Refusal::RelayOff
            | Refusal::NotAnEnrolment { .. }
            | Refusal::Managed { .. }
            | Refusal::NotPossible => {}
        }
    }
    let mut all = vec![
        Refusal::ForeignVersion { agent: 1, face: 2 },
        Refusal::HelloExpected,
        Refusal::Malformed {
            what: "expected value".to_owned(),
            column: 1,
        },
        Refusal::TooLong,
        Refusal::TooManyFaces,
        Refusal::UnknownMailbox,
        Refusal::UnknownEntry,
        Refusal::AlreadyWatched,
        Refusal::HostNotApproved {
            host: "pop.ailleurs.example".to_owned(),
        },
        Refusal::ClearTextRefused,
        Refusal::SecretUnavailable { locked: true },
        Refusal::SecretUnavailable { locked: false },
        Refusal::TooSoon { seconds: 45 },
        Refusal::PasswordNeeded,
        Refusal::RecordUnavailable,
        Refusal::UnderWay,
        Refusal::NothingUnderWay,
        Refusal::VerdictForbids,
        Refusal::ConsentNeeded,
        Refusal::RelayInUse,
        Refusal::RelayOff,
        Refusal::NotAnEnrolment {
            what: "no root".to_owned(),
        },
        Refusal::Managed {
            field: "interval_minutes".to_owned(),
        },
        Refusal::NotPossible,
    ];
    for field in [
        "interval_minutes",
        "session_cap_s",
        "quiet_from",
        "quiet_until",
        "minutes",
        "points",
        "server.host",
        "server.port",
        "login",
        "password",
        "search",
        "reason",
        "sent",
        "date",
        "path",
        "ini",
    ] {
        all.push(Refusal::OutOfRange {
            field: field.to_owned(),
        });
    }
    all.iter().for_each(is_listed);
    all
}

fn failure(cause: Cause, detailed: bool) -> Failure {
    let detail = match cause {
        Cause::TlsIntercepted => "Avast Web/Mail Shield",
        Cause::TlsUntrusted => "CN=Autorité du réseau, O=Exemple",
        _ => "[SYS/TEMP] come back later",
    };
    Failure {
        cause,
        phase: Phase::Login,
        detail: detailed.then(|| detail.to_owned()),
        retry_after_s: detailed.then_some(900),
    }
}

fn now() -> Timestamp {
    "2026-04-27T07:14:00Z".parse().unwrap()
}

fn address() -> Address {
    "cabinet@orange.example".parse().unwrap()
}

fn server() -> Server {
    Server {
        host: "pop.orange.example".to_owned(),
        port: 995,
        security: Security::Tls,
    }
}

fn mailbox<'a>(address: &'a Address, server: &'a Server) -> Mailbox<'a> {
    Mailbox {
        address,
        server,
        provider: Some("Orange"),
    }
}

fn paris(language: Language) -> Catalogue {
    Catalogue::new(language, TimeZone::get("Europe/Paris").unwrap())
}

/// A value's variant, by its debug form.
fn tag(value: &impl std::fmt::Debug) -> String {
    let debug = format!("{value:?}");
    let end = debug.find([' ', '{', '(']).unwrap_or(debug.len());
    debug[..end].to_owned()
}

/// The keys that sources name: whole, or by a beginning that a placeholder follows
/// (`` `setup-source-${…}` `` in the page).
#[derive(Default)]
struct Written {
    whole: BTreeSet<String>,
    beginnings: BTreeSet<String>,
}

impl Written {
    fn of(sources: &[String]) -> Self {
        let mut written = Self::default();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c);
        for piece in sources.iter().flat_map(|s| s.split(['"', '\'', '`'])) {
            let end = piece.find(|c| !fits(c)).unwrap_or(piece.len());
            let (start, rest) = piece.split_at(end);
            if !start.contains('-') {
                continue;
            }
            if rest.is_empty() {
                written.whole.insert(start.to_owned());
            } else if rest.starts_with(['{', '$']) {
                written.beginnings.insert(start.to_owned());
            }
        }
        written
    }

    fn has(&self, key: &str) -> bool {
        let id = key.split('.').next().unwrap_or(key);
        let begun = |start: &String| start.len() > 3 && id.starts_with(start.as_str());
        self.whole.contains(key) || self.whole.contains(id) || self.beginnings.iter().any(begun)
    }
}

/// The sources of every programme and of the page, this crate's own left out.
fn sources() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders: Vec<PathBuf> = vec![root.join("src-tauri/src"), root.join("ui/src")];
    for room in fs::read_dir(root.join("crates")).unwrap() {
        let folder = room.unwrap().path();
        if !folder.ends_with("words") {
            folders.push(folder.join("src"));
        }
    }
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            let extension = path.extension().and_then(|ext| ext.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if matches!(extension, Some("rs" | "ts" | "svelte" | "html" | "js")) {
                sources.push(fs::read_to_string(&path).unwrap());
            }
        }
    }
    sources
}
