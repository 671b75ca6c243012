//! The first scan of a large mailbox: UIDL and every header.

use std::time::Duration;

use vigie_tests::{delay::DelayProxy, mail::Mail};

use super::{
    ours::{self, Task},
    peers::{self, Place},
    table,
};

const OCTETS: usize = 2000;
const RUNS: usize = 3;

pub(crate) fn run() {
    growth();
    for round_trip in [Duration::ZERO, Duration::from_millis(40)] {
        beside_peers(10_000, round_trip);
    }
}

/// Ours alone, ten times as many messages at a time: time and memory must not grow faster.
fn growth() {
    let rows: Vec<_> = [1_000, 10_000, 40_000]
        .into_iter()
        .map(|messages| {
            let mail = filled(messages);
            let done = best(&task(&mail, mail.pops_port()));
            vec![
                messages.to_string(),
                format!("{:.3}", done.seconds),
                format!("{:.0}", messages as f64 / done.seconds),
                format!("{:.1}", done.peak_kib as f64 / 1024.0),
            ]
        })
        .collect();
    table::print(
        "Vigie's first scan, without delay (best of 3)",
        &["messages of 2 kB", "s", "messages/s", "peak MiB"],
        &rows,
    );
}

fn beside_peers(messages: usize, round_trip: Duration) {
    let mail = filled(messages);
    let proxy = (!round_trip.is_zero()).then(|| {
        DelayProxy::start(
            mail.pops().parse().expect("an address and a port"),
            round_trip,
        )
    });
    let port = proxy
        .as_ref()
        .map_or(mail.pops_port(), |proxy| proxy.address().port());
    let ours = best(&task(&mail, port));
    assert_eq!(ours.new_messages, messages, "every header was read");
    let mut rows = vec![row(
        "Vigie, UIDL + every header",
        ours.seconds,
        ours.peak_kib,
        ours.seconds,
    )];
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let place = Place {
        port,
        clear_port: proxy.is_none().then(|| {
            let clear: std::net::SocketAddr = mail.pop().parse().expect("an address and a port");
            clear.port()
        }),
        ca: mail.ca_file(),
        user: mail.user("cabinet"),
        dir: dir.path(),
    };
    for peer in peers::scanners(&place, proxy.is_some()) {
        rows.push(match peer.measure() {
            Ok(measured) => row(peer.name, measured.seconds, measured.peak_kib, ours.seconds),
            Err(why) => vec![peer.name.into(), "–".into(), "–".into(), why],
        });
    }
    table::print(
        &format!(
            "First scan of {messages} messages of 2 kB, {} ms round trip",
            round_trip.as_millis()
        ),
        &["client", "s", "peak MiB", "Vigie's time / its time"],
        &rows,
    );
}

fn filled(messages: usize) -> Mail {
    let mail = Mail::start();
    mail.maildir("cabinet").fill(messages, OCTETS);
    // The server makes its index at the first session; no client is to pay for that.
    let _indexed = ours::call(&task(&mail, mail.pops_port()));
    mail
}

fn task(mail: &Mail, port: u16) -> Task {
    let user = mail.user("cabinet");
    Task {
        port,
        ca: mail.ca_file().into(),
        login: user.address(),
        password: user.password.clone(),
        warm: None,
    }
}

fn best(task: &Task) -> ours::Done {
    (0..RUNS)
        .map(|_| ours::call(task))
        .min_by(|one, other| one.seconds.total_cmp(&other.seconds))
        .expect("at least one run")
}

fn row(name: &str, seconds: f64, peak_kib: u64, ours: f64) -> Vec<String> {
    vec![
        name.into(),
        format!("{seconds:.2}"),
        format!("{:.1}", peak_kib as f64 / 1024.0),
        format!("{:.2}", ours / seconds),
    ]
}
