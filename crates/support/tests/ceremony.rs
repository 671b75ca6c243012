//! Two people sign on their own machines, a third machine publishes, and an agent fetches: with the
//! real program, the real client and real TLS on loopback.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use vigie_config::PracticeNumber;
use vigie_steering::{
    Asked, Change, Digest, Enrolment, FetchError, Fetched, Floors, Held, Http, Limits, PracticeKey,
    Proxy, fetch, open_sealed,
};

const PRACTICE: &str = "7KQM-2XRD-9VTA";
/// A word of the document for one practice that stands nowhere else.
const SECRET: &str = "jamais-public.example";

/// A desk of somebody: their keys, and one passphrase for all of them, different from others'.
struct Desk {
    folder: PathBuf,
}

impl Desk {
    fn new(ground: &Path, name: &str) -> Self {
        let folder = ground.join(name);
        fs::create_dir(&folder).unwrap();
        let passphrase = format!("la phrase de passe de {name}\n");
        fs::write(folder.join("passphrase"), passphrase).unwrap();
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The program in this folder, in English.
    fn run(&self, arguments: &[&str]) -> Output {
        let needs_keys = ["init", "key", "sign", "publish", "refresh"].contains(&arguments[0]);
        let passphrase = ["--passphrase-file", "passphrase"];
        Command::new(env!("CARGO_BIN_EXE_vigie-support"))
            .current_dir(&self.folder)
            .args(["--language", "en"])
            .args(arguments)
            .args(if needs_keys { &passphrase[..] } else { &[] })
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// What it says where all is well.
    fn well(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stdout).unwrap();
        let complained = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {said}{complained}");
        said
    }

    /// What it complains of where it refuses.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let complained = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {complained}");
        complained
    }

    /// Receives something from another desk, as by a memory stick.
    fn receives(&self, from: &Path, name: &str) {
        let to = self.at(name);
        if to.is_dir() {
            fs::remove_dir_all(&to).unwrap();
        }
        copy(from, &to);
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

/// `vigie-support serve`, ended with this value.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(desk: &Desk) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_vigie-support"))
            .current_dir(&desk.folder)
            .args([
                "serve",
                "org/published",
                "--port",
                "0",
                "--tls",
                "trial.pem",
            ])
            .args(["--language", "en"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let said = process.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut line).unwrap();
        let url = line.split(' ').find(|word| word.starts_with("https://"));
        let url = url.unwrap().to_owned();
        Self { process, url }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An agent that is enrolled, with its memory.
struct Agent {
    enrolment: Enrolment,
    http: Http,
    datastore: PathBuf,
    floors: Floors,
    key: PracticeKey,
    number: PracticeNumber,
}

impl Agent {
    fn new(publisher: &Desk, server: &Server, datastore: PathBuf, key: PracticeKey) -> Self {
        let given = fs::read(publisher.at("org/enrolment.toml")).unwrap();
        let given = Enrolment::read(&given).unwrap();
        let authority = fs::read(publisher.at("trial.pem")).unwrap();
        let authority = CertificateDer::from_pem_slice(&authority).unwrap();
        Self {
            enrolment: Enrolment::new(given.organisation(), &server.url, given.root()).unwrap(),
            http: Http::new(vec![authority], Proxy::None).unwrap(),
            datastore,
            floors: Floors::default(),
            key,
            number: PRACTICE.parse().unwrap(),
        }
    }

    fn fetch(&mut self) -> Result<Fetched, FetchError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let held = Held::default();
        let asked = Asked {
            enrolment: &self.enrolment,
            datastore: &self.datastore,
            floors: &self.floors,
            held: &held,
            practice: &self.number,
        };
        let limits = Limits::default();
        let visit = runtime.block_on(fetch(&asked, &self.http, &limits, Timestamp::now()));
        let fetched = visit.outcome?;
        self.floors = fetched.floors;
        Ok(fetched)
    }

    /// What is in force: the documents for many by name, and what is for this practice alone.
    fn in_force(&mut self) -> (Vec<String>, Vec<String>) {
        let Change {
            documents, sealed, ..
        } = self.fetch().unwrap().change.unwrap();
        let documents = documents.into_iter().map(|file| file.name).collect();
        let open = |octets: Vec<u8>| {
            let opened = open_sealed(&octets, &self.key).unwrap();
            String::from_utf8(opened).unwrap()
        };
        let sealed = sealed.into_iter().map(|file| open(file.content.unwrap()));
        (documents, sealed.collect())
    }
}

fn template(desk: &Desk, kind: &str) -> String {
    desk.well(&["new", kind])
}

/// The command that publishes these copies of a proposal.
fn publish<'a>(proposals: &[&'a str]) -> Vec<&'a str> {
    let online = ["org/keys/snapshot.key", "--key", "org/keys/timestamp.key"];
    let mut command = vec!["publish", "org/published"];
    command.extend(proposals);
    command.push("--key");
    command.extend(online);
    command
}

/// Every file below a folder with its content.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn holds(folder: &Path, words: &str) -> bool {
    let words = words.as_bytes();
    let has = |octets: &Vec<u8>| octets.windows(words.len()).any(|part| part == words);
    files(folder).values().any(has)
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one story, from the first day to a theft"
)]
fn two_people_sign_in_two_folders_and_an_agent_takes_what_a_third_publishes() {
    let ground = tempfile::tempdir().unwrap();
    let desk = |name| Desk::new(ground.path(), name);
    let (publisher, claire, ahmed, eva) = (desk("web"), desk("claire"), desk("ahmed"), desk("eva"));

    // The first day: keys for three, two signatures needed, each taken home by its holder.
    let said = publisher.well(&[
        "init",
        "org",
        "--organisation",
        "Logiciel Exemple",
        "--repository",
        "https://vigie.example/",
        "--holder",
        "claire",
        "--holder",
        "ahmed",
        "--holder",
        "nadia",
    ]);
    let root = fs::read(publisher.at("org/published/metadata/1.root.json")).unwrap();
    let fingerprint = vigie_steering::Fingerprint(Digest::of(&root)).to_string();
    assert!(said.contains(&fingerprint), "{said}");
    assert!(said.contains("For nadia: root-nadia.key"), "{said}");
    for (holder, name) in [(&claire, "claire"), (&ahmed, "ahmed")] {
        for role in ["root", "targets"] {
            let key = format!("{role}-{name}.key");
            fs::rename(publisher.at("org/keys").join(&key), holder.at(&key)).unwrap();
        }
        // In one room each types a passphrase of their own; here it is that of the room.
        holder.receives(&publisher.at("passphrase"), "passphrase");
    }

    // Claire writes the documents, one of them for one practice alone.
    let key = PracticeKey::generate();
    let code = key.code(PRACTICE.parse().unwrap()).to_string();
    fs::create_dir(claire.at("documents")).unwrap();
    for kind in ["pages", "bulletin", "practice"] {
        let mut document = template(&claire, kind);
        if kind == "practice" {
            document = document.replace("exemple.example", SECRET);
            document = document.replace("[mailbox]", &format!("code = \"{code}\"\n[mailbox]"));
        }
        fs::write(
            claire.at("documents").join(format!("{kind}.toml")),
            document,
        )
        .unwrap();
    }
    claire.well(&["check", "documents"]);
    claire.receives(&publisher.at("org/published"), "published");
    let said = claire.well(&[
        "sign",
        "incident",
        "--documents",
        "documents",
        "--published",
        "published",
        "--note",
        "POP fermé",
    ]);
    assert!(said.contains("new: bulletin exemple-pop-ferme"), "{said}");
    assert!(said.contains("      severity = \"incident\""), "{said}");
    assert!(
        said.contains("practices with a mailbox at exemple.example"),
        "{said}"
    );
    assert!(said.contains("1 sealed document new or changed"), "{said}");
    assert!(said.contains("by root 1: 0 of 2"), "{said}");

    // Both sign a copy of their own, and neither copy alone is enough.
    ahmed.receives(&claire.at("incident"), "incident");
    let unasked = claire.refused(&["sign", "incident", "--key", "targets-claire.key"]);
    assert!(unasked.contains("Nothing is signed"), "{unasked}");
    claire.well(&["sign", "incident", "--key", "targets-claire.key", "--yes"]);
    let said = ahmed.well(&["sign", "incident", "--key", "targets-ahmed.key", "--yes"]);
    assert!(said.contains("by root 1: 1 of 2"), "{said}");
    let nothing = ahmed.refused(&["sign", "incident", "--key", "root-ahmed.key", "--yes"]);
    assert!(
        nothing.contains("root-ahmed has nothing to sign here"),
        "{nothing}"
    );
    publisher.receives(&claire.at("incident"), "of-claire");
    publisher.receives(&ahmed.at("incident"), "of-ahmed");
    let before = files(&publisher.at("org/published/metadata"));
    let few = publisher.refused(&publish(&["of-claire"]));
    assert!(few.contains("right signatures: 1 of 2"), "{few}");
    assert_eq!(files(&publisher.at("org/published/metadata")), before);
    publisher.well(&publish(&["of-ahmed", "of-claire"]));
    assert!(
        publisher
            .well(&publish(&["of-claire", "of-ahmed"]))
            .contains("already")
    );

    // The agent of that practice opens what is for it, and nobody reads it in the folder.
    let server = Server::start(&publisher);
    let mut agent = Agent::new(&publisher, &server, ground.path().join("datastore"), key);
    let (documents, sealed) = agent.in_force();
    assert_eq!(documents, ["exemple-pop-ferme.json", "pages.json"]);
    assert!(
        sealed[0].contains(SECRET) && sealed.len() == 1,
        "{sealed:?}"
    );
    for folder in [publisher.at("org"), publisher.at("of-claire")] {
        assert!(!holds(&folder, SECRET) && !holds(&folder, &code) && !holds(&folder, PRACTICE));
    }

    // A document that did not change is not sealed again, and nothing new is nothing to sign.
    claire.receives(&publisher.at("org/published"), "published");
    let again = [
        "sign",
        "again",
        "--documents",
        "documents",
        "--published",
        "published",
    ];
    assert!(claire.refused(&again).contains("Nothing would change"));
    let said = claire.well(&["sign", "longer", "--renew", "--published", "published"]);
    assert!(said.contains("the documents are only extended"), "{said}");

    // Who signs sees what is another in a document.
    let bulletin = claire.at("documents/bulletin.toml");
    let written = fs::read_to_string(&bulletin).unwrap();
    let advice = written.replace("severity = \"incident\"", "severity = \"advice\"");
    fs::write(&bulletin, advice).unwrap();
    let said = claire.well(&again);
    let changed = "      - severity = \"incident\"\n      + severity = \"advice\"\n";
    assert!(said.contains(changed), "{said}");
    assert!(!said.contains(" title.fr"), "{said}");
    fs::write(&bulletin, written).unwrap();

    // The incident is over.
    claire.well(&[
        "withdraw",
        "over",
        "--published",
        "published",
        "--id",
        "exemple-pop-ferme",
        "--practice",
        PRACTICE,
    ]);
    let said = claire.well(&["sign", "over", "--key", "targets-claire.key", "--yes"]);
    assert!(said.contains("withdrawn: exemple-pop-ferme"), "{said}");
    assert!(
        said.contains("1 sealed document withdrawn or replaced"),
        "{said}"
    );
    ahmed.receives(&claire.at("over"), "over");
    let said = ahmed.well(&["sign", "over", "--key", "targets-ahmed.key", "--yes"]);
    assert!(said.contains("can be published"), "{said}");
    publisher.receives(&ahmed.at("over"), "over");
    publisher.well(&publish(&["over"]));
    assert_eq!(agent.in_force(), (vec!["pages.json".to_owned()], vec![]));
    let late = publisher.refused(&publish(&["of-claire", "of-ahmed"]));
    assert!(
        late.contains("Something else was published since"),
        "{late}"
    );

    // Claire's key is stolen: Eva makes one on her machine, and takes her place.
    eva.receives(&publisher.at("org/enrolment.toml"), "enrolment.toml");
    eva.well(&[
        "key",
        "targets-eva",
        "--role",
        "targets",
        "--enrolment",
        "enrolment.toml",
    ]);
    publisher.receives(&eva.at("targets-eva.pub"), "targets-eva.pub");
    let said = publisher.well(&[
        "rotate",
        "new-root",
        "--published",
        "org/published",
        "--add",
        "targets-eva.pub",
        "--revoke",
        "targets-claire",
    ]);
    assert!(said.contains("key added: targets-eva"), "{said}");
    assert!(said.contains("key revoked: targets-claire"), "{said}");
    let mut from = publisher.at("new-root");
    for (holder, keys) in [
        (&eva, vec!["targets-eva.key"]),
        (&claire, vec!["root-claire.key"]),
        (&ahmed, vec!["root-ahmed.key", "targets-ahmed.key"]),
    ] {
        holder.receives(&from, "new-root");
        let keys: Vec<&str> = keys.into_iter().flat_map(|key| ["--key", key]).collect();
        holder.well(&[&["sign", "new-root", "--yes"], &keys[..]].concat());
        from = holder.at("new-root");
    }
    publisher.receives(&from, "new-root");
    publisher.well(&publish(&["new-root"]));
    assert_eq!(agent.in_force().0, ["pages.json"]);
    assert_eq!((agent.floors.root, agent.floors.targets), (2, 3));
    claire.receives(&publisher.at("org/published"), "published");
    claire.well(&[
        "sign",
        "theft",
        "--documents",
        "documents",
        "--published",
        "published",
    ]);
    let theft = claire.refused(&["sign", "theft", "--key", "targets-claire.key", "--yes"]);
    assert!(
        theft.contains("targets-claire has nothing to sign here"),
        "{theft}"
    );

    // Cron, and the log.
    publisher.well(&[
        "refresh",
        "org/published",
        "--key",
        "org/keys/timestamp.key",
    ]);
    agent.fetch().unwrap();
    let log = publisher.well(&["log", "org/published"]);
    assert!(
        log.contains("signed by targets-ahmed, targets-eva"),
        "{log}"
    );
    assert!(
        log.contains("signed by targets-ahmed, targets-claire"),
        "{log}"
    );
    assert!(log.contains("note: POP fermé"), "{log}");
    assert!(log.contains("withdrawn: exemple-pop-ferme"), "{log}");
    assert!(log.contains("Root 2, "), "{log}");
}

#[test]
fn what_check_refuses_is_not_signed_and_a_missing_or_wrong_code_is_told_with_its_place() {
    let ground = tempfile::tempdir().unwrap();
    let desk = Desk::new(ground.path(), "desk");
    let said = desk.well(&[
        "init",
        "org",
        "--organisation",
        "Essai",
        "--repository",
        "https://vigie.example/",
        "--trial",
    ]);
    assert!(said.contains("signatures needed: 1 of 1"), "{said}");
    fs::create_dir(desk.at("documents")).unwrap();
    let practice = desk.at("documents/practice.toml");
    let written = template(&desk, "practice");
    let sign = [
        "sign",
        "proposal",
        "--documents",
        "documents",
        "--published",
        "org/published",
    ];
    let with = |field: &str| {
        let document = written.replace("[mailbox]", &format!("{field}\n[mailbox]"));
        fs::write(&practice, document).unwrap();
    };
    let line = written
        .lines()
        .position(|line| line == "[mailbox]")
        .unwrap()
        + 1;

    with("");
    let missing = desk.refused(&sign);
    assert!(
        missing.contains("practice.toml: the code of the practice 7KQM-2XRD-9VTA"),
        "{missing}"
    );
    with("code = \"7KQM-2XRD\"");
    let misread = desk.refused(&sign);
    assert!(
        misread.contains(&format!("practice.toml:{line}: code: 68 letters")),
        "{misread}"
    );
    assert_eq!(desk.refused(&["check", "documents"]), misread);
    let other = PracticeKey::generate().code("0000-0000-0000".parse().unwrap());
    with(&format!("code = \"{other}\""));
    let other = desk.refused(&sign);
    assert!(
        other.contains("practice.toml: code: this is the code of another practice"),
        "{other}"
    );

    let bad = "format = 1\nkind = \"settings\"\nid = \"a\"\n[settings.interval_minutes]\nvalue = 1\n[audience]\neveryone = true\n";
    fs::write(&practice, bad).unwrap();
    let fault = desk.refused(&sign);
    assert!(
        fault.contains("practice.toml:5:1: settings.interval_minutes.value"),
        "{fault}"
    );
    assert!(!desk.at("proposal").exists());

    // `--to` says what the document does not.
    let code = PracticeKey::generate()
        .code(PRACTICE.parse().unwrap())
        .to_string();
    with("");
    desk.well(&[&sign[..], &["--to", &code]].concat());
    let wrong = fs::write(desk.at("passphrase"), "une autre phrase de passe\n");
    wrong.unwrap();
    let refused = desk.refused(&[
        "sign",
        "proposal",
        "--key",
        "org/keys/targets-1.key",
        "--yes",
    ]);
    assert!(refused.contains("not the passphrase"), "{refused}");
}
