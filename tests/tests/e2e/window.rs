//! The real window in its real webview: set-up, what it shows in an outage, the training ground.

use std::time::Duration;

use vigie_domain::health::Situation;
use vigie_tests::{
    agent::{self, Agent},
    desktop::Desktop,
    mail::Mail,
    wait,
    window::Window,
};

const SOON: Duration = Duration::from_mins(1);

#[test]
fn a_mailbox_is_set_up_watched_lost_and_found_again_through_the_window() {
    let desktop = Desktop::start();
    let mut mail = Mail::start();
    let agent = Agent::start(
        Some(&desktop),
        agent::Options {
            ca_file: Some(mail.ca_file().to_owned()),
            hurried: true,
            ..agent::Options::default()
        },
    );
    let window = Window::open(&desktop, agent.data_dir());
    window.until_text("Bienvenue", SOON);
    window.picture("welcome");
    window.click("choose-mailbox");
    window.fill("address", "cabinet@example.test");
    window.click("continue");
    // Nobody publishes a server for example.test: it is typed in.
    wait::until_true("the page of the server", SOON, || {
        window.shows("host") || window.shows("server-manual")
    });
    if !window.shows("host") {
        window.click("server-manual");
    }
    window.fill("host", "127.0.0.1");
    window.fill("port", &mail.pops_port().to_string());
    window.fill("login", "cabinet@example.test");
    window.click("continue");
    window.fill("password", "cabinet-pw");
    window.click("continue");
    // Nobody vouches for this host: before the password goes there, the window asks by name.
    wait::until_true("the question for the host", SOON, || {
        window.shows("approve")
    });
    assert!(window.words("approve").contains("127.0.0.1"));
    assert_eq!(
        mail.logins(),
        0,
        "no password before the question is answered"
    );
    window.click("agree");
    window.click("continue");
    window.fill("password", "cabinet-pw");
    window.click("continue");
    wait::until_true("the check to succeed", SOON, || window.shows("check-well"));
    window.picture("setup-check");
    window.click("watch");
    wait::until_true("the practice's page", SOON, || window.shows("practice"));
    window.fill("software", "Logiciel d'essai");
    window.click("continue");
    wait::until_true("the end of the set-up", SOON, || window.shows("finished"));
    window.click("go-home");
    window.until_level("well", SOON);
    window.until_text("Tout va bien", SOON);
    window.picture("home-well");
    agent.until("a mailbox that is well", SOON, |mailbox| {
        matches!(mailbox.situation, Situation::Well { .. })
    });

    mail.stop_pop();
    window.until_level("alarm", SOON);
    assert!(
        window
            .words("headline")
            .contains("messagerie de votre fournisseur est arrêté")
    );
    desktop
        .notifications()
        .until("the alarm's notification", 0, SOON, |toast| {
            toast.urgency == 2
        });
    assert_eq!(
        desktop.tray().item().map(|item| item.status).as_deref(),
        Some("NeedsAttention")
    );
    window.picture("home-alarm");
    desktop.picture("home-alarm-desktop");

    mail.start_pop();
    window.until_level("well", SOON);
    desktop
        .notifications()
        .until("« rétabli »", 1, SOON, |toast| {
            toast.title.contains("Rétabli")
        });
    window.close();
    assert_eq!(
        agent.status().mailboxes.len(),
        1,
        "the agent outlives its window"
    );
}

#[test]
fn the_training_story_is_played_through_the_window() {
    let desktop = Desktop::start();
    let agent = Agent::start(Some(&desktop), agent::Options::default());
    let window = Window::open(&desktop, agent.data_dir());
    window.click("choose-training");
    wait::until_true("the banner", SOON, || window.shows("training-banner"));
    window.until_text("Entraînement", SOON);
    window.until_level("well", SOON);
    window.picture("training-well");
    for (trouble, shown) in [
        ("cut_pop", "fermé l’accès"),
        ("refuse_password", "mot de passe"),
        ("expire_certificate", "périmée"),
    ] {
        window.click(&format!("training-{trouble}"));
        window.until_level("alarm", SOON);
        wait::until_fits(
            "the trouble's words",
            SOON,
            || window.words("headline"),
            |words| words.contains(shown),
        );
        window.picture(&format!("training-{trouble}"));
        window.click("training-restore");
        window.until_level("well", SOON);
    }
    desktop
        .notifications()
        .until("« rétabli »", 0, SOON, |toast| {
            toast.title.contains("Rétabli")
        });

    let toasts = desktop.notifications().all().len();
    window.click("training-cut_internet");
    window.until_level("unknown", SOON);
    window.until_text("connexion Internet est coupée", SOON);
    window.click("training-restore");
    window.until_level("well", SOON);
    window.click("training-lock_mailbox");
    wait::never(
        "an alarm while the mailbox is in use",
        Duration::from_secs(8),
        || window.attribute("home", "data-level") == "alarm",
    );
    assert_eq!(desktop.notifications().all().len(), toasts);
    window.click("training-restore");
    window.until_level("well", SOON);
    window.click("training-stop");
    wait::until_true("the end of the training", SOON, || {
        !window.shows("training-banner") && agent.status().training.is_none()
    });
    assert_eq!(agent.status().mailboxes.len(), 0);
}

#[test]
fn lots_go_out_and_arls_stop_on_the_training_ground() {
    let desktop = Desktop::start();
    let agent = Agent::start(Some(&desktop), agent::Options::default());
    let window = Window::open(&desktop, agent.data_dir());
    window.click("choose-training");
    window.until_level("well", SOON);
    let waiting = || {
        let standing = agent.status().mailboxes[0].book.standing;
        standing.awaiting + standing.late + standing.unanswered
    };
    window.click("nav-lots");
    window.until_text("ARL reçu", SOON);
    window.click("training-send_lot");
    window.until_text("Un lot est parti", SOON);
    wait::until_true("the lot in the book", SOON, || waiting() == 1);
    wait::until_true("its ARL", SOON, || waiting() == 0);
    assert!(!window.shows("matter"));
    window.picture("training-lots-well");

    window.click("training-stop_arls");
    window.until_text("Panne en cours\u{a0}: Arrêter les ARL", SOON);
    window.click("training-send_lot");
    let matter = |words: &'static str| {
        wait::until_fits(
            "what the book tells",
            Duration::from_secs(90),
            || window.words("matter"),
            |shown| shown.contains(words),
        );
    };
    matter("attend son ARL plus longtemps");
    matter("sans réponse depuis 48");
    window.picture("training-lots-unanswered");
    desktop
        .notifications()
        .until("the 48 hours", 0, SOON, |toast| toast.title.contains("48"));
    window.click("training-restore");
    wait::until_true("the ARL that was held back", SOON, || {
        waiting() == 0 && !window.shows("matter")
    });

    let left = agent.data_dir().join("training");
    assert!(std::fs::read_dir(&left).unwrap().next().is_some());
    window.click("training-stop");
    wait::until_true("the end of the training", SOON, || {
        agent.status().training.is_none() && std::fs::read_dir(&left).unwrap().next().is_none()
    });
    assert_eq!(agent.status().mailboxes.len(), 0);
}

#[test]
fn the_tray_a_second_start_and_a_notification_open_the_one_window() {
    let desktop = Desktop::start();
    let mut agent = Agent::start(Some(&desktop), agent::Options::default());
    wait::until_true("the icon", SOON, || desktop.tray().choose("Ouvrir Vigie"));
    wait::until_fits(
        "the window",
        SOON,
        || desktop.windows(),
        |windows| windows.iter().any(|title| title.contains("Vigie")),
    );
    desktop.until_painted();
    desktop.picture("window-from-the-tray");
    let mut second = agent.command();
    let second = vigie_tests::terminal::run(&mut second, "");
    assert_eq!(second.status, 0, "{second:?}");
    assert!(agent.process().is_running());
    let vigies = |windows: &Vec<String>| {
        windows
            .iter()
            .filter(|title| title.contains("Vigie"))
            .count()
    };
    assert_eq!(vigies(&desktop.windows()), 1, "one window, brought forward");

    assert!(desktop.tray().choose("Quitter"));
    agent.process().wait(SOON);
}
