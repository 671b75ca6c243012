//! Recognition of messages, beside what only takes them apart.

use std::{
    hint::black_box,
    io::Write,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use mail_parser::{MessageParser, MimeHeaders};
use vigie_sesam::{Bounds, classify};
use vigie_tests::caisse::{Parameters, Plan, letters, rules};

use super::table;

/// Every peer goes over the corpus for at least so long.
const AT_LEAST: Duration = Duration::from_secs(2);

pub(crate) fn run() {
    let corpus = corpus();
    let octets: usize = corpus.iter().map(Vec::len).sum();
    let rules = rules();
    let bounds = Bounds::default();
    let ours = passes(|| {
        for message in &corpus {
            black_box(classify(&rules, message, &bounds));
        }
    });
    let parser = MessageParser::default();
    let bare = passes(|| {
        for message in &corpus {
            let parsed = parser.parse(message);
            for part in parsed.iter().flat_map(|parsed| &parsed.parts) {
                black_box((part.content_type(), part.contents()));
            }
        }
    });
    let row = |name: &str, seconds: f64| {
        vec![
            name.to_owned(),
            format!("{:.0}", corpus.len() as f64 / seconds),
            format!("{:.1}", octets as f64 / seconds / 1e6),
            format!("{:.2}", ours / seconds),
        ]
    };
    let mut rows = vec![
        row("Vigie: recognise, unfold, read the lots", ours),
        row("mail-parser alone: parse, undo encodings", bare),
    ];
    rows.push(match python(&corpus) {
        Ok(seconds) => row("Python's email: parse, undo encodings", seconds),
        Err(why) => vec!["Python's email".into(), "–".into(), "–".into(), why],
    });
    table::print(
        &format!(
            "Recognition of {} messages of a caisse's flow, {:.1} MB",
            corpus.len(),
            octets as f64 / 1e6
        ),
        &["what", "messages/s", "MB/s", "Vigie's time / its time"],
        &rows,
    );
}

/// The messages of a year of one practice, with what else comes to its mailbox.
fn corpus() -> Vec<Vec<u8>> {
    let plan = Plan::generate(
        2022,
        Parameters {
            days: 365,
            ..Parameters::default()
        },
    );
    plan.arrivals()
        .map(|arrival| letters::letter(plan.world(), arrival).octets)
        .collect()
}

/// Seconds that one pass takes, on the average of as many as fit.
fn passes(mut pass: impl FnMut()) -> f64 {
    pass();
    let began = Instant::now();
    let mut count = 0_u32;
    while began.elapsed() < AT_LEAST {
        pass();
        count += 1;
    }
    began.elapsed().as_secs_f64() / f64::from(count)
}

fn python(corpus: &[Vec<u8>]) -> Result<f64, String> {
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    for message in corpus {
        let length = u32::try_from(message.len()).map_err(|error| error.to_string())?;
        file.write_all(&length.to_be_bytes())
            .and_then(|()| file.write_all(message))
            .map_err(|error| error.to_string())?;
    }
    file.flush().map_err(|error| error.to_string())?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/email_peer.py");
    let ran = Command::new("python3")
        .args([script.as_path(), file.path()])
        .output()
        .map_err(|error| error.to_string())?;
    let printed = String::from_utf8_lossy(&ran.stdout).trim().to_owned();
    printed
        .parse()
        .map_err(|_| String::from_utf8_lossy(&ran.stderr).trim().to_owned())
}
