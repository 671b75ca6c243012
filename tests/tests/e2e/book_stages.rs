//! Every stage of a lot, reached by real messages and real time that runs fast, and seen where a
//! practice sees it: in the terminal, in the window, in notifications.

use std::{collections::BTreeMap, fs, time::Duration};

use jiff::{
    SignedDuration, Timestamp,
    civil::{date, time},
};
use vigie_domain::{
    book::{follow_up::Stage, matter::Matter, query::Lot as BookLot, returns::Strength},
    health::{Level, Situation},
};
use vigie_tests::{
    agent::Agent,
    caisse::{
        Answers, Arrival, Kind, Lot, Office, Parameters, Plan, Post, Practice as Worker, Shares,
        letters,
    },
    desktop::{Desktop, Toast},
    mail::{Mail, Options},
    practice::{Practice, add_source, book, rows_of},
    wait,
    window::Window,
};

/// For what takes seconds, on a machine that is busy.
const SOON: Duration = Duration::from_mins(1);
/// How many times faster than the computer's time goes: a day in ten seconds.
const SPEED: u32 = 8_640;

/// Six calm weeks of a practice that sends at these hours of each working day, and what follows.
fn calm(hours: &[i8]) -> Plan {
    let mut worker = Worker::doctor("cabinet", 42);
    worker.sends = 1000;
    worker.lots = 2;
    worker.times = hours.iter().map(|hour| time(*hour, 0, 0, 0)).collect();
    let offices = [511, 751, 132].map(|number| Office {
        number,
        answers: Answers::AtOnce,
    });
    Plan::generate(
        3,
        Parameters {
            begins: date(2026, 1, 26),
            days: 55,
            practices: vec![worker],
            offices: offices.to_vec(),
            shares: Shares::CALM,
            outages: 0,
            noise: 0,
            ..Parameters::default()
        },
    )
}

/// Sunday noon after six weeks; until Monday morning there is time to set everything up.
fn sunday() -> Timestamp {
    "2026-03-08T11:00:00Z".parse().unwrap()
}

/// A practice with its past, an agent that watches its mailbox, and a way to write to it.
struct Scene<'a> {
    mail: Mail,
    practice: Practice,
    agent: Agent,
    post: Post,
    desktop: &'a Desktop,
    /// The next lot that leaves, by its place in the world.
    next: usize,
}

impl<'a> Scene<'a> {
    fn new(desktop: &'a Desktop, plan: &Plan) -> Self {
        Self::at_speed(SPEED, desktop, plan)
    }

    fn at_speed(speed: u32, desktop: &'a Desktop, plan: &Plan) -> Self {
        vigie_tests::install_crypto_provider();
        let mail = Mail::with(
            &["cabinet"],
            Options {
                smtp: true,
                ..Options::default()
            },
        );
        let practice = Practice::new(plan.world().clone(), sunday(), speed);
        practice.remember(plan, sunday());
        let agent = Agent::start(Some(desktop), practice.options(&mail));
        agent.add(&mail, "cabinet");
        let post = Post::of(&mail, "cabinet");
        Self {
            next: practice
                .world()
                .lots()
                .partition_point(|lot| lot.made < sunday()),
            mail,
            practice,
            agent,
            post,
            desktop,
        }
    }

    fn learn_sources(&self) {
        add_source(&self.agent, "--lots", &self.practice.path("messages"));
        add_source(&self.agent, "--returns", &self.practice.path("ARL"));
    }

    /// The next lot leaves when its time has come. Lots of hours that went by stay unsent.
    fn send_one(&mut self) -> Lot {
        let now = self.practice.now();
        let lots = self.practice.world().lots();
        let place = lots[self.next..]
            .iter()
            .position(|lot| lot.made >= now && !lot.is_enveloped())
            .expect("the plan goes on");
        let lot = lots[self.next + place].clone();
        self.next = lot.index + 1;
        self.practice.until(lot.made);
        self.practice.send(&lot, lot.made);
        lot
    }

    /// Every lot whose time came since the last one.
    fn send_all(&mut self) -> Vec<Lot> {
        let now = self.practice.now();
        let due: Vec<Lot> = self.practice.world().lots()[self.next..]
            .iter()
            .take_while(|lot| lot.made <= now)
            .filter(|lot| !lot.is_enveloped())
            .cloned()
            .collect();
        for lot in &due {
            self.practice.send(lot, lot.made);
            self.next = lot.index + 1;
        }
        due
    }

    /// The caisse answers now; the next check sees it.
    fn answer(&self, lot: &Lot, positive: bool) {
        let arl = self.practice.arl(lot, positive, self.practice.now());
        self.post
            .send(&letters::letter(self.practice.world(), &arl));
        self.mail.until_delivered();
    }

    fn row(&self, lot: &Lot) -> Option<BookLot> {
        let book = book(&self.agent);
        let rows = rows_of(&book, lot);
        assert!(rows.len() < 2, "one lot, one row: {rows:?}");
        rows.first().map(|row| (*row).clone())
    }

    fn until_stages(&self, what: &str, lots: &[Lot], is: fn(&Stage) -> bool) -> Vec<BookLot> {
        wait::until_fits(
            what,
            SOON,
            || {
                lots.iter()
                    .filter_map(|lot| self.row(lot))
                    .collect::<Vec<_>>()
            },
            |rows| rows.len() == lots.len() && rows.iter().all(|row| is(row.follow_up.stage())),
        )
    }

    fn until_told(&self, words: &str) -> Toast {
        self.desktop.notifications().until(
            &format!("« {words} » as a notification"),
            0,
            SOON,
            |toast| plain(&toast.title).contains(words),
        )
    }

    /// What was told, without reminders, and how often.
    fn told(&self) -> BTreeMap<String, usize> {
        let mut told = BTreeMap::new();
        for toast in self.desktop.notifications().all() {
            if !toast.body.contains("déjà signalé") {
                *told.entry(plain(&toast.title)).or_default() += 1;
            }
        }
        told
    }
}

#[test]
fn every_stage_of_a_lot_is_reached_and_seen() {
    let desktop = Desktop::start();
    let mut scene = Scene::new(&desktop, &calm(&[9, 11, 14, 16]));
    let window = Window::open(&desktop, scene.agent.data_dir());
    window.click("nav-lots");
    window.until_text("Vigie surveille la boîte, mais ne voit pas vos lots", SOON);
    window.picture("lots-no-source");
    scene.learn_sources();
    window.until_text("Vigie suit chaque lot jusqu’à son ARL", SOON);

    answers_are_seen(&mut scene);
    let silent = silence_is_seen(&mut scene, &window);
    a_second_sending_is_seen(&scene, &silent[0]);
    a_person_settles_the_others(&scene, &window, &silent[1..]);
    each_situation_was_told_once(&scene);
}

/// One is refused, one does not arrive, one is received.
fn answers_are_seen(scene: &mut Scene<'_>) {
    let [refused, lost, received] = [(); 3].map(|()| scene.send_one());
    let about = Practice::message_id(&lost, lost.made);
    let notice = Arrival {
        kind: Kind::NonDelivery,
        ..scene.practice.arl(&lost, true, scene.practice.now())
    };
    let notice = letters::letter_about(scene.practice.world(), &notice, Some(&about));
    scene.post.send(&notice);
    scene.answer(&refused, false);
    scene.answer(&received, true);
    let is_proven = |strength: &Strength| *strength == Strength::Proven;
    scene.until_stages("the refusal", std::slice::from_ref(&refused), |stage| {
        matches!(
            stage,
            Stage::Refused {
                strength: Strength::Proven,
                ..
            }
        )
    });
    scene.until_stages("the notice", std::slice::from_ref(&lost), |stage| {
        matches!(
            stage,
            Stage::NotDelivered {
                strength: Strength::Proven,
                ..
            }
        )
    });
    let row = scene.until_stages("the ARL", std::slice::from_ref(&received), |stage| {
        matches!(stage, Stage::Acknowledged { .. })
    });
    assert!(
        matches!(row[0].follow_up.stage(), Stage::Acknowledged { strength, .. } if is_proven(strength)),
        "{row:?}"
    );
    let told = scene.until_told("Un lot a été refusé par la caisse");
    assert!(told.body.contains("ARL négatif"), "{told:?}");
    let told = scene.until_told("Un lot n’est pas arrivé à la caisse");
    assert!(told.body.contains("avis de non-remise"), "{told:?}");
}

/// Of four more, nothing is heard: late, then 48 h.
fn silence_is_seen(scene: &mut Scene<'_>, window: &Window) -> [Lot; 4] {
    let silent = [(); 4].map(|()| scene.send_one());
    scene.until_stages("the early warning", &silent, |stage| {
        matches!(stage, Stage::Late { .. })
    });
    let told = scene.until_told("lots attendent leur ARL plus longtemps que d’habitude");
    assert!(told.body.contains("relève des retours"), "{told:?}");
    assert_eq!(told.urgency, 1, "{told:?}");
    until_window_shows(window, "late");
    window.picture("lots-late");
    let rows = scene.until_stages("48 hours", &silent, |stage| {
        matches!(stage, Stage::Unanswered { .. })
    });
    scene.until_told("lots sans réponse depuis 48 h");
    until_window_shows(window, "unanswered");
    for row in &rows {
        let Stage::Unanswered { since } = row.follow_up.stage() else {
            panic!("{row:?}");
        };
        let waited = since.duration_since(row.last_sent);
        assert_eq!(waited, SignedDuration::from_hours(48), "{row:?}");
    }

    silent
}

/// One of them is sent again, and received.
fn a_second_sending_is_seen(scene: &Scene<'_>, lot: &Lot) {
    scene.practice.send(lot, scene.practice.now());
    wait::until_fits(
        "the second sending",
        SOON,
        || scene.row(lot).unwrap(),
        |row| {
            row.follow_up.transmissions() == 2
                && matches!(row.follow_up.stage(), Stage::Unanswered { .. })
        },
    );
    scene.answer(lot, true);
    scene.until_stages("its ARL", std::slice::from_ref(lot), |stage| {
        matches!(stage, Stage::Acknowledged { .. })
    });
}

/// The others: 96 h, and a person settles them.
fn a_person_settles_the_others(scene: &Scene<'_>, window: &Window, silent: &[Lot]) {
    let rows = scene.until_stages("96 hours", silent, |stage| {
        matches!(stage, Stage::Manual { .. })
    });
    let told = scene.until_told("lots à traiter à la main");
    assert_eq!(told.urgency, 2, "red: {told:?}");
    assert_eq!(scene.agent.status().level, Level::Alarm);
    until_window_shows(window, "manual");
    window.click_at(&format!(
        "[data-testid=lots-table] [data-id='{}']",
        rows[0].id.0
    ));
    let life = wait::until_fits(
        "its life",
        SOON,
        || window.words("lot-timeline"),
        |life| life.contains("Traitement manuel"),
    );
    for step in [
        "Envoyé à la caisse",
        "En retard",
        "Sans réponse depuis 48 h",
    ] {
        assert!(life.contains(step), "« {step} » is not in {life}");
    }
    window.picture("lots-life");
    window.click("lot-settle");
    window.click("reason-paid");
    window.click("settle-confirm");
    let settled = scene.until_stages("that it is settled", &silent[..1], |stage| {
        matches!(stage, Stage::Settled { .. })
    });
    assert!(
        matches!(settled[0].follow_up.stage(), Stage::Settled { reason, .. } if reason == "Payé, vu sur Ameli Pro"),
        "{settled:?}"
    );
    until_window_shows(window, "settled");
    let others = rows[1..].iter().map(|row| row.id.0.to_string());
    let mut settle = vec!["lots".to_owned(), "settle".to_owned()];
    settle.extend(others);
    settle.extend(["--reason".to_owned(), "refait sur papier".to_owned()]);
    let settle: Vec<&str> = settle.iter().map(String::as_str).collect();
    assert_eq!(scene.agent.vigie(&settle, "").status, 0);
    scene.until_told("Réglé : plus aucun lot n’est à traiter à la main");
}

fn each_situation_was_told_once(scene: &Scene<'_>) {
    let told = scene.told();
    for (kind, most) in [
        ("ARL plus longtemps que d’habitude", 2), // the three first ones may have waited too
        ("sans réponse depuis 48 h", 1),
        ("à traiter à la main", 2), // and its end
        ("refusé par la caisse", 1),
        ("pas arrivé à la caisse", 1),
    ] {
        let of_kind = told.iter().filter(|(title, _)| title.contains(kind));
        let times: usize = of_kind.map(|(_, times)| times).sum();
        assert!(
            (1..=most).contains(&times),
            "one situation, one notification: {told:?}"
        );
    }
    assert!(told.values().sum::<usize>() <= 7, "{told:?}");
}

/// French words with plain blanks, as they are written here.
fn plain(words: &str) -> String {
    words.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The window's list shows a lot at that stage.
fn until_window_shows(window: &Window, stage: &str) {
    wait::until_true(&format!("stage {stage} in the window"), SOON, || {
        let script = format!(
            "return !!document.querySelector('[data-testid=lots-table] [data-stage={stage}]')"
        );
        window.script(&script) == serde_json::Value::Bool(true)
    });
}

#[test]
fn twenty_lots_without_answer_because_pop_is_down_are_one_alarm() {
    const LOTS: usize = 20;
    let desktop = Desktop::start();
    let hours: Vec<i8> = (8..20).collect();
    let mut scene = Scene::new(&desktop, &calm(&hours));
    scene.learn_sources();
    scene.agent.until("a full view", SOON, |mailbox| {
        mailbox.book.observability == vigie_domain::book::observability::Observability::Full
    });
    scene.mail.stop_pop();
    scene.until_told("messagerie de votre fournisseur est arrêté");
    let mut sent = Vec::new();
    wait::until_true("twenty lots", SOON, || {
        sent.extend(scene.send_all());
        sent.len() >= LOTS
    });
    let rows = scene.until_stages("48 hours in the dark", &sent, |stage| {
        matches!(stage, Stage::Unanswered { .. })
    });
    assert!(rows.len() >= LOTS);
    let mailbox = scene.agent.mailbox();
    assert_eq!(mailbox.level, Level::Alarm);
    assert!(matches!(mailbox.situation, Situation::Failing { .. }));
    assert!(
        mailbox.explanation.title.key.starts_with("cause-"),
        "the cause comes first: {mailbox:?}"
    );
    let told = scene.desktop.notifications().all();
    assert!(
        told.iter().all(|toast| toast.title == told[0].title),
        "one cause: {told:?}"
    );
    assert_eq!(scene.told().values().sum::<usize>(), 1, "{told:?}");

    // Their answers lay in the mailbox all the time.
    let mailbox = scene.mail.maildir("cabinet");
    for lot in &sent {
        let arl = scene.practice.arl(lot, true, Timestamp::now());
        let letter = letters::letter(scene.practice.world(), &arl);
        mailbox.deliver(&String::from_utf8(letter.octets).unwrap(), Duration::ZERO);
    }
    scene.mail.start_pop();
    scene.until_stages("every answer", &sent, |stage| {
        matches!(
            stage,
            Stage::Acknowledged {
                strength: Strength::Proven,
                ..
            }
        )
    });
    scene.until_told("Rétabli : votre boîte répond de nouveau");
    wait::until_fits(
        "calm",
        SOON,
        || scene.agent.mailbox(),
        |mailbox| mailbox.level == Level::Well,
    );
    assert_eq!(
        scene.told().values().sum::<usize>(),
        2,
        "{:?}",
        scene.told()
    );
}

#[test]
fn when_returns_stop_altogether_their_silence_is_told_and_so_is_its_end() {
    let desktop = Desktop::start();
    let mut scene = Scene::at_speed(10_000, &desktop, &calm(&[9, 11, 14, 16]));
    // The software takes every other ARL first: lots cannot be followed, returns still can.
    for (nth, file) in fs::read_dir(scene.practice.path("ARL"))
        .unwrap()
        .enumerate()
    {
        if nth % 2 == 0 {
            fs::remove_file(file.unwrap().path()).unwrap();
        }
    }
    scene.learn_sources();
    let mut sent = Vec::new();
    wait::until_true("the silence", Duration::from_secs(100), || {
        sent.extend(scene.send_all());
        let matters = scene.agent.mailbox().book.matters;
        matters
            .iter()
            .any(|matter| matches!(matter, Matter::SilentReturns { .. }))
    });
    let told = scene.until_told("Plus aucun retour de la Sécurité sociale depuis le");
    assert!(
        told.body.contains("La boîte répond, mais rien n’y arrive"),
        "{told:?}"
    );
    assert_eq!(told.urgency, 2, "{told:?}");
    let status = scene.agent.vigie(&["status"], "");
    assert!(status.stdout.contains("Plus aucun retour"), "{status:?}");
    for lot in &sent {
        let arl = scene.practice.arl(lot, true, scene.practice.now());
        scene
            .post
            .send(&letters::letter(scene.practice.world(), &arl));
    }
    scene.until_told("Rétabli : les retours de la Sécurité sociale arrivent de nouveau");
    let told = scene.told();
    assert!(
        told.values().sum::<usize>() == 2,
        "nothing is claimed of lots: {told:?}"
    );
}
