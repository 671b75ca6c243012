//! Many agents and one nginx on the same machine: how soon a new configuration reaches them, and
//! what it costs the server. Each agent fetches and verifies with the code of the real one; its
//! keychain, record and window are left out.
//!
//! `cargo run --release -p vigie-steering --example fleet -- [AGENTS] [INTERVAL in s] [FOLDER]`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement that fails is to say where"
)]

#[path = "../tests/all/publisher.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod publisher;
mod wire;

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command},
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::CertificateDer;
use tokio::{
    sync::{Mutex, Semaphore, watch},
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};
use vigie_config::PracticeNumber;
use vigie_steering::{Asked, Digest, Enrolment, Floors, Held, Http, Limits, Proxy, fetch};

use crate::{
    publisher::{Files, Publisher, day},
    wire::{Wire, carry},
};

const DOCUMENTS: usize = 20;
/// One in five minutes, whatever the run shortens.
const POLLS_A_DAY: u64 = 288;
/// First fetches at the same time.
const AT_ONCE: usize = 32;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let agents: usize = arguments
        .next()
        .map_or(20_000, |text| text.parse().unwrap());
    let interval = arguments.next().map_or(300, |text| text.parse().unwrap());
    let interval = Duration::from_secs(interval);
    let folder = arguments
        .next()
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(folder).unwrap();

    let mut publisher = Publisher::new().await;
    for i in 0..DOCUMENTS {
        let content = format!("{{\"id\":\"document-{i}\",{:1000}}}", "\"a\":1");
        publisher.put(&format!("document-{i}"), content.as_bytes());
    }
    let server = Nginx::start(folder.path());
    server.publish(publisher.publish().await);
    let enrolment = publisher.enrolment(&url(server.address));
    let fleet = Fleet::new(agents, &enrolment, &server.root, folder.path());

    println!(
        "{agents} agents, one poll in {} s, {DOCUMENTS} documents\n",
        interval.as_secs()
    );
    println!(
        "| phase | time s | requests | requests/s | failed | nginx CPU s | nginx CPU per request ms |"
    );
    println!("|---|---|---|---|---|---|---|");
    let phase = Phase::begin(&fleet, &server);
    fleet.first_fetches().await;
    phase.end("first fetch of all");

    let (tell, told) = watch::channel(None);
    let mut polls = JoinSet::new();
    for (number, agent) in fleet.agents.iter().enumerate() {
        let (fleet, agent) = (Arc::clone(&fleet), Arc::clone(agent));
        polls.spawn(poll_for_ever(fleet, agent, number, interval, told.clone()));
    }
    let phase = Phase::begin(&fleet, &server);
    sleep(interval).await;
    phase.end("at rest, one interval");

    publisher.put(
        "incident-1",
        b"{\"id\":\"incident-1\",\"kind\":\"bulletin\"}",
    );
    publisher.advance();
    let phase = Phase::begin(&fleet, &server);
    server.publish(publisher.publish().await);
    let begin = Instant::now();
    tell.send(Some(begin)).unwrap();
    let enough = agents * 99 / 100;
    while fleet.reached.lock().await.len() < enough && begin.elapsed() < 3 * interval {
        sleep(Duration::from_millis(50)).await;
    }
    phase.end("a new document, until 99 % hold it");
    let mut reached = fleet.reached.lock().await.clone();
    reached.sort_unstable();
    println!();
    for (share, at) in [
        ("50 %", agents / 2),
        ("90 %", agents * 9 / 10),
        ("99 %", enough),
    ] {
        match reached.get(at.saturating_sub(1)) {
            Some(after) => println!("{share} hold it after {:.1} s", after.as_secs_f64()),
            None => println!("{share} do not hold it yet"),
        }
    }
    // Else they write on into the folder while it is removed.
    polls.shutdown().await;
    one_line(&enrolment, &server, folder.path()).await;
}

/// What one agent's line carries for unchanged polls of this nginx.
async fn one_line(enrolment: &Enrolment, server: &Nginx, folder: &Path) {
    let wire = Arc::new(Wire::default());
    let near = carry(server.address, Arc::clone(&wire)).await;
    let enrolment = Enrolment::new(enrolment.organisation(), &url(near), enrolment.root()).unwrap();
    let agent = Agent::new(&folder.join("one"), 0, &server.root);
    let mut agent = agent.lock().await;
    let counters = Counters::default();
    agent.fetch(&enrolment, &counters).await;
    sleep(Duration::from_millis(200)).await;
    let before = wire.octets();
    let rounds = 20;
    for _ in 0..rounds {
        agent.fetch(&enrolment, &counters).await;
    }
    sleep(Duration::from_millis(200)).await;
    let after = wire.octets();
    let (up, down) = ((after.0 - before.0) / rounds, (after.1 - before.1) / rounds);
    let a_day = (up + down) * POLLS_A_DAY / 1000;
    println!("an unchanged poll: {up} octets up, {down} down; {a_day} kB a day at rest");
}

#[derive(Debug, Default)]
struct Counters {
    requests: AtomicU64,
    failed: AtomicU32,
}

struct Fleet {
    enrolment: Enrolment,
    agents: Vec<Arc<Mutex<Agent>>>,
    counters: Counters,
    /// How long after its publication each agent held the new document.
    reached: Mutex<Vec<Duration>>,
}

struct Agent {
    practice: PracticeNumber,
    datastore: PathBuf,
    floors: Floors,
    held: Held,
    http: Http,
}

impl Fleet {
    fn new(
        agents: usize,
        enrolment: &Enrolment,
        root: &CertificateDer<'static>,
        folder: &Path,
    ) -> Arc<Self> {
        let agent = |number| {
            Agent::new(
                &folder.join("agents").join(number_text(number)),
                number,
                root,
            )
        };
        Arc::new(Self {
            enrolment: enrolment.clone(),
            agents: (0..agents).map(agent).collect(),
            counters: Counters::default(),
            reached: Mutex::default(),
        })
    }

    async fn first_fetches(self: &Arc<Self>) {
        let gate = Arc::new(Semaphore::new(AT_ONCE));
        let mut fetches = Vec::new();
        for agent in &self.agents {
            let (fleet, agent) = (Arc::clone(self), Arc::clone(agent));
            let permit = Arc::clone(&gate).acquire_owned().await.unwrap();
            fetches.push(tokio::spawn(async move {
                agent
                    .lock()
                    .await
                    .fetch(&fleet.enrolment, &fleet.counters)
                    .await;
                drop(permit);
            }));
        }
        for fetch in fetches {
            fetch.await.unwrap();
        }
    }
}

impl Agent {
    fn new(datastore: &Path, number: usize, root: &CertificateDer<'static>) -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Self {
            practice: PracticeNumber::of_installation(&number_text(number)),
            datastore: datastore.to_owned(),
            floors: Floors::default(),
            held: Held::default(),
            http: Http::new(vec![root.clone()], Proxy::None).unwrap(),
        }))
    }

    /// Whether something new was taken.
    async fn fetch(&mut self, enrolment: &Enrolment, counters: &Counters) -> bool {
        let asked = Asked {
            enrolment,
            datastore: &self.datastore,
            floors: &self.floors,
            held: &self.held,
            practice: &self.practice,
        };
        let visit = fetch(&asked, &self.http, &Limits::default(), day()).await;
        counters
            .requests
            .fetch_add(u64::from(visit.requests), Ordering::Relaxed);
        let Ok(fetched) = visit.outcome else {
            counters.failed.fetch_add(1, Ordering::Relaxed);
            return false;
        };
        self.floors = fetched.floors;
        let Some(change) = fetched.change else {
            return false;
        };
        let documents = change.documents.into_iter();
        self.held.documents = documents.map(|file| (file.name, file.sha256)).collect();
        self.held.settled = Some(change.set);
        true
    }
}

/// Polls at an interval that differs by a tenth at most, beginning anywhere within it.
async fn poll_for_ever(
    fleet: Arc<Fleet>,
    agent: Arc<Mutex<Agent>>,
    number: usize,
    interval: Duration,
    published: watch::Receiver<Option<Instant>>,
) {
    let mut next = Instant::now() + interval.mul_f64(chance(number, 0));
    for round in 1.. {
        sleep_until(next).await;
        next += interval.mul_f64(0.9 + 0.2 * chance(number, round));
        let is_new = agent
            .lock()
            .await
            .fetch(&fleet.enrolment, &fleet.counters)
            .await;
        let published = *published.borrow();
        if is_new && let Some(published) = published {
            fleet.reached.lock().await.push(published.elapsed());
        }
    }
}

/// From 0 to 1, the same in every run.
fn chance(number: usize, round: u32) -> f64 {
    let digest = Digest::of(format!("{number} {round}").as_bytes());
    f64::from(u16::from_be_bytes([digest.octets()[0], digest.octets()[1]])) / 65_536.0
}

fn number_text(number: usize) -> String {
    format!("{number:06}")
}

struct Phase<'a> {
    fleet: &'a Fleet,
    server: &'a Nginx,
    begin: Instant,
    requests: u64,
    failed: u32,
    cpu: Duration,
}

impl<'a> Phase<'a> {
    fn begin(fleet: &'a Fleet, server: &'a Nginx) -> Self {
        Self {
            fleet,
            server,
            begin: Instant::now(),
            requests: fleet.counters.requests.load(Ordering::Relaxed),
            failed: fleet.counters.failed.load(Ordering::Relaxed),
            cpu: server.processor_time(),
        }
    }

    fn end(self, name: &str) {
        let time = self.begin.elapsed().as_secs_f64();
        let counters = &self.fleet.counters;
        let requests = counters.requests.load(Ordering::Relaxed) - self.requests;
        let failed = counters.failed.load(Ordering::Relaxed) - self.failed;
        let cpu = self
            .server
            .processor_time()
            .saturating_sub(self.cpu)
            .as_secs_f64();
        #[allow(clippy::cast_precision_loss, reason = "some thousands")]
        let count = requests as f64;
        println!(
            "| {name} | {time:.1} | {requests} | {:.0} | {failed} | {cpu:.2} | {:.2} |",
            count / time,
            cpu * 1000.0 / count.max(1.0),
        );
    }
}

struct Nginx {
    child: Child,
    address: SocketAddr,
    www: PathBuf,
    root: CertificateDer<'static>,
}

impl Nginx {
    fn start(folder: &Path) -> Self {
        let (root, certificate, key) = certificates();
        let www = folder.join("www");
        fs::create_dir_all(www.join("vigie")).unwrap();
        fs::write(folder.join("server.crt"), certificate).unwrap();
        fs::write(folder.join("server.key"), key).unwrap();
        let address = TcpListener::bind(("127.0.0.1", 0))
            .unwrap()
            .local_addr()
            .unwrap();
        let folder = folder.display();
        let configuration = format!(
            "daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
            events {{ worker_connections 4096; }}
            http {{
                access_log off; types {{ application/json json; }} default_type application/octet-stream;
                client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
                uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
                server {{
                    listen {address} ssl backlog=4096; root {folder}/www;
                    ssl_certificate {folder}/server.crt; ssl_certificate_key {folder}/server.key;
                    ssl_session_timeout 1d; ssl_session_tickets on; server_tokens off;
                }}
            }}"
        );
        let path = www.parent().unwrap().join("nginx.conf");
        fs::write(&path, configuration).unwrap();
        let child = Command::new("nginx").arg("-c").arg(&path).spawn().unwrap();
        while std::net::TcpStream::connect(address).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
        Self {
            child,
            address,
            www,
            root,
        }
    }

    /// The timestamp last, and by renaming: nobody reads half of a publication.
    fn publish(&self, mut files: Files) {
        let timestamp = files.remove_entry("metadata/timestamp.json");
        for (path, content) in files.into_iter().chain(timestamp) {
            let path = self.www.join("vigie").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let new = path.with_extension("new");
            fs::write(&new, content).unwrap();
            fs::rename(new, path).unwrap();
        }
    }

    /// What nginx and its worker have used of the processors.
    fn processor_time(&self) -> Duration {
        let master = self.child.id();
        let children = fs::read_to_string(format!("/proc/{master}/task/{master}/children"));
        let children = children.unwrap_or_default();
        let pids = children.split_whitespace().map(str::to_owned);
        pids.chain([master.to_string()])
            .map(|pid| {
                let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
                let fields = stat.rsplit(") ").next().unwrap_or_default();
                let ticks = fields.split(' ').skip(11).take(2);
                // A hundredth of a second each.
                ticks
                    .filter_map(|ticks| ticks.parse().ok())
                    .map(|ticks: u64| Duration::from_millis(10 * ticks))
                    .sum::<Duration>()
            })
            .sum()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its worker ends with it only when it is asked to end.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.child.wait();
    }
}

fn url(address: SocketAddr) -> String {
    format!("https://{address}/vigie/")
}

/// A private root, and the server's certificate and key as PEM.
fn certificates() -> (CertificateDer<'static>, String, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let key = KeyPair::generate().unwrap();
    let root = params.self_signed(&key).unwrap();
    let issuer = Issuer::new(params, key);
    let mut leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    leaf.use_authority_key_identifier_extension = true;
    let leaf_key = KeyPair::generate().unwrap();
    let leaf = leaf.signed_by(&leaf_key, &issuer).unwrap();
    (root.der().clone(), leaf.pem(), leaf_key.serialize_pem())
}
