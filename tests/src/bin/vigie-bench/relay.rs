//! The relay of the real agent: collecting, serving beside the same mailbox served in other ways,
//! memory, and what a lot costs that is sent through.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use lettre::{
    SmtpTransport, Transport,
    address::Envelope,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};
use secrecy::ExposeSecret as _;
use vigie_domain::server::{Security, Server};
use vigie_protocol::{Answer, RelayChange, RelayCredentials, RelayStatus, Request};
use vigie_tests::{
    agent::{self, Agent},
    mail::{Mail, Options, free_port, sample},
    wait,
};

use super::{
    relay_peers::{self, Served},
    relay_reader::{Reader, Way},
    table,
};

const MESSAGES: usize = 10_000;
const OCTETS: usize = 2_000;
const LOTS: usize = 200;
const LOT_OCTETS: usize = 5_000_000;
/// Commands sent ahead.
const IN_FLIGHT: usize = 50;
/// Runs, of which the best counts.
const RUNS: usize = 2;
/// For what takes minutes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(10);

pub(crate) fn run() {
    let options = Options {
        smtp: true,
        ..Options::default()
    };
    let small = Mail::with(&["cabinet"], options);
    small.maildir("cabinet").fill(MESSAGES, OCTETS);
    let large = Mail::with(&["cabinet"], options);
    fill_with_lots(&large);
    let mut collected = Vec::new();
    let mut served: Vec<Row> = Vec::new();
    for (mail, messages, octets) in [(&small, MESSAGES, OCTETS), (&large, LOTS, LOT_OCTETS)] {
        let mut relay = Relay::start(mail, messages);
        let whole = messages as f64 * octets as f64 / 1e6;
        collected.push(vec![
            format!("{messages} messages of {}", size(octets)),
            format!("{:.2}", relay.collecting),
            format!("{:.0}", messages as f64 / relay.collecting),
            format!("{:.0}", whole / relay.collecting),
            format!("{:.1}", relay.peak_mib()),
        ]);
        let peers = relay_peers::all(mail);
        let ours = Served {
            name: "**the relay, from the sealed spool**".to_owned(),
            ..relay.served()
        };
        for one in std::iter::once(&ours).chain(peers.iter().map(|peer| &peer.served)) {
            measure(one, messages, &mut served);
        }
        drop(peers);
        collected
            .last_mut()
            .expect("pushed above")
            .push(format!("{:.1}", relay.peak_mib()));
    }
    table::print(
        "The relay: collecting over TLS into the sealed spool (agent and relay in one process)",
        &[
            "mailbox",
            "s",
            "messages/s",
            "MB/s",
            "peak RSS MiB, collected",
            "peak RSS MiB, served too",
        ],
        &collected,
    );
    let rows: Vec<Vec<String>> = served.iter().map(Row::cells).collect();
    table::print(
        &format!("Serving {MESSAGES} messages of 2 kB and {LOTS} lots of 5 MB (best of {RUNS})"),
        &[
            "served by",
            "messages/s, one at a time",
            "messages/s, 50 in flight",
            "MB/s of lots",
        ],
        &rows,
    );
    sending(&small);
}

fn size(octets: usize) -> String {
    if octets < 1_000_000 {
        format!("{} kB", octets / 1_000)
    } else {
        format!("{} MB", octets / 1_000_000)
    }
}

fn fill_with_lots(mail: &Mail) {
    let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\n";
    let body = line.repeat(LOT_OCTETS / (line.len() + 1));
    let maildir = mail.maildir("cabinet");
    for number in 0..LOTS {
        let mut lot = sample("scor@caisse.example", &format!("Lot SCOR {number}"));
        lot.push_str(&body);
        maildir.deliver(&lot, Duration::from_mins(1));
    }
}

/// One way of serving, and its figures.
struct Row {
    name: String,
    one_by_one: Result<f64, String>,
    in_flight: Result<f64, String>,
    lots: Result<f64, String>,
}

impl Row {
    fn cells(&self) -> Vec<String> {
        let shown = |figure: &Result<f64, String>| match figure {
            Ok(figure) => format!("{figure:.0}"),
            Err(why) => why.clone(),
        };
        vec![
            self.name.clone(),
            shown(&self.one_by_one),
            shown(&self.in_flight),
            shown(&self.lots),
        ]
    }
}

fn measure(served: &Served, messages: usize, rows: &mut Vec<Row>) {
    let best = |way: Way| {
        let runs: Result<Vec<(f64, u64)>, String> = (0..RUNS)
            .map(|_| {
                let mut reader = Reader::open(served)?;
                let begun = Instant::now();
                let octets = reader.retrieve(messages, way)?;
                Ok((begun.elapsed().as_secs_f64(), octets))
            })
            .collect();
        let runs = runs?;
        let best = runs
            .into_iter()
            .min_by(|one, other| one.0.total_cmp(&other.0));
        best.ok_or_else(|| "–".to_owned())
    };
    if messages == MESSAGES {
        let each = |way| best(way).map(|(seconds, _)| messages as f64 / seconds);
        rows.push(Row {
            name: served.name.clone(),
            one_by_one: each(Way::OneByOne),
            in_flight: each(Way::Ahead(IN_FLIGHT)),
            lots: Err("–".to_owned()),
        });
    } else if let Some(row) = rows.iter_mut().find(|row| row.name == served.name) {
        row.lots = best(Way::OneByOne).map(|(seconds, octets)| octets as f64 / 1e6 / seconds);
    }
}

/// An agent whose relay has collected a mailbox.
struct Relay {
    agent: Agent,
    credentials: RelayCredentials,
    /// Seconds from the relay's start until everything waited for the software.
    collecting: f64,
}

impl Relay {
    fn start(mail: &Mail, messages: usize) -> Self {
        let options = agent::Options {
            ca_file: Some(mail.ca_file().into()),
            passphrase: Some("bench".to_owned()),
            hurried: true,
            ..agent::Options::default()
        };
        let mut agent = Agent::start(None, options);
        agent.add(mail, "cabinet");
        wait::until_true("the first check", PATIENCE, || {
            agent.mailbox().last_success.is_some()
        });
        let change = RelayChange {
            pop_port: Some(free_port()),
            smtp_port: Some(free_port()),
            submission: Some(Server {
                host: "127.0.0.1".to_owned(),
                port: mail.smtps_port(),
                security: Security::Tls,
            }),
            host_approved: true,
            in_use: Some(true),
            ..RelayChange::default()
        };
        forget_peak(agent.process().id());
        let begun = Instant::now();
        agent
            .ask(Request::RelayOn { change })
            .expect("the relay starts");
        let all = u64::try_from(messages).expect("few");
        wait::until_true("the mailbox to be collected", PATIENCE, || {
            status(&agent).waiting >= all
        });
        let collecting = begun.elapsed().as_secs_f64();
        let credentials = match agent.ask(Request::RelayCredentials) {
            Ok(Answer::RelayCredentials { credentials }) => credentials,
            other => panic!("no credentials: {other:?}"),
        };
        Self {
            agent,
            credentials,
            collecting,
        }
    }

    fn served(&self) -> Served {
        Served {
            name: String::new(),
            port: self.credentials.ports.pop,
            ca: None,
            login: self.credentials.login.clone(),
            password: self.credentials.password.0.expose_secret().to_owned(),
        }
    }

    /// The most memory that the agent had at a time since the relay was started.
    fn peak_mib(&mut self) -> f64 {
        let id = self.agent.process().id();
        let status = fs::read_to_string(format!("/proc/{id}/status")).expect("the agent runs");
        let kib: f64 = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
            .expect("the kernel tells");
        kib / 1024.0
    }
}

/// Counts the peak from now on (proc(5), `clear_refs`): a headless agent opens its vault with 64 MiB
/// for Argon2 at its start, once and for a moment.
fn forget_peak(id: u32) {
    fs::write(format!("/proc/{id}/clear_refs"), "5").expect("the peak can be forgotten");
}

fn status(agent: &Agent) -> RelayStatus {
    match agent.ask(Request::Relay) {
        Ok(Answer::Relay { relay }) => *relay,
        other => panic!("no relay: {other:?}"),
    }
}

/// Times one lot over TLS to the provider itself, and in clear text to the relay.
fn sending(mail: &Mail) {
    mail.maildir("cabinet").clear();
    let mut relay = Relay::start(mail, 0);
    let user = mail.user("cabinet");
    let direct = transport(
        mail.smtps_port(),
        Some(mail.ca_file()),
        &user.address(),
        &user.password,
    );
    let through = transport(
        relay.credentials.ports.smtp,
        None,
        &relay.credentials.login,
        relay.credentials.password.0.expose_secret(),
    );
    let address = || user.address().parse().expect("an address");
    let envelope = Envelope::new(Some(address()), vec![address()]).expect("an envelope");
    let mut number = 0;
    let mut rows = Vec::new();
    for octets in [20_000, LOT_OCTETS] {
        let mut seconds = [Vec::new(), Vec::new()];
        for _ in 0..7 {
            for (way, taken) in [&direct, &through].into_iter().zip(&mut seconds) {
                number += 1;
                let lot = lot(number, octets);
                let begun = Instant::now();
                way.send_raw(&envelope, &lot).expect("the lot is taken");
                taken.push(begun.elapsed().as_secs_f64() * 1e3);
            }
        }
        let [direct, through] = seconds.map(table::median);
        rows.push(vec![
            size(octets),
            format!("{direct:.0}"),
            format!("{through:.0}"),
            format!("{:.0}", through - direct),
            format!("{:.1}", relay.peak_mib()),
        ]);
    }
    table::print(
        "A lot to the provider's 250 (median of 7, a session for each)",
        &[
            "lot",
            "ms, direct over TLS",
            "ms, through the relay",
            "ms added",
            "peak RSS MiB",
        ],
        &rows,
    );
}

fn lot(number: u32, octets: usize) -> Vec<u8> {
    let header = format!(
        "From: <cabinet@example.test>\r\nTo: <cabinet@example.test>\r\nSubject: lot {number}\r\n\
         Message-ID: <lot-{number}@facturation.example>\r\n\r\n"
    );
    let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n";
    [header, line.repeat(octets / line.len())]
        .concat()
        .into_bytes()
}

fn transport(port: u16, ca: Option<&Path>, login: &str, password: &str) -> SmtpTransport {
    let tls = ca.map_or(Tls::None, |ca| {
        let root = fs::read(ca).expect("the root can be read");
        let parameters = TlsParameters::builder("127.0.0.1".to_owned())
            .certificate_store(CertificateStore::None)
            .add_root_certificate(Certificate::from_pem(&root).expect("a root"))
            .build();
        Tls::Wrapper(parameters.expect("TLS can be set up"))
    });
    SmtpTransport::builder_dangerous("127.0.0.1")
        .port(port)
        .tls(tls)
        .timeout(Some(Duration::from_mins(1)))
        .credentials(Credentials::new(login.to_owned(), password.to_owned()))
        .build()
}
