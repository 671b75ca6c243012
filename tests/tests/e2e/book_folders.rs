//! The billing software's own folders: found, followed, lost and found again, and read to the end
//! whatever ends the agent in the middle.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, civil::date, tz::TimeZone};
use vigie_domain::{
    billing::Base,
    book::{
        follow_up::Stage,
        query::{Lot as BookLot, Page, ReturnQuery},
        returns::Strength,
        source::SourceKind,
    },
};
use vigie_protocol::{Answer, Request, SourceStatus};
use vigie_tests::{
    agent::{self, Agent},
    caisse::{
        Lot, Parameters, Plan, Practice as Worker, Pyxvital, Shares, rules_document, windows_1252,
    },
    mail::Mail,
    practice::{Practice, add_source, book, rows_of},
    wait,
};

const SOON: Duration = Duration::from_mins(1);

/// Lots of practitioners whose returns all come to one mailbox, and what came back: nothing went
/// wrong.
fn calm(practitioners: u32, days: u16) -> Plan {
    let practices = (0..practitioners)
        .map(|number| {
            let mut worker = Worker::doctor("cabinet", 42 + number);
            worker.sends = 1000;
            worker
        })
        .collect();
    let mut parameters = Parameters {
        begins: date(2026, 1, 5),
        days,
        practices,
        shares: Shares::CALM,
        outages: 0,
        noise: 0,
        ..Parameters::default()
    };
    parameters.offices.truncate(2);
    Plan::generate(11, parameters)
}

/// A headless agent by the time of day, with the rules that know the invented ARLs.
fn options(mail: &Mail, rules: &Path) -> agent::Options {
    fs::write(rules, rules_document()).unwrap();
    agent::Options {
        ca_file: Some(mail.ca_file().to_owned()),
        passphrase: Some("phrase".to_owned()),
        hurried: true,
        more: vec!["--rules".to_owned(), rules.display().to_string()],
        ..agent::Options::default()
    }
}

fn sources(agent: &Agent) -> Vec<SourceStatus> {
    let ran = agent.vigie(&["sources", "list", "--json"], "");
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("no sources ({e}): {ran:?}"))
}

/// How many returns the book holds.
pub(crate) fn returns(agent: &Agent) -> u64 {
    let query = ReturnQuery {
        account: None,
        classes: Vec::new(),
        search: String::new(),
        offset: 0,
        limit: 1,
    };
    match agent.ask(Request::Returns { query }) {
        Ok(Answer::Returns { page }) => page.total,
        other => panic!("no returns: {other:?}"),
    }
}

#[test]
fn pyxvital_is_found_and_its_practitioners_folders_are_followed() {
    let mail = Mail::start();
    let dir = tempfile::tempdir().unwrap();
    // A drive of the practice's computer, with a name that its settings write in Windows-1252.
    let drive = dir.path().join("Données réseau");
    let root = drive.join("pyxvital");
    let pyxvital = Pyxvital::install(&root, 2).unwrap();
    let ini = fs::read(pyxvital.ini()).unwrap();
    let name = windows_1252("Données réseau");
    assert!(
        ini.windows(name.len()).any(|some| some == name) && String::from_utf8(ini).is_err(),
        "written as Windows writes it"
    );
    let found = vigie_sources::find_below(&vigie_sources::built_in(), &|base| {
        if base == Base::Drive {
            vec![drive.clone()]
        } else {
            Vec::new()
        }
    });
    let kinds: Vec<_> = found.iter().map(|found| found.kind.clone()).collect();
    let of = |practitioner: &str| SourceKind::Pyxvital {
        ini: pyxvital.ini().display().to_string(),
        practitioner: Some(practitioner.to_owned()),
    };
    assert_eq!(kinds, [of("1"), of("2")]);
    assert_eq!(found[0].software.as_deref(), Some("Pyxvital"));

    // The first practitioner's lots lie there already; the second one has another mailbox.
    let plan = calm(2, 3);
    let (mine, others): (Vec<&Lot>, Vec<&Lot>) = plan
        .world()
        .lots()
        .iter()
        .partition(|lot| lot.practice == 0);
    let (earlier, later) = mine.split_at(mine.len() / 2);
    for lot in earlier {
        pyxvital.put_lot(1, lot, lot.made).unwrap();
    }
    for lot in &others {
        pyxvital.put_lot(2, lot, lot.made).unwrap();
    }
    let agent = Agent::start(None, options(&mail, &dir.path().join("rules.json")));
    let account = agent.add(&mail, "cabinet").id;
    let ini = pyxvital.ini().display().to_string();
    let chosen = ["--pyxvital", ini.as_str(), "--practitioner", "1"];
    let shown = agent.vigie(
        &[&["sources", "preview"], &chosen[..], &["--json"]].concat(),
        "",
    );
    let lots = shown.json()["lots"].as_u64();
    // Each lot lies there twice, in LOTS and in B2.
    assert!(lots >= Some(earlier.len() as u64), "{shown:?}");
    assert_eq!(book(&agent).total, 0, "a preview keeps nothing");
    agent
        .ask(Request::AddSource {
            account,
            kind: kinds[0].clone(),
        })
        .unwrap();
    let all_are_there = |lots: &[&Lot]| {
        wait::until_fits(
            "the first practitioner's lots, once each",
            SOON,
            || book(&agent),
            |book| book.total == lots.len() as u64,
        )
    };
    let read = all_are_there(earlier);
    for lot in earlier {
        let [row] = rows_of(&read, lot)[..] else {
            panic!("{lot:?} is not there once");
        };
        assert_eq!(
            (row.first_sent, row.follow_up.transmissions()),
            (lot.made, 1),
            "{row:?}"
        );
    }

    // It is followed: further lots go out, and ARLs come.
    for lot in later {
        pyxvital.put_lot(1, lot, lot.made).unwrap();
    }
    for lot in &mine {
        let hour = SignedDuration::from_hours(1);
        pyxvital.put_arl(1, lot, true, lot.made + hour).unwrap();
    }
    all_are_there(&mine);
    wait::until_true("an ARL for each", SOON, || {
        let book = book(&agent);
        // The sign of an ARL's file is not known to be read: that it came is.
        mine.iter().all(|lot| {
            rows_of(&book, lot)
                .iter()
                .all(|row| matches!(row.follow_up.stage(), Stage::Acknowledged { .. }))
        })
    });
    assert_eq!(sources(&agent)[0].problem, None);
}

#[test]
fn a_log_is_read_line_by_line_as_its_profile_says() {
    let mail = Mail::start();
    let dir = tempfile::tempdir().unwrap();
    let plan = calm(1, 4);
    let lots = plan.world().lots();
    let log = dir.path().join("Télétransmission.csv");
    let line = |lot: &Lot, hours: i64| {
        let sent = (lot.made + SignedDuration::from_hours(hours)).to_zoned(TimeZone::system());
        let sent = sent.strftime("%d/%m/%Y %H:%M:%S");
        let date = lot.date.strftime("%d/%m/%Y");
        format!(
            "{};{date};{};{};{sent}\r\n",
            lot.number, lot.emitter, lot.caisse
        )
    };
    let write = |text: &str| {
        let mut file = fs::File::options()
            .create(true)
            .append(true)
            .open(&log)
            .unwrap();
        file.write_all(&windows_1252(text)).unwrap();
    };
    write("N° de lot;Date;Émetteur;Caisse;Envoyé le\r\n");
    write(&line(&lots[0], 0));
    let agent = Agent::start(None, options(&mail, &dir.path().join("rules.json")));
    agent.add(&mail, "cabinet");
    let path = log.display().to_string();
    let chosen = ["--log", path.as_str(), "--profile", "export-csv"];
    let added = agent.vigie(&[&["sources", "add"], &chosen[..]].concat(), "");
    assert_eq!(added.status, 0, "{added:?}");
    let known = |count: usize| {
        wait::until_fits(
            "the log's lots",
            SOON,
            || book(&agent),
            |book| book.total == count as u64,
        )
    };
    known(1);
    // The log grows, breaks off in mid-line, and goes on; the first lot is sent a second time.
    let last = line(&lots[lots.len() - 1], 0);
    let (begun, rest) = last.split_at(9);
    for lot in &lots[1..lots.len() - 1] {
        write(&line(lot, 0));
    }
    write(begun);
    known(lots.len() - 1);
    write(rest);
    write(&line(&lots[0], 50));
    known(lots.len());
    wait::until_true("the second sending", SOON, || {
        let book = book(&agent);
        lots.iter().all(|lot| {
            let sent = if lot.index == 0 { 2 } else { 1 };
            let rows = rows_of(&book, lot);
            rows.len() == 1
                && rows[0].follow_up.transmissions() == sent
                && rows[0].caisse == Some(lot.caisse)
        })
    });
}

#[test]
fn a_folder_that_goes_away_is_told_and_read_on_when_it_is_back() {
    let mail = Mail::start();
    let dir = tempfile::tempdir().unwrap();
    let plan = calm(1, 4);
    let world = plan.world();
    let (practice, first) = put_on_disk(&plan, world.lots().len() / 2);
    let agent = Agent::start(None, options(&mail, &dir.path().join("rules.json")));
    agent.add(&mail, "cabinet");
    let folder = practice.path("messages");
    add_source(&agent, "--lots", &folder);
    let known = |count: usize| {
        wait::until_fits(
            "the lots",
            SOON,
            || book(&agent),
            |book| book.total == count as u64,
        )
    };
    known(first.len());
    assert_eq!(sources(&agent)[0].problem, None);

    // The network drive is gone; then something else stands there; then it is back, with more.
    let elsewhere = practice.path("elsewhere");
    let until_problem = |key: Option<&str>| {
        wait::until_fits(
            "what is said of the folder",
            SOON,
            || sources(&agent)[0].problem.clone(),
            |problem| problem.as_ref().map(|text| text.key.as_str()) == key,
        );
    };
    fs::rename(&folder, &elsewhere).unwrap();
    until_problem(Some("source-missing"));
    let said = agent.vigie(&["sources", "list"], "");
    assert!(said.stdout.contains("plus rien à cet endroit"), "{said:?}");
    fs::write(&folder, "x").unwrap();
    until_problem(Some("source-not-a-folder"));
    assert_eq!(
        book(&agent).total,
        first.len() as u64,
        "what was learnt stays"
    );
    fs::remove_file(&folder).unwrap();
    fs::rename(&elsewhere, &folder).unwrap();
    let rest: Vec<&Lot> = world.lots()[world.lots().len() / 2..]
        .iter()
        .filter(|lot| !lot.is_enveloped())
        .collect();
    for lot in &rest {
        practice.send(lot, lot.made);
    }
    until_problem(None);
    let read = known(first.len() + rest.len());
    assert!(
        read.rows
            .iter()
            .all(|row| row.follow_up.transmissions() == 1),
        "nothing is counted twice: {read:?}"
    );
}

/// A practice's folders with the first lots of a plan and their ARLs, and these lots.
fn put_on_disk(plan: &Plan, lots: usize) -> (Practice, Vec<Lot>) {
    let world = plan.world();
    let until = world.lots()[lots].made;
    let practice = Practice::new(world.clone(), until, 1);
    let count = practice.remember(plan, until);
    let first: Vec<Lot> = world.lots()[..lots]
        .iter()
        .filter(|lot| !lot.is_enveloped())
        .cloned()
        .collect();
    assert_eq!(first.len(), count);
    (practice, first)
}

#[test]
fn killed_in_the_middle_of_thousands_of_files_it_loses_and_doubles_nothing() {
    const KILLS: u64 = 5;
    let mail = Mail::start();
    let dir = tempfile::tempdir().unwrap();
    let plan = calm(6, 220);
    let (practice, lots) = put_on_disk(&plan, plan.world().lots().len() - 1);
    let count = lots.len();
    let arls = fs::read_dir(practice.path("ARL")).unwrap().count();
    println!("{count} lots and {arls} ARLs in folders");
    assert!(count > 2000);
    // Half of the ARLs lie in the mailbox as well, as they came.
    let maildir = mail.maildir("cabinet");
    for file in files(&practice.path("ARL")).iter().step_by(2) {
        let octets = fs::read_to_string(file).unwrap();
        maildir.deliver(&octets, Duration::ZERO);
    }
    let mut agent = Agent::start(None, options(&mail, &dir.path().join("rules.json")));
    agent.add(&mail, "cabinet");
    add_source(&agent, "--lots", &practice.path("messages"));
    add_source(&agent, "--returns", &practice.path("ARL"));
    let mut killed_at = BTreeSet::new();
    let mut before = None;
    loop {
        let seen = (book_total(&agent), returns(&agent));
        if seen == (count as u64, arls as u64) {
            break;
        }
        // In the midst: more was read since the last time.
        let is_next = (seen.0 + seen.1) * KILLS > (count + arls) as u64 * killed_at.len() as u64;
        if is_next && before.is_some_and(|before| before != seen) {
            killed_at.insert(seen);
            agent.kill();
            agent.launch();
            before = None;
        } else {
            before = Some(seen);
        }
    }
    println!("killed when the book held (lots, returns) {killed_at:?}");
    let among_returns = |&(_, returns): &(u64, u64)| returns > 0 && returns < arls as u64;
    assert!(killed_at.len() >= 3 && killed_at.iter().any(among_returns));
    agent.kill();
    agent.launch();
    wait::until_true("everything to be read once more", SOON, || {
        agent.mailbox().last_check.is_some()
            && sources(&agent)
                .iter()
                .all(|source| source.last_read.is_some())
    });
    is_the_plan(&lots, &book(&agent));
    assert_eq!(returns(&agent), arls as u64);
}

fn book_total(agent: &Agent) -> u64 {
    let ran = agent.vigie(&["lots", "--json", "--limit", "1"], "");
    ran.json()["total"].as_u64().unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// Each lot stands there once, sent once, and acknowledged for certain.
fn is_the_plan(lots: &[Lot], book: &Page<BookLot>) {
    assert_eq!(book.total, lots.len() as u64);
    let mut rows: BTreeMap<_, Vec<&BookLot>> = BTreeMap::new();
    for row in &book.rows {
        rows.entry(row.reference.clone()).or_default().push(row);
    }
    for lot in lots {
        let [row] = rows.get(&lot.reference()).map_or(&[][..], Vec::as_slice) else {
            panic!("not once: {lot:?}");
        };
        assert_eq!(row.follow_up.transmissions(), 1, "{row:?}");
        assert_eq!(row.caisse, Some(lot.caisse), "{row:?}");
        let strength = match row.follow_up.stage() {
            Stage::Acknowledged { strength, .. } => strength,
            other => panic!("{other:?}: {row:?}"),
        };
        assert_eq!(*strength, Strength::Proven, "{row:?}");
    }
}
