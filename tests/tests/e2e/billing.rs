//! The billing software's view: beside Vigie it loses nothing and is never kept out for longer than
//! a session's cap.

use std::{fs, path::Path, process::Command, time::Duration};

use vigie_domain::health::{Level, Situation};
use vigie_tests::{
    agent::{self, Agent},
    caisse::{LotFile, Parameters, Plan, letters},
    mail::{Mail, Options},
    programs, terminal,
};

/// The longest time that Vigie holds a mailbox: the default cap of a session.
const CAP: Duration = Duration::from_secs(20);
const LOTS: usize = 12;

pub(crate) fn write_ini(mail: &Mail, dir: &Path) -> std::path::PathBuf {
    let folder = |name: &str| {
        let path = dir.join(name);
        fs::create_dir_all(&path).unwrap();
        path.display().to_string()
    };
    let (outbox, sent, collected) = (folder("outbox"), folder("sent"), folder("collected"));
    let ini = dir.join("facturation.ini");
    fs::write(
        &ini,
        format!(
            "; réglages du logiciel\n[mailbox]\naddress = cabinet@example.test\n\
             caisse = cabinet@example.test\nuser = cabinet@example.test\npassword = cabinet-pw\n\
             ca_file = {}\n[pop]\nhost = 127.0.0.1\nport = {}\n[smtp]\nhost = 127.0.0.1\nport = {}\n\
             [folders]\noutbox = {outbox}\nsent = {sent}\ncollected = {collected}\n",
            mail.ca_file().display(),
            mail.pops_port(),
            mail.smtps_port(),
        ),
    )
    .unwrap();
    ini
}

#[test]
fn it_works_beside_vigie_and_loses_nothing() {
    let mail = Mail::with(
        &["cabinet"],
        Options {
            smtp: true,
            lock_sessions: true,
            ..Options::default()
        },
    );
    let dir = tempfile::tempdir().unwrap();
    let ini = write_ini(&mail, dir.path());
    // As often as the rules allow, so that the two meet.
    let agent = Agent::start(
        None,
        agent::Options {
            passphrase: Some("phrase".to_owned()),
            ca_file: Some(mail.ca_file().to_owned()),
            hurried: true,
            ..agent::Options::default()
        },
    );
    let account = agent.add(&mail, "cabinet").id;
    // The mailbox stands for the caisse as well: what is sent comes back to be collected.
    for lot in 0..LOTS {
        let lot_file = dir.path().join("outbox").join(format!("lot-{lot:03}.fse"));
        fs::write(lot_file, format!("LOT {lot:03}\r\n")).unwrap();
    }
    let mut billing = Command::new(programs::program("billing-stand-in"));
    billing.arg(&ini).args(["15", "1"]);
    let asking = std::thread::spawn(move || terminal::run(&mut billing, ""));
    let mut alarms = 0;
    while !asking.is_finished() {
        // A person who clicks « Vérifier maintenant » all the time.
        let _too_soon = agent.ask(vigie_protocol::Request::CheckNow {
            account: Some(account),
        });
        alarms += usize::from(agent.status().level == Level::Alarm);
        std::thread::sleep(Duration::from_millis(200));
    }
    let ran = asking.join().unwrap();
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(alarms, 0, "a billing program at work is no alarm");

    let numbers = |what: &str| -> Vec<u64> {
        ran.stdout
            .lines()
            .filter_map(|line| {
                let mut words = line.split(' ');
                words.find(|word| *word == what)?;
                words.next()?.parse().ok()
            })
            .collect()
    };
    assert_eq!(numbers("sent").iter().sum::<u64>(), LOTS as u64, "{ran:?}");
    let longest = numbers("kept-out-ms").into_iter().max().unwrap_or_default();
    println!("kept out for at most {longest} ms");
    assert!(Duration::from_millis(longest) < CAP, "{ran:?}");

    // Whatever the last round left is collected now; then everything that was sent is here, whole.
    let billing = vigie_tests::billing::Billing::open(&ini).unwrap();
    vigie_tests::install_crypto_provider();
    vigie_tests::wait::until_true("every lot to come back", Duration::from_mins(1), || {
        billing.round().unwrap();
        collected(dir.path()).len() >= LOTS
    });
    let messages = collected(dir.path());
    for lot in 0..LOTS {
        let name = format!("Lot lot-{lot:03}.fse");
        let found = messages
            .iter()
            .filter(|message| message.contains(&format!("Subject: {name}")))
            .count();
        assert_eq!(found, 1, "{name}");
    }
    assert!(mail.maildir("cabinet").is_empty());
    let retrieved_by_vigie = mail.log().lines().any(|line| {
        line.contains("retr=")
            && !line.contains("retr=0/0")
            && line.contains("top=")
            && !line.contains("top=0/0")
    });
    assert!(
        !retrieved_by_vigie,
        "one session never both looks and takes"
    );
    agent.until("that all is well", Duration::from_mins(1), |mailbox| {
        matches!(mailbox.situation, Situation::Well { .. })
    });
}

#[test]
fn without_a_follow_up_it_sends_whatever_waits_and_keeps_no_book() {
    vigie_tests::install_crypto_provider();
    let mail = Mail::with(
        &["cabinet", "caisse"],
        Options {
            smtp: true,
            ..Options::default()
        },
    );
    let dir = tempfile::tempdir().unwrap();
    let ini = write_ini(&mail, dir.path());
    let billing = vigie_tests::billing::Billing::open(&ini).unwrap();
    let plan = Plan::generate(3, Parameters::default());
    let lot = LotFile::of(&plan.world().lots()[0]);
    lot.write(&dir.path().join("outbox")).unwrap();
    fs::write(dir.path().join("outbox/divers.txt"), "rien\r\n").unwrap();
    let first = billing.round().unwrap();
    assert_eq!((first.sent, first.resent), (2, 0));
    mail.until_delivered();
    // What is no lot goes to the caisse of the settings, here the mailbox itself; the lot to its own.
    let second = billing.round().unwrap();
    assert_eq!((second.sent, second.resent), (0, 0));
    assert_eq!(first.collected + second.collected, 1);
    let messages = collected(dir.path());
    assert!(messages[0].contains("Subject: Lot divers.txt"));
    let lots = mail.maildir("caisse").messages();
    let (_, stamp) = letters::stamp_of(&lots[0].1).unwrap();
    assert_eq!((lots.len(), stamp), (1, lot.stamp.clone()));
    for name in ["divers.txt", &lot.name()] {
        assert!(dir.path().join("sent").join(name).is_file(), "{name}");
    }
    assert!(billing.follow_up().unwrap().lots.is_empty());
}

fn collected(dir: &Path) -> Vec<String> {
    fs::read_dir(dir.join("collected"))
        .unwrap()
        .filter_map(|entry| fs::read_to_string(entry.ok()?.path()).ok())
        .collect()
}
