//! A damaged record, and one of many years.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use jiff::SignedDuration;
use vigie_relay::{
    Clock as _, KeepTime, Listed, MailboxId,
    collect::{Collected, Purpose, Turn, turn},
    spool::{Spool, SpoolKey},
};

use crate::support::{Hands, folder, new_key, upstream::Mailbox};

const RECORD: &str = "spool.sqlite3";

struct Desk {
    folder: tempfile::TempDir,
    key: SpoolKey,
    hands: Hands,
    mailbox: Mailbox,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: folder(),
            key: new_key(),
            hands: Hands::new(),
            mailbox: Mailbox::default(),
        }
    }

    fn open(&self) -> (Arc<Spool>, bool) {
        let (spool, recovered) = Spool::open(self.folder.path()).unwrap();
        (Arc::new(spool), recovered.salvaged)
    }

    fn of() -> Collected {
        Collected {
            mailbox: MailboxId::new("a").unwrap(),
            keep: KeepTime::days(2),
            purpose: Purpose::Collect,
        }
    }

    fn deliver(&self, number: u32) {
        let message = format!("Message-ID: <{number}@x>\r\n\r\ncorps {number}\r\n");
        self.mailbox
            .deliver(&format!("u{number}"), message.as_bytes());
    }

    fn turn(&self, spool: &Arc<Spool>) -> Turn {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let (of, session) = (Self::of(), self.mailbox.log_in(None));
        let mut unheard = |_: &[_]| {};
        let turn = turn(spool, &self.key, &of, session, &self.hands, &mut unheard);
        runtime.block_on(turn).unwrap()
    }

    /// What waits: unique ids, and the last lines of the bodies that can be read.
    fn waiting(&self, spool: &Arc<Spool>) -> BTreeMap<String, Option<String>> {
        let maildrop = spool.maildrop(&self.key).unwrap();
        let held = maildrop.messages().enumerate();
        held.map(|(place, held)| {
            let mut body = maildrop.body(place).unwrap().unwrap();
            let part = body.next_part().ok().flatten();
            let text = part.map(|part| String::from_utf8(part.to_vec()).unwrap());
            let last = text.map(|text| text.lines().last().unwrap().to_owned());
            (held.uid.to_owned(), last)
        })
        .collect()
    }

    fn confirm_first(&self, spool: &Arc<Spool>, messages: usize) {
        let maildrop = spool.maildrop(&self.key).unwrap();
        let places: Vec<usize> = (0..messages).collect();
        maildrop.confirm(&places, self.hands.now()).unwrap();
    }

    /// Three messages that the software has, three that wait, and one that it had before.
    fn filled() -> Self {
        let desk = Self::new();
        let (spool, salvaged) = desk.open();
        assert!(!salvaged);
        desk.deliver(9);
        let before = [Listed {
            uid: "u9".to_owned(),
            octets: None,
        }];
        let of = Self::of();
        spool
            .note_had(&of.mailbox, &before, desk.hands.now())
            .unwrap();
        (0..6).for_each(|number| desk.deliver(number));
        desk.turn(&spool);
        desk.confirm_first(&spool, 3);
        desk
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

#[test]
fn a_record_that_is_garbage_costs_a_second_fetch_and_nothing_else() {
    let desk = Desk::filled();
    let before = desk.waiting(&desk.open().0);
    assert_eq!(before.len(), 3);
    let record = desk.folder.path().join(RECORD);
    let mut octets = fs::read(&record).unwrap();
    octets[..512].fill(0x5a);
    fs::write(&record, octets).unwrap();

    let (spool, salvaged) = desk.open();
    assert!(salvaged);
    assert_eq!(desk.waiting(&spool).len(), 0);
    let turn = desk.turn(&spool);
    assert_eq!(
        turn.accepted.len(),
        7,
        "what it had before is not known any more"
    );
    let after = desk.waiting(&spool);
    assert_eq!(after.len(), 4);
    for (uid, content) in before {
        assert_eq!(after[&uid], content);
    }
    // What the software had is deleted upstream when its time is over, and not served.
    desk.hands.go(SignedDuration::from_hours(48));
    let turn = desk.turn(&spool);
    assert_eq!(turn.deleted, ["u0", "u1", "u2"]);
    let names = fs::read_dir(desk.folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let aside = names.filter(|name| name.contains("damaged"));
    assert!(aside.count() >= 1);
    // The bodies of the old record are gone with time.
    let keep = |_: &str| Some(KeepTime::CURRENT);
    desk.hands.go(SignedDuration::from_hours(24 * 8));
    desk.turn(&spool);
    spool.erase(&keep, desk.hands.now()).unwrap();
    let bodies = fs::read_dir(desk.folder.path().join("messages")).unwrap();
    assert_eq!(bodies.count(), 4);
}

#[test]
fn what_the_software_had_directly_is_carried_over_where_it_can_be_read() {
    let desk = Desk::filled();
    drop(desk.open());
    let record = desk.folder.path().join(RECORD);
    let connection = rusqlite::Connection::open(&record).unwrap();
    let root: i64 = connection
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'submission_by_digest'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(connection);
    let mut octets = fs::read(&record).unwrap();
    let at = usize::try_from((root - 1) * 4_096).unwrap();
    octets[at..at + 64].fill(0xff);
    fs::write(&record, octets).unwrap();
    let (spool, salvaged) = desk.open();
    assert!(salvaged);
    desk.turn(&spool);
    assert_eq!(desk.waiting(&spool).len(), 3);
}

#[test]
fn a_flipped_bit_loses_nothing_wherever_it_is() {
    let desk = Desk::filled();
    let waiting: BTreeSet<String> = (3..6).map(|number| format!("corps {number}")).collect();
    let pristine = folder();
    copy(desk.folder.path(), pristine.path());
    let whole = fs::read(pristine.path().join(RECORD)).unwrap();
    // Only where something is: free space is most of the file.
    let used: Vec<usize> = (0..whole.len()).filter(|&at| whole[at] != 0).collect();
    let (mut salvaged, mut opened) = (0, 0);
    for (round, &at) in used.iter().enumerate().step_by(used.len() / 150) {
        fs::remove_dir_all(desk.folder.path()).unwrap();
        copy(pristine.path(), desk.folder.path());
        let mut octets = whole.clone();
        octets[at] ^= 1 << (round % 8);
        fs::write(desk.folder.path().join(RECORD), octets).unwrap();
        let (spool, again) = desk.open();
        opened += 1;
        salvaged += usize::from(again);
        desk.turn(&spool);
        // What is found damaged now is fetched in the next turn.
        desk.waiting(&spool);
        desk.turn(&spool);
        let served: BTreeSet<String> = desk.waiting(&spool).into_values().flatten().collect();
        assert!(served.is_superset(&waiting), "flip at {at}: {served:?}");
        for number in 0..3 {
            let content = format!("corps {number}");
            assert!(!served.contains(&content), "flip at {at}: {content} again");
        }
    }
    assert!(salvaged > 10 && salvaged < opened, "{salvaged} of {opened}");
}

#[test]
fn a_body_that_is_not_upstream_any_more_outlives_its_record() {
    let desk = Desk::filled();
    fs::remove_file(desk.folder.path().join(RECORD)).unwrap();
    desk.mailbox
        .0
        .lock()
        .unwrap()
        .retain(|mail| mail.uid != "u4");
    let (spool, salvaged) = desk.open();
    assert!(salvaged);
    assert_eq!(desk.turn(&spool).adopted, 0);
    assert_eq!(desk.waiting(&spool).len(), 3, "with the one it had before");
    drop(spool);
    // A further start does not take them for leftovers.
    let (spool, salvaged) = desk.open();
    assert!(!salvaged);
    desk.hands.go(SignedDuration::from_hours(1));
    // Called from several sides at once, without any turn.
    let now = desk.hands.now();
    let adopted: usize = std::thread::scope(|scope| {
        let calls = [(); 4].map(|()| scope.spawn(|| spool.adopt(&desk.key, now).unwrap()));
        calls.into_iter().map(|call| call.join().unwrap()).sum()
    });
    assert_eq!(adopted, 1);
    let waiting: Vec<String> = desk.waiting(&spool).into_values().flatten().collect();
    assert!(waiting.contains(&"corps 4".to_owned()), "{waiting:?}");
    assert_eq!(waiting.len(), 4);
    assert_eq!(desk.turn(&spool).adopted, 0);
}

#[test]
fn the_record_does_not_grow_with_the_years() {
    let desk = Desk::new();
    let (spool, _) = desk.open();
    let keep = |_: &str| Some(KeepTime::CURRENT);
    let mut largest = 0;
    for day in 0..1_500 {
        desk.deliver(day);
        let arrived = desk.turn(&spool).accepted;
        let told: Vec<_> = arrived
            .iter()
            .map(vigie_relay::spool::Accepted::sighting)
            .collect();
        spool.note_told(&told).unwrap();
        desk.confirm_first(&spool, 1);
        desk.hands.go(SignedDuration::from_hours(24));
        spool.erase(&keep, desk.hands.now()).unwrap();
        if day == 500 {
            largest = fs::metadata(desk.folder.path().join(RECORD)).unwrap().len();
        }
    }
    assert!(desk.mailbox.mails().len() <= 3);
    drop(spool);
    let record = desk.folder.path().join(RECORD);
    assert!(fs::metadata(&record).unwrap().len() <= largest + (64 << 10));
    let rows: i64 = rusqlite::Connection::open(&record)
        .unwrap()
        .query_row("SELECT count(*) FROM message", [], |row| row.get(0))
        .unwrap();
    assert!(rows <= 405, "{rows}");
    // Neither do the counterfoils.
    drop(desk.open());
    let counterfoils = fs::metadata(desk.folder.path().join("counterfoils")).unwrap();
    assert!(counterfoils.len() < 65 * 2_600, "{}", counterfoils.len());
}
