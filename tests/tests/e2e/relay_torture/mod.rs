//! The relay's library, killed at random instants in front of real Dovecot and Postfix, while
//! connections break, the disk fills, the keychain locks, the clock jumps, unique ids change and
//! bits flip. `VIGIE_CASES=1000` for the long run, `VIGIE_SEED` for another one.

mod software;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    env, fs,
    net::TcpStream,
    path::PathBuf,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use secrecy::{ExposeSecret as _, SecretString};
use vigie_relay::spool::{BodyError, Maildrop, Spool, SpoolKey};
use vigie_tests::{
    caisse::dice::Dice,
    children::{self, Child},
    cutting::CuttingProxy,
    mail::{Mail, Options, free_port},
    programs,
    relay_child::{Line, Told, Upstream, subject},
    wait,
};

use software::Known;

const MAILBOXES: [&str; 2] = ["cabinet", "ancienne"];

/// A small disk, so that it can be full.
struct Disk(PathBuf);

impl Disk {
    fn new(at: PathBuf) -> Self {
        fs::create_dir_all(&at).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m,mode=700", "vigie-test"])
            .arg(&at)
            .status()
            .unwrap();
        assert!(mounted.success(), "a file system in memory can be mounted");
        children::unmount_at_end(&at);
        Self(at)
    }

    fn fill(&self) {
        let mut octets = 24 << 20;
        // What is not there is not written, so that the last write takes what is left.
        while octets >= 4 << 10 {
            let block = vec![0x55; octets];
            let file = fs::File::options()
                .create(true)
                .append(true)
                .open(self.0.join("filler"));
            let written = file.and_then(|mut file| std::io::Write::write(&mut file, &block));
            if written.is_err() {
                octets /= 2;
            }
        }
    }

    fn clear(&self) {
        let _none = fs::remove_file(self.0.join("filler"));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _busy = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

struct Torture {
    child: Option<Child>,
    known: Arc<Mutex<Known>>,
    key: SpoolKey,
    told: Told,
    folder: PathBuf,
    pops: CuttingProxy,
    smtps: CuttingProxy,
    /// Contents that were ever delivered.
    delivered: BTreeSet<String>,
    seed: u64,
    disk: Disk,
    mail: Mail,
}

impl Torture {
    fn new(seed: u64) -> Self {
        let options = Options {
            smtp: true,
            ..Options::default()
        };
        let mail = Mail::with(&["cabinet", "ancienne", "caisse"], options);
        let folder = mail.dir().join("relay");
        fs::create_dir_all(&folder).unwrap();
        let disk = Disk::new(folder.join("disk"));
        let address = |port: u16| format!("127.0.0.1:{port}").parse().unwrap();
        let pops = CuttingProxy::start(address(mail.pops_port()), seed);
        let smtps = CuttingProxy::start(address(mail.smtps_port()), seed + 1);
        let stored = SpoolKey::generate().unwrap();
        let user = |name: &str| {
            let user = mail.user(name);
            (user.address(), user.password.clone())
        };
        let told = Told {
            spool: disk.0.join("spool"),
            key: stored.expose_secret().to_owned(),
            pop_port: free_port(),
            smtp_port: free_port(),
            upstream_pops: pops.address().port(),
            upstream_smtps: smtps.address().port(),
            ca_file: mail.ca_file().to_owned(),
            mailboxes: MAILBOXES
                .map(user)
                .map(|(login, password)| Upstream { login, password })
                .to_vec(),
            submission: user("cabinet"),
        };
        told.write(&folder);
        Self {
            child: None,
            known: Arc::default(),
            key: SpoolKey::parse(&SecretString::from(told.key.as_str())).unwrap(),
            told,
            folder,
            pops,
            smtps,
            delivered: BTreeSet::new(),
            seed,
            disk,
            mail,
        }
    }

    fn start(&mut self) {
        let mut command = Command::new(programs::program("relay-child"));
        command.arg(&self.folder);
        self.child = Some(Child::spawn(&mut command, &self.folder.join("log")));
    }

    fn until_open(&self) {
        for port in [self.told.pop_port, self.told.smtp_port] {
            wait::until_true("the relay's port", Duration::from_mins(1), || {
                TcpStream::connect(("127.0.0.1", port)).is_ok()
            });
        }
    }

    /// One life of the child, and how it looks after it.
    fn run(&mut self, number: u64) {
        let mut dice = Dice::of(self.seed, &[number]);
        for proxy in [&self.pops, &self.smtps] {
            proxy.cut(if dice.chance(400) { 250 } else { 0 });
        }
        self.start();
        let until = Instant::now() + Duration::from_millis(u64::from(dice.between(1, 30)).pow(2));
        let stopped = Arc::new(AtomicBool::new(false));
        let threads: Vec<_> = (0..3)
            .map(|thread| {
                let (known, stopped) = (Arc::clone(&self.known), Arc::clone(&stopped));
                let (pop, smtp) = (self.told.pop_port, self.told.smtp_port);
                let dice = Dice::of(self.seed, &[number, thread]);
                thread::spawn(move || match thread {
                    0 | 1 => software::collect(pop, dice, &known, &stopped),
                    _ => software::send(smtp, dice, &known, &stopped),
                })
            })
            .collect();
        while Instant::now() < until {
            self.stir(&mut dice);
            let pause = Duration::from_millis(u64::from(dice.between(1, 80)));
            thread::sleep(pause.min(until.saturating_duration_since(Instant::now())));
        }
        self.child = None;
        stopped.store(true, Ordering::Release);
        for thread in threads {
            thread.join().unwrap();
        }
        self.disk.clear();
        let _none = fs::remove_file(self.folder.join("locked"));
        self.check(number);
        if dice.chance(200) {
            self.flip_a_bit(&mut dice);
        }
    }

    /// Something happens in the world.
    fn stir(&mut self, dice: &mut Dice) {
        match dice.between(0, 19) {
            0..=8 => self.deliver(dice),
            9 => self.disk.fill(),
            10..=11 => self.disk.clear(),
            12 => fs::write(self.folder.join("locked"), "").unwrap(),
            13..=14 => {
                let _open = fs::remove_file(self.folder.join("locked"));
            }
            15 => {
                // Within the time in which a lot is not lawfully sent again.
                let hours = i64::from(dice.between(0, 40)) - 20;
                let seconds = (hours * 3_600).to_string();
                fs::write(self.folder.join("clock"), seconds).unwrap();
            }
            16 => self.renumber(MAILBOXES[dice.between(0, 1) as usize], dice.next()),
            _ => {}
        }
    }

    fn deliver(&mut self, dice: &mut Dice) {
        let content = format!("ARL-{:06}", self.delivered.len());
        let most = if dice.chance(50) { 20_000 } else { 400 };
        let lines = usize::try_from(dice.between(0, most)).unwrap();
        let message = format!(
            "From: <arl@caisse.example>\nTo: <cabinet@example.test>\nSubject: {content}\n\
             Message-ID: <{content}@caisse.example>\n\n{}.\nfin {content}\n",
            "0123456789abcdefghijklmnopqrstuvwxyz\n".repeat(lines)
        );
        self.delivered.insert(content);
        let both = dice.chance(200);
        let first = dice.between(0, 1) as usize;
        for (place, name) in MAILBOXES.into_iter().enumerate() {
            if both || place == first {
                let trace = format!("Received: by {name}.example; {}\n", dice.next());
                let maildir = self.mail.maildir(name);
                maildir.deliver(&format!("{trace}{message}"), Duration::from_mins(1));
            }
        }
    }

    /// Every message of a mailbox gets another unique id.
    fn renumber(&self, name: &str, by: u64) {
        let folder = self.mail.dir().join("vmail").join(name).join("Maildir/cur");
        for (number, entry) in fs::read_dir(&folder).unwrap().enumerate() {
            let path = entry.unwrap().path();
            let new = folder.join(format!("{number:09}.again{by:016x}.example:2,"));
            // It may just have been deleted.
            let _gone = fs::rename(path, new);
        }
    }

    /// Not in the record: that is tested elsewhere.
    fn flip_a_bit(&self, dice: &mut Dice) {
        let names = fs::read_dir(self.told.spool.join("messages"));
        let paths: Vec<PathBuf> = names
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect();
        if paths.is_empty() {
            return;
        }
        let path = dice.pick(&paths);
        let mut octets = fs::read(path).unwrap();
        if octets.is_empty() {
            return;
        }
        let at = usize::try_from(dice.next() % octets.len() as u64).unwrap();
        octets[at] ^= 1 << dice.between(0, 7);
        fs::write(path, octets).unwrap();
    }

    /// Every message upstream, in the spool, or confirmed; and none of them twice.
    fn check(&self, number: u64) {
        let (spool, _) = Spool::open(&self.told.spool).unwrap();
        let spool = Arc::new(spool);
        let waiting = waiting(&spool.maildrop(&self.key).unwrap());
        let mut known = self.known.lock().unwrap();
        for (uid, content) in &waiting {
            let Some(content) = content else { continue };
            let before = known.stands_for.entry(uid.clone());
            assert_eq!(before.or_insert_with(|| content.clone()), content, "{uid}");
        }
        for batch in std::mem::take(&mut known.in_doubt) {
            let left = batch.iter().filter(|uid| waiting.contains_key(*uid));
            let left = left.count();
            assert!(
                left == 0 || left == batch.len(),
                "run {number}: half of a QUIT"
            );
            if left == 0 {
                let contents: Vec<String> = batch
                    .iter()
                    .map(|uid| known.stands_for[uid].clone())
                    .collect();
                known.confirmed.extend(contents);
            }
        }
        assert_eq!(known.faults, Vec::<String>::new(), "run {number}");
        let served: HashSet<&String> = waiting.values().flatten().collect();
        let again = served
            .iter()
            .find(|content| known.confirmed.contains(**content));
        assert_eq!(again, None, "run {number}: confirmed, and waits again");
        let upstream = self.upstream();
        for content in &self.delivered {
            assert!(
                known.confirmed.contains(content)
                    || served.contains(content)
                    || upstream.contains(content),
                "run {number}: {content} is lost"
            );
        }
    }

    fn upstream(&self) -> HashSet<String> {
        let mails = MAILBOXES.map(|name| self.mail.maildir(name).messages());
        let mails = mails.into_iter().flatten();
        mails
            .map(|(_, octets)| subject(&String::from_utf8_lossy(&octets)).to_owned())
            .collect()
    }

    /// When all trouble is over, everything reaches the software, and each lot the provider.
    fn settle(&mut self) {
        for proxy in [&self.pops, &self.smtps] {
            proxy.cut(0);
        }
        let _right = fs::remove_file(self.folder.join("clock"));
        self.start();
        self.until_open();
        let stopped = Arc::new(AtomicBool::new(false));
        let deadline = Duration::from_secs(90);
        let threads = [0, 1].map(|thread| {
            let (known, stopped) = (Arc::clone(&self.known), Arc::clone(&stopped));
            let (pop, smtp) = (self.told.pop_port, self.told.smtp_port);
            let dice = Dice::of(self.seed, &[u64::MAX, thread]);
            thread::spawn(move || {
                if thread == 0 {
                    software::collect(pop, dice, &known, &stopped);
                } else {
                    software::send(smtp, dice, &known, &stopped);
                }
            })
        });
        wait::until_true("everything to be taken", deadline, || {
            self.known.lock().unwrap().confirmed.len() == self.delivered.len()
        });
        wait::until_true("the mailboxes to be empty", deadline, || {
            self.upstream().is_empty()
        });
        stopped.store(true, Ordering::Release);
        for thread in threads {
            thread.join().unwrap();
        }
        // The book is told once more.
        let served = self.known.lock().unwrap().stands_for.len();
        wait::until_true("the book to know every return", deadline, || {
            returns(&Line::all(&self.folder)).len() >= served
        });
        self.child = None;
        self.check(u64::MAX);
        self.mail.until_delivered();
        self.check_lots();
        self.check_book();
    }

    fn check_lots(&self) {
        let mut copies: BTreeMap<String, usize> = BTreeMap::new();
        for (_, octets) in self.mail.maildir("caisse").messages() {
            let text = String::from_utf8_lossy(&octets).replace("\r\n", "\n");
            let name = subject(&text).to_owned();
            let sent = software::lot(&name).replace("\r\n", "\n");
            let body = |text: &str| text.split_once("\n\n").unwrap().1.to_owned();
            assert_eq!(body(&text), body(&sent), "{name} was changed");
            *copies.entry(name).or_default() += 1;
        }
        let (mut unknown, mut nameless) = (HashMap::new(), 0);
        let mut seen = HashSet::new();
        for line in Line::all(&self.folder) {
            let Line::Lot {
                sighting,
                name,
                is_known,
                ..
            } = line
            else {
                continue;
            };
            if is_known || !seen.insert(sighting) {
                continue;
            }
            if name.is_empty() {
                nameless += 1;
            } else {
                *unknown.entry(name).or_insert(0) += 1;
            }
        }
        let known = self.known.lock().unwrap();
        let mut unexplained = 0;
        for (name, heard) in &known.lots {
            let copies = copies.get(name).copied().unwrap_or(0);
            assert!(!heard || copies >= 1, "{name} never left");
            let explained = 1 + unknown.get(name).copied().unwrap_or(0);
            unexplained += copies.saturating_sub(explained);
        }
        assert!(
            unexplained <= nameless,
            "{unexplained} lots went twice, and nobody says so"
        );
        println!(
            "{} messages, {} lots, {} copies of lots, {} passings unknown",
            self.delivered.len(),
            known.lots.len(),
            copies.values().sum::<usize>(),
            unknown.values().sum::<usize>() + nameless
        );
    }

    /// A kill between spool and book loses no sighting.
    fn check_book(&self) {
        let lines = Line::all(&self.folder);
        let told = returns(&lines);
        let known = self.known.lock().unwrap();
        let missing = known.stands_for.keys().find(|uid| !told.contains(*uid));
        assert_eq!(missing, None, "the book knows nothing of it");
        let lots: HashSet<&String> = lines
            .iter()
            .filter_map(|line| match line {
                Line::Lot { name, .. } => Some(name),
                Line::Return(_) => None,
            })
            .collect();
        let has_nameless = lots.iter().any(|name| name.is_empty());
        for (name, _) in known.lots.iter().filter(|(_, heard)| **heard) {
            assert!(lots.contains(name) || has_nameless, "{name} is in no book");
        }
    }
}

fn returns(lines: &[Line]) -> HashSet<String> {
    let returns = lines.iter().filter_map(|line| match line {
        Line::Return(uid) => Some(uid.clone()),
        Line::Lot { .. } => None,
    });
    returns.collect()
}

/// What waits, by unique id; without its content where it is damaged.
fn waiting(maildrop: &Maildrop) -> HashMap<String, Option<String>> {
    let mut waiting = HashMap::new();
    for (place, held) in maildrop.messages().enumerate() {
        let content = match read(maildrop, place) {
            Ok(message) => Some(subject(&message).to_owned()),
            Err(BodyError::Damaged) => None,
            Err(error) => panic!("{error}"),
        };
        waiting.insert(held.uid.to_owned(), content);
    }
    waiting
}

fn read(maildrop: &Maildrop, place: usize) -> Result<String, BodyError> {
    let mut body = maildrop.body(place)?.unwrap();
    let mut octets = Vec::new();
    while let Some(part) = body.next_part()? {
        octets.extend_from_slice(&part);
    }
    Ok(String::from_utf8(octets).unwrap())
}

fn number(variable: &str, usual: u64) -> u64 {
    let asked = env::var(variable).ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn killed_at_any_instant_it_loses_nothing_and_repeats_nothing() {
    let mut torture = Torture::new(number("VIGIE_SEED", 1));
    for run in 0..number("VIGIE_CASES", 50) {
        torture.run(run);
    }
    torture.settle();
}
