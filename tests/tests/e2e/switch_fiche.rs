//! After a switch: what lies between the two mailboxes is on the sheet, an answer finds its lot in
//! whichever of them it comes, and nothing that is expected is an alarm.

use std::{fs, time::Duration};

use jiff::{SignedDuration, Timestamp, civil::date, civil::time};
use vigie_domain::{
    account::AccountId,
    book::follow_up::Stage,
    health::{Level, Warning},
    switch::Former,
};
use vigie_journal::Journal;
use vigie_protocol::{Answer, Fiche, MailboxStatus, Request};
use vigie_tests::{
    agent::Agent,
    caisse::{
        Answers, Arrival, Kind, Lot, Office, Outcome, Packing, Parameters, Post,
        Practice as Worker, Shares, World, letters,
    },
    mail::{DOMAIN, Mail, Options},
    practice::{Practice, add_source, book, rows_of},
    wait,
};

/// For what takes seconds, on a machine that is busy.
const SOON: Duration = Duration::from_secs(90);

/// Some days of a practice that sends twice a day.
fn world() -> World {
    let mut worker = Worker::doctor("cabinet", 42);
    worker.sends = 1000;
    worker.lots = 2;
    worker.times = [time(9, 0, 0, 0), time(17, 0, 0, 0)].to_vec();
    World::new(
        11,
        Parameters {
            begins: date(2026, 3, 2),
            days: 12,
            practices: vec![worker],
            offices: vec![Office {
                number: 511,
                answers: Answers::AtOnce,
            }],
            shares: Shares::CALM,
            outages: 0,
            noise: 0,
            ..Parameters::default()
        },
    )
}

/// When the switch comes to rest: a Tuesday, at noon.
fn switched() -> Timestamp {
    "2026-03-10T11:00:00Z".parse().unwrap()
}

fn before(hours: i64) -> Timestamp {
    switched() - SignedDuration::from_hours(hours)
}

struct Scene {
    mail: Mail,
    practice: Practice,
    agent: Agent,
    post: Post,
    old: AccountId,
    new: AccountId,
}

impl Scene {
    fn deliver(&self, arrival: &Arrival, mailbox: &str) {
        let mut letter = letters::letter(self.practice.world(), arrival);
        letter.to = format!("{mailbox}@{DOMAIN}");
        self.post.send(&letter);
        self.mail.until_delivered();
    }

    /// An ARL of just now.
    fn acknowledge(&self, lot: &Lot, mailbox: &str) {
        let arl = self.practice.arl(lot, true, self.practice.now());
        self.deliver(&arl, mailbox);
    }

    /// The return that rejects a lot's second copy.
    fn reject_again(&self, lot: &Lot, mailbox: &str) {
        let reject = Arrival {
            kind: Kind::Rsp(Outcome::AlreadyReceived, Packing::Plain),
            serial: 0x0b00_0000_0000_0000 + lot.index as u64,
            ..self.practice.arl(lot, true, self.practice.now())
        };
        self.deliver(&reject, mailbox);
    }

    fn fiche(&self) -> Fiche {
        match self.agent.ask(Request::Fiche) {
            Ok(Answer::Fiche { fiche }) => *fiche,
            other => panic!("no sheet: {other:?}"),
        }
    }

    /// Waits until the sheet fits; checks come by themselves.
    fn until(&self, what: &str, fits: impl Fn(&Fiche) -> bool) -> Fiche {
        wait::until_fits(what, SOON, || self.fiche(), fits)
    }

    fn stage(&self, lot: &Lot) -> Stage {
        let book = book(&self.agent);
        let rows = rows_of(&book, lot);
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows[0].follow_up.stage().clone()
    }

    fn mailbox(&self, account: AccountId) -> MailboxStatus {
        let mut all = self.agent.status().mailboxes;
        all.retain(|mailbox| mailbox.account.id == account);
        all.remove(0)
    }

    fn nobody_is_alarmed(&self) {
        for account in [self.old, self.new] {
            let mailbox = self.mailbox(account);
            assert!(mailbox.level < Level::Alarm, "{mailbox:?}");
            assert_eq!(mailbox.book.matters, [], "{mailbox:?}");
            let uncollected = |warning: &Warning| matches!(warning, Warning::NotCollected { .. });
            assert!(!mailbox.warnings.iter().any(uncollected), "{mailbox:?}");
        }
    }
}

/// Lots of the time before the switch whose mails show what they are.
fn lots(world: &World) -> Vec<Lot> {
    let shown = world.lots().iter().filter(|lot| !lot.is_enveloped());
    shown.take(6).cloned().collect()
}

fn numbers(fiche: &Fiche) -> Vec<String> {
    fiche.lots.iter().map(|lot| lot.number.clone()).collect()
}

/// A practice whose lots left the old mailbox so many hours before the switch, and that has switched.
fn scene(sent: &[(Lot, i64)]) -> Scene {
    vigie_tests::install_crypto_provider();
    let mail = Mail::with(
        &["cabinet", "nouvelle", "caisse"],
        Options {
            smtp: true,
            ..Options::default()
        },
    );
    // The clock goes as fast as any other, an hour and some minutes after the switch.
    let practice = Practice::new(world(), switched() + SignedDuration::from_mins(61), 1);
    for (lot, hours) in sent {
        practice.send(lot, before(*hours));
    }
    let mut agent = Agent::start(None, practice.headless(&mail));
    let old = agent.add(&mail, "cabinet").id;
    add_source(&agent, "--lots", &practice.path("messages"));
    let new = agent.add(&mail, "nouvelle").id;
    wait::until_true("the lots to be known", SOON, || {
        book(&agent).total == sent.len() as u64
    });
    assert!(agent.ask(Request::Fiche).is_err(), "no switch yet");
    agent.stop();
    let since = Timestamp::now() - (practice.now().duration_since(switched()));
    let journal = agent.data_dir().join("vigie.sqlite");
    let (journal, _) = Journal::open(&journal, Timestamp::now()).unwrap();
    let former = Former {
        since,
        until: since + SignedDuration::from_hours(30 * 24),
        successor: new,
    };
    journal.set_former(old, Some(former)).unwrap();
    drop(journal);
    agent.launch();
    Scene {
        post: Post::of(&mail, "caisse"),
        mail,
        practice,
        agent,
        old,
        new,
    }
}

#[test]
fn the_sheet_holds_what_lies_between_the_two_mailboxes_and_nothing_is_an_alarm() {
    let lots = lots(&world());
    let [answered_old, answered_new, overdue, waiting, again, later] = &lots[..] else {
        panic!("six lots");
    };
    let sent = [
        (answered_old.clone(), 20),
        (answered_new.clone(), 19),
        (overdue.clone(), 60),
        (waiting.clone(), 2),
        (again.clone(), 30),
    ];
    let scene = scene(&sent);
    let open = |hidden: &[&Lot]| -> Vec<String> {
        let mut open: Vec<&(Lot, i64)> = sent
            .iter()
            .filter(|(lot, _)| hidden.iter().all(|one| one.index != lot.index))
            .collect();
        open.sort_by_key(|(_, hours)| std::cmp::Reverse(*hours));
        open.iter().map(|(lot, _)| lot.number.to_string()).collect()
    };
    let first = scene.until("the sheet of all lots", |fiche| fiche.lots.len() == 5);
    assert_eq!(numbers(&first), open(&[]));
    assert_eq!(first.returns, []);
    scene.nobody_is_alarmed();

    // What is sent from the new mailbox is none of the sheet's, and the folder is read for it now.
    scene.practice.send(later, scene.practice.now());
    scene.acknowledge(answered_old, "cabinet");
    scene.acknowledge(answered_new, "nouvelle");
    // This one was sent twice: the second copy comes back, to the new mailbox.
    scene.practice.send(again, scene.practice.now());
    scene.reject_again(again, "nouvelle");
    let fiche = scene.until("two lots to be left", |fiche| {
        fiche.lots.len() == 2 && fiche.returns.len() == 1
    });
    assert_eq!(numbers(&fiche), open(&[answered_old, answered_new, again]));
    assert_eq!((fiche.lots_total, fiche.returns_total), (2, 1));
    assert!(fiche.returns[0].still_there);
    assert_eq!(fiche.returns[0].lots, [answered_old.number.to_string()]);
    assert_eq!(fiche.summary.title.key, "fiche-amount-uncollected.title");
    for lot in [answered_old, answered_new, again] {
        assert!(matches!(scene.stage(lot), Stage::Acknowledged { .. }));
    }
    let account = |lot: &Lot| {
        let book = book(&scene.agent);
        rows_of(&book, lot)[0].account
    };
    wait::until_true("the later lot", SOON, || {
        !rows_of(&book(&scene.agent), later).is_empty()
    });
    assert_eq!((account(overdue), account(later)), (scene.old, scene.new));
    let ignored = fiche.advice.iter().any(|one| {
        one.title.key == "fiche-advice-ignore-rejects.title"
            && format!("{:?}", one.meaning).contains("Number(1.0)")
    });
    assert!(ignored, "{:?}", fiche.advice);
    scene.nobody_is_alarmed();

    the_page_and_the_terminal_say_the_same(&scene, &fiche);

    // The billing software collects the old mailbox once more.
    let home = scene.mail.dir().join("vmail/cabinet/Maildir");
    for part in ["new", "cur"] {
        for entry in fs::read_dir(home.join(part)).into_iter().flatten() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
    }
    let after = scene.until("the old mailbox to be empty", |fiche| {
        fiche.returns.iter().all(|one| !one.still_there)
    });
    assert_eq!(after.returns_total, 1, "it came, whatever became of it");
    assert_eq!(numbers(&after), numbers(&fiche));
    scene.nobody_is_alarmed();
}

fn the_page_and_the_terminal_say_the_same(scene: &Scene, fiche: &Fiche) {
    let page = scene.practice.path("fiche.html");
    let path = page.display().to_string();
    let ran = scene
        .agent
        .vigie(&["switch", "fiche", "--html", &path, "--json"], "");
    assert_eq!(ran.status, 0, "{ran:?}");
    let told: Fiche = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(numbers(&told), numbers(fiche));
    let html = fs::read_to_string(page).unwrap();
    assert_eq!(html, told.html);
    for number in numbers(fiche) {
        assert!(html.contains(&format!(">{number}</td>")), "{html}");
    }
    assert!(html.contains("cabinet@example.test") && html.contains("nouvelle@example.test"));
    let ran = scene.agent.vigie(&["switch", "fiche"], "");
    assert!(ran.status == 0 && ran.stdout.contains("cabinet@example.test"));
    let nowhere = ["switch", "fiche", "--html", "/nowhere/at/all.html"];
    assert_eq!(scene.agent.vigie(&nowhere, "").status, 1);
}
