//! One check at 40 ms round trip: time, and round trips counted in a delay proxy.

use std::time::Duration;

use vigie_tests::{delay::DelayProxy, mail::Mail};

use super::{
    ours::{self, Task},
    peers::{self, Place},
    table,
};

const ROUND_TRIP: Duration = Duration::from_millis(40);
const RUNS: usize = 7;

pub(crate) fn run() {
    for messages in [0, 10] {
        let mail = Mail::start();
        mail.maildir("cabinet").fill(messages, 2000);
        let target = mail.pops().parse().expect("an address and a port");
        let proxy = DelayProxy::start(target, ROUND_TRIP);
        let user = mail.user("cabinet");
        let dir = tempfile::tempdir().expect("a temporary folder can be made");
        let place = Place {
            port: proxy.address().port(),
            clear_port: None,
            ca: mail.ca_file(),
            user,
            dir: dir.path(),
        };
        let mut rows = Vec::new();
        for (name, warm) in [
            ("Vigie, as the agent checks", true),
            ("Vigie, first check ever", false),
        ] {
            let task = Task {
                port: place.port,
                ca: mail.ca_file().into(),
                login: user.address(),
                password: user.password.clone(),
                warm: warm.then(|| mail.pops_port()),
            };
            let mut trips = Vec::new();
            let seconds: Vec<f64> = (0..RUNS)
                .map(|_| {
                    proxy.take_round_trips();
                    let done = ours::call(&task);
                    trips.push(proxy.take_round_trips() as f64);
                    done.seconds
                })
                .collect();
            rows.push((
                name.to_owned(),
                Ok((table::median(seconds), table::median(trips))),
            ));
        }
        for peer in peers::checkers(&place) {
            // The first run makes its files and collects what is new.
            let _first = peer.measure();
            let mut trips = Vec::new();
            let seconds: Result<Vec<f64>, String> = (0..RUNS)
                .map(|_| {
                    proxy.take_round_trips();
                    let measured = peer.measure()?;
                    trips.push(proxy.take_round_trips() as f64);
                    Ok(measured.seconds)
                })
                .collect();
            rows.push((
                peer.name.to_owned(),
                seconds.map(|seconds| (table::median(seconds), table::median(trips))),
            ));
        }
        print(messages, &rows);
    }
}

type Row = (String, Result<(f64, f64), String>);

fn print(messages: usize, rows: &[Row]) {
    let ours = rows[0].1.as_ref().map_or(f64::NAN, |row| row.0);
    let rows: Vec<_> = rows
        .iter()
        .map(|(name, row)| match row {
            Ok((seconds, trips)) => vec![
                name.clone(),
                format!("{seconds:.3}"),
                format!("{trips:.0}"),
                format!("{:.2}", ours / seconds),
            ],
            Err(why) => vec![name.clone(), "–".into(), "–".into(), why.clone()],
        })
        .collect();
    table::print(
        &format!(
            "One check at 40 ms round trip, {messages} messages, nothing new (median of {RUNS}; round trips with TCP's own)"
        ),
        &["client", "s", "round trips", "Vigie's time / its time"],
        &rows,
    );
}
