//! The agent on a desktop, watching real servers: what the tray, the notifications and the terminal
//! say when something breaks, and when nothing does.

use std::time::Duration;

use vigie_domain::{
    cause::Cause,
    health::{Level, Situation},
};
use vigie_protocol::{MailboxStatus, Request};
use vigie_tests::{
    agent::{self, Agent},
    delay::DelayProxy,
    desktop::{Desktop, Keyring, Toast},
    mail::{Mail, Options},
    netns::Line,
    scripted::Names,
    wait,
};

/// For what takes seconds by the rules, on a machine that is busy.
const SOON: Duration = Duration::from_mins(1);

fn options(mail: &Mail) -> agent::Options {
    agent::Options {
        ca_file: Some(mail.ca_file().to_owned()),
        hurried: true,
        ..agent::Options::default()
    }
}

fn is_well(mailbox: &MailboxStatus) -> bool {
    mailbox.level == Level::Well && matches!(mailbox.situation, Situation::Well { .. })
}

fn alarm_of(mailbox: &MailboxStatus) -> Option<Cause> {
    match &mailbox.situation {
        Situation::Failing { failure, .. } | Situation::PasswordNeeded { failure, .. } => {
            (mailbox.level == Level::Alarm).then_some(failure.cause)
        }
        _ => None,
    }
}

fn is_end_of_alarm(toast: &Toast) -> bool {
    toast.title.contains("Rétabli")
}

#[test]
fn an_outage_turns_the_tray_red_and_is_told_in_french_and_so_is_its_end() {
    let desktop = Desktop::start();
    let mut mail = Mail::start();
    let agent = Agent::start(Some(&desktop), options(&mail));
    let nothing_set_up = tray(&desktop);
    agent.add(&mail, "cabinet");
    agent.until("the first good check", SOON, is_well);
    let well = wait::until_fits(
        "the tray to show that all is well",
        SOON,
        || tray(&desktop),
        |item| item.headline.contains("Tout va bien"),
    );
    assert_eq!(well.status, "Active");
    assert_ne!(well.pixels, nothing_set_up.pixels);
    let labels: Vec<&str> = well.menu.iter().map(|entry| entry.label.as_str()).collect();
    for label in [
        "Ouvrir Vigie",
        "Vérifier maintenant",
        "Suspendre une heure",
        "Quitter",
    ] {
        assert!(labels.contains(&label), "{label} is not in {labels:?}");
    }
    assert_eq!(desktop.notifications().all(), [], "silence means fine");

    mail.stop_pop();
    let toast = desktop
        .notifications()
        .until("the alarm's notification", 0, SOON, |toast| {
            toast.urgency == 2
        });
    assert!(
        toast
            .title
            .contains("messagerie de votre fournisseur est arrêté"),
        "{toast:?}"
    );
    assert!(toast.body.contains("cabinet@example.test"), "{toast:?}");
    let actions: Vec<&str> = toast
        .actions
        .iter()
        .map(|(_, label)| label.as_str())
        .collect();
    assert!(
        actions.contains(&"Voir") && actions.contains(&"Me le rappeler demain"),
        "{toast:?}"
    );
    let red = tray(&desktop);
    assert_eq!(red.status, "NeedsAttention", "{red:?}");
    assert_ne!(red.pixels, well.pixels);
    assert!(!red.headline.contains("Tout va bien"), "{red:?}");
    assert_eq!(alarm_of(&agent.mailbox()), Some(Cause::ConnectionRefused));
    desktop.picture("alarm-desktop");
    let status = agent.vigie(&["status"], "");
    assert_eq!(status.status, 1, "{status:?}");
    assert!(status.stdout.contains("cabinet@example.test"), "{status:?}");

    mail.start_pop();
    desktop
        .notifications()
        .until("the notification of the end", 1, SOON, is_end_of_alarm);
    let green = wait::until_fits(
        "a green tray",
        SOON,
        || tray(&desktop),
        |item| item.status == "Active",
    );
    assert_eq!(green.pixels, well.pixels);
    assert_eq!(agent.vigie(&["status"], "").status, 0);
    let history = agent.vigie(&["history", "--json"], "");
    assert_eq!(history.status, 0, "{history:?}");
    assert!(!history.stdout.contains("cabinet-pw"));
}

fn tray(desktop: &Desktop) -> vigie_tests::tray_host::TrayItem {
    wait::until("an icon in the tray", SOON, || desktop.tray().item())
}

#[test]
fn causes_that_are_certain_raise_the_alarm_at_once_and_a_refused_password_is_tried_twice() {
    let mut mail = Mail::with(&["cabinet", "autre"], Options::default());
    let agent = Agent::start(
        None,
        agent::Options {
            passphrase: Some("phrase d'essai".to_owned()),
            ..options(&mail)
        },
    );
    agent.add(&mail, "cabinet");
    agent.add(&mail, "autre");
    wait::until_true("both mailboxes well", SOON, || {
        agent.status().mailboxes.iter().all(is_well)
    });
    assert_eq!(agent.status().level, Level::Well);

    mail.set_pop_off("cabinet", true);
    mail.set_password("autre", "un autre");
    wait::until_true("both alarms", SOON, || {
        let causes: Vec<_> = agent.status().mailboxes.iter().map(alarm_of).collect();
        causes == [Some(Cause::PopDisabled), Some(Cause::PasswordRefused)]
    });
    assert_eq!(agent.status().level, Level::Alarm, "the worst one decides");
    let refusals = |mail: &Mail| {
        mail.log()
            .lines()
            .filter(|line| line.contains("passwd-file(autre@") && line.contains("mismatch"))
            .count()
    };
    wait::until_true("the second try", SOON, || refusals(&mail) == 2);
    wait::until_true("that nothing more is tried", SOON, || {
        matches!(
            agent.status().mailboxes[1].situation,
            Situation::PasswordNeeded { .. }
        )
    });
    let others = mail.logins();
    mail.set_pop_off("cabinet", false);
    wait::until_true("the other mailbox's further checks", SOON, || {
        mail.logins() >= others + 4
    });
    assert_eq!(
        refusals(&mail),
        2,
        "a refused password is tried twice, never again"
    );

    let account = agent.status().mailboxes[1].account.id;
    let password = vigie_protocol::Password("un autre".to_owned().into());
    agent
        .ask(Request::ChangePassword { account, password })
        .unwrap();
    wait::until_true("both mailboxes well again", SOON, || {
        agent.status().mailboxes.iter().all(is_well)
    });
    for file in std::fs::read_dir(agent.data_dir()).unwrap() {
        let octets = std::fs::read(file.unwrap().path()).unwrap_or_default();
        for secret in ["cabinet-pw", "un autre", "phrase d'essai"] {
            let found = octets
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "« {secret} » stands on disk");
        }
    }
}

#[test]
fn the_practices_own_line_cut_is_no_alarm() {
    let desktop = Desktop::start();
    let line = Line::new();
    let _names = Names::start(
        &line.internet,
        Line::DNS,
        &[
            ("pop.example.test", Line::SERVER),
            ("temoin.example", Line::WITNESS),
        ],
    );
    let witness = line
        .internet
        .enter(|| std::net::TcpListener::bind((Line::WITNESS, 443)).unwrap());
    std::thread::spawn(move || while witness.accept().is_ok() {});
    let mail = Mail::with(
        &["cabinet"],
        Options {
            inside: Some((&line.internet, Line::SERVER)),
            ..Options::default()
        },
    );
    let agent = Agent::start(
        Some(&desktop),
        agent::Options {
            inside: Some(line.practice.name().to_owned()),
            ..options(&mail)
        },
    );
    let Ok(vigie_protocol::Answer::Settings { mut settings }) = agent.ask(Request::Settings) else {
        panic!("no settings");
    };
    settings.witnesses = vec!["temoin.example:443".to_owned()];
    agent.ask(Request::ChangeSettings { settings }).unwrap();
    agent
        .try_add_at(&mail, "cabinet", "pop.example.test")
        .unwrap();
    agent.until("the first good check", SOON, is_well);

    line.cut();
    let offline = agent.until("that the line is seen to be down", SOON, |mailbox| {
        matches!(mailbox.situation, Situation::Offline { .. })
    });
    assert_eq!(offline.level, Level::Unknown);
    // Long enough for several checks by the hurried rules.
    wait::never("an alarm", Duration::from_secs(12), || {
        agent.status().level == Level::Alarm || !desktop.notifications().all().is_empty()
    });
    line.restore();
    agent.until("that all is well again", SOON, is_well);
    assert_eq!(desktop.notifications().all(), []);
}

#[test]
fn another_program_that_holds_the_mailbox_is_no_alarm() {
    let mail = Mail::with(
        &["cabinet"],
        Options {
            lock_sessions: true,
            ..Options::default()
        },
    );
    let agent = Agent::start(
        None,
        agent::Options {
            passphrase: Some("phrase".to_owned()),
            ..options(&mail)
        },
    );
    agent.add(&mail, "cabinet");
    agent.until("the first good check", SOON, is_well);
    let holder = crate::check::hold(&mail);
    let held = agent.until("a check that meets the lock", SOON, |mailbox| {
        mailbox
            .report
            .as_ref()
            .is_some_and(|report| report.cause() == Some(Cause::MailboxInUse))
    });
    assert_ne!(held.level, Level::Alarm);
    let checked = held.last_check;
    let later = agent.until("the next check", SOON, |mailbox| {
        mailbox.last_check > checked
    });
    assert_ne!(later.level, Level::Alarm, "{later:?}");
    drop(holder);
    agent.until("that all is well again", SOON, is_well);
}

#[test]
fn a_keychain_locked_at_start_is_waited_for() {
    let mut desktop = Desktop::start();
    let mail = Mail::start();
    let data = tempfile::tempdir().unwrap();
    let start = |desktop: &Desktop| Agent::start_in(Some(desktop), options(&mail), data.path());
    let mut agent = start(&desktop);
    agent.add(&mail, "cabinet");
    agent.until("the first good check", SOON, is_well);
    agent.stop();
    drop(agent);

    desktop.stop_keyring();
    desktop.start_keyring();
    let mut agent = start(&desktop);
    let locked = agent.until("that the keychain is seen to be locked", SOON, |mailbox| {
        matches!(
            mailbox.situation,
            Situation::SecretUnavailable { locked: true, .. }
        )
    });
    assert_ne!(locked.level, Level::Alarm);
    desktop.unlock_keyring();
    agent.until("that the watch goes on", SOON, is_well);
    agent.stop();
    drop(agent);

    desktop.stop_keyring();
    let agent = start(&desktop);
    agent.until("that the keychain is seen to be absent", SOON, |mailbox| {
        matches!(
            mailbox.situation,
            Situation::SecretUnavailable { locked: false, .. }
        )
    });
    desktop.start_keyring();
    desktop.unlock_keyring();
    agent.until("that the watch goes on", SOON, is_well);
}

#[test]
fn a_desktop_without_a_keyring_gets_no_clear_text_file() {
    let desktop = Desktop::with(Keyring::Absent);
    let mail = Mail::start();
    let agent = Agent::start(Some(&desktop), options(&mail));
    let refused = agent.try_add(&mail, "cabinet").unwrap_err();
    assert!(refused.contains("keychain"), "{refused}");
    assert_eq!(agent.status().mailboxes.len(), 0);
}

#[test]
fn killed_and_started_again_it_goes_on_and_remembers() {
    let mut mail = Mail::start();
    let mut agent = Agent::start(
        None,
        agent::Options {
            passphrase: Some("phrase".to_owned()),
            ..options(&mail)
        },
    );
    let account = agent.add(&mail, "cabinet");
    agent.until("the first good check", SOON, is_well);
    mail.set_pop_off("cabinet", true);
    agent.until("the alarm", SOON, |mailbox| {
        alarm_of(mailbox) == Some(Cause::PopDisabled)
    });
    agent.kill();
    agent.launch();
    let remembered = agent.mailbox();
    assert_eq!(remembered.account.id, account.id);
    assert_eq!(
        alarm_of(&remembered),
        Some(Cause::PopDisabled),
        "the alarm outlives the agent"
    );
    mail.set_pop_off("cabinet", false);
    agent.until("that all is well again", SOON, is_well);
    let history = agent.vigie(&["history", "--json"], "").json();
    assert!(history.to_string().contains("ended"), "{history}");
}

#[test]
fn the_tray_comes_back_with_its_host() {
    let mut desktop = Desktop::start();
    let mail = Mail::start();
    let agent = Agent::start(Some(&desktop), options(&mail));
    agent.add(&mail, "cabinet");
    let before = wait::until_fits(
        "the tray to show that all is well",
        SOON,
        || tray(&desktop),
        |item| item.headline.contains("Tout va bien"),
    );
    desktop.stop_tray();
    wait::until_true("that the window tells of the missing tray", SOON, || {
        !agent.status().notices.is_empty()
    });
    desktop.start_tray();
    let after = tray(&desktop);
    assert_eq!(after.headline, before.headline);
    assert_eq!(after.pixels, before.pixels);
    wait::until_true("that the notice goes", SOON, || {
        agent.status().notices.is_empty()
    });

    assert!(desktop.tray().choose("Suspendre une heure"));
    agent.until("the pause", SOON, |mailbox| {
        matches!(mailbox.situation, Situation::Paused { .. })
    });
    wait::until_true("« Reprendre » in the menu", SOON, || {
        desktop.tray().choose("Reprendre")
    });
    agent.until("that the watch goes on", SOON, is_well);
}

#[test]
fn ten_thousand_messages_are_scanned_in_bounded_sessions() {
    let mail = Mail::start();
    mail.maildir("cabinet").fill(10_000, 1_000);
    let agent = Agent::start(
        None,
        agent::Options {
            passphrase: Some("phrase".to_owned()),
            ..options(&mail)
        },
    );
    agent.add(&mail, "cabinet");
    let done = agent.until("the whole scan", Duration::from_mins(2), |mailbox| {
        is_well(mailbox)
            && mailbox.report.as_ref().is_some_and(|report| {
                report
                    .outcome
                    .as_ref()
                    .is_ok_and(|seen| seen.messages == 10_000 && !seen.more_to_scan)
            })
    });
    let report = done.report.unwrap();
    assert!(report.total_ms() < 20_000.0, "{}", report.total_ms());
    let first = done.last_check;
    let next = agent.until("the next check", SOON, |mailbox| mailbox.last_check > first);
    let seen = next.report.unwrap().outcome.unwrap();
    assert_eq!(
        seen.new_messages.len(),
        0,
        "known messages are not read again"
    );
    assert!(!mail.log().contains("retr=1"), "nothing is ever retrieved");
    assert_eq!(mail.maildir("cabinet").len(), 10_000);
}

#[test]
fn a_first_scan_over_a_slow_line_takes_several_sessions_and_ends() {
    let mail = Mail::start();
    mail.maildir("cabinet").fill(10_000, 1_000);
    let pops = mail.pops().parse().unwrap();
    let line = DelayProxy::start_slow(pops, Duration::from_millis(20), Some(400_000));
    let agent = Agent::start(
        None,
        agent::Options {
            passphrase: Some("phrase".to_owned()),
            ..options(&mail)
        },
    );
    let Ok(vigie_protocol::Answer::Settings { mut settings }) = agent.ask(Request::Settings) else {
        panic!("no settings");
    };
    settings.session_cap_s = 5;
    agent.ask(Request::ChangeSettings { settings }).unwrap();
    agent
        .try_add_on(&mail, "cabinet", "127.0.0.1", line.address().port())
        .unwrap();
    let mut sessions = std::collections::BTreeSet::new();
    wait::until_true("the whole scan", Duration::from_mins(3), || {
        let Some(report) = agent.mailbox().report else {
            return false;
        };
        let seen = report.outcome.unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(seen.messages, 10_000);
        sessions.insert(report.started_at);
        !seen.more_to_scan
    });
    println!(
        "10,000 messages in {} sessions of at most 5 s",
        sessions.len()
    );
    assert!(sessions.len() > 1, "the line is too slow for one session");
    // Not the level: ten thousand letters that no caisse wrote are something to see to.
    let situation = agent.mailbox().situation;
    assert!(matches!(situation, Situation::Well { .. }), "{situation:?}");
}

#[test]
fn a_click_on_the_notification_opens_the_window() {
    let desktop = Desktop::start();
    let mut mail = Mail::start();
    let agent = Agent::start(Some(&desktop), options(&mail));
    agent.add(&mail, "cabinet");
    agent.until("the first good check", SOON, is_well);
    mail.set_pop_off("cabinet", true);
    desktop
        .notifications()
        .until("the alarm's notification", 0, SOON, |toast| {
            toast.urgency == 2
        });
    assert!(desktop.windows().is_empty());
    desktop.notifications().click();
    wait::until_true("the window", SOON, || !desktop.windows().is_empty());

    agent
        .ask(Request::RemindTomorrow { account: None })
        .unwrap();
    assert!(agent.mailbox().reminder_put_off);
}
