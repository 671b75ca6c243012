//! `vigie` beside a running agent, and the training story for machines without a display.

use std::{process::Command, time::Duration};

use vigie_tests::{
    agent::{self, Agent},
    mail::{Mail, Options},
    programs, terminal,
};

#[test]
fn accounts_checks_history_and_doctor_in_the_terminal() {
    let mail = Mail::with(&["cabinet", "autre"], Options::default());
    let agent = Agent::start(
        None,
        agent::Options {
            passphrase: Some("phrase".to_owned()),
            ca_file: Some(mail.ca_file().to_owned()),
            hurried: true,
            ..agent::Options::default()
        },
    );
    let nothing = agent.vigie(&["status", "--json"], "");
    assert_eq!(nothing.status, 3, "{nothing:?}");

    let server = mail.pops();
    let add = |address: &str, password: &str| {
        let arguments = [
            "accounts",
            "add",
            "--address",
            address,
            "--server",
            &server,
            "--password-stdin",
        ];
        agent.vigie(&arguments, password)
    };
    let wrong = add("autre@example.test", "pas-le-bon\n");
    assert_eq!(wrong.status, 1, "{wrong:?}");
    assert_eq!(agent.status().mailboxes.len(), 0);
    let added = add("cabinet@example.test", "cabinet-pw\n");
    assert_eq!(added.status, 0, "{added:?}");
    let list = agent.vigie(&["accounts", "list", "--json"], "");
    assert!(
        list.json().to_string().contains("cabinet@example.test"),
        "{list:?}"
    );
    vigie_tests::wait::until_true("a healthy status", Duration::from_mins(1), || {
        agent.vigie(&["status"], "").status == 0
    });
    let check = agent.vigie(&["check", "--json"], "");
    assert_eq!(check.status, 0, "{check:?}");
    let history = agent.vigie(&["history"], "");
    assert_eq!(history.status, 0, "{history:?}");
    let doctor = agent.vigie(&["doctor", "--json"], "");
    assert!(
        doctor.json().is_object() || doctor.json().is_array(),
        "{doctor:?}"
    );
    for ran in [&wrong, &added, &list, &check, &history, &doctor] {
        assert!(!ran.stdout.contains("cabinet-pw") && !ran.stderr.contains("cabinet-pw"));
    }
    let removed = agent.vigie(&["accounts", "remove", "cabinet@example.test"], "");
    assert_eq!(removed.status, 0, "{removed:?}");
    assert_eq!(agent.status().mailboxes.len(), 0);
}

#[test]
fn the_training_story_ends_by_itself_with_its_summary() {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(programs::vigie());
    command
        .arg("training")
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env("LANG", "fr_FR.UTF-8")
        .env_remove("DISPLAY");
    let ran = terminal::run(&mut command, "");
    assert_eq!(ran.status, 0, "{ran:?}");
    for words in [
        "fermé l’accès",
        "Le fournisseur rouvre l’accès",
        "L’ARL tarde plus que d’habitude",
        "Un lot sans réponse depuis 48 h",
        "Reçu par la caisse",
        "Entraînement réussi",
    ] {
        assert!(ran.stdout.contains(words), "{words}: {ran:?}");
    }
}

#[test]
fn without_an_agent_the_terminal_says_so() {
    let data = tempfile::tempdir().unwrap();
    let mut command = Command::new(programs::vigie());
    command.arg("--data-dir").arg(data.path()).arg("status");
    let ran = terminal::run(&mut command, "");
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(!ran.stdout.is_empty() || !ran.stderr.is_empty());
}
