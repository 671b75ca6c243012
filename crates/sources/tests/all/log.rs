//! Logs and exports.

use std::{fs, io::Write as _, path::Path};

use vigie_domain::book::source::{SourceKind, SourceProblem};

use crate::support::*;

fn line(number: u16) -> String {
    format!(
        "2026-03-02 08:{:02}:00 lot {number:03} caisse 01511\r\n",
        number % 60
    )
}

fn lines(numbers: std::ops::Range<u16>) -> String {
    numbers.map(line).collect()
}

fn append(path: &Path, text: &str) {
    let mut file = fs::File::options()
        .append(true)
        .create(true)
        .open(path)
        .unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[test]
fn a_growing_log_is_read_on() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("essai.log");
    fs::write(&path, format!("d\u{e9}marrage\r\n{}", lines(1..3))).unwrap();
    let mut follower = Follower::new(&log(&path), &with_log_profile());
    follower.read(now()).unwrap();
    assert_eq!(follower.numbers(), [1, 2]);
    assert_eq!(follower.unknown, 0, "a log speaks of other matters, too");
    let sent = follower.lots()[0].sent.min(follower.lots()[1].sent);
    assert_eq!(sent, "2026-03-02T07:01:00Z".parse().unwrap());
    append(&path, &lines(3..5));
    follower.read(now()).unwrap();
    follower.restart(&log(&path), &with_log_profile());
    append(&path, &lines(5..6));
    follower.read(now()).unwrap();
    follower.read(now()).unwrap();
    assert_eq!(
        (follower.numbers(), follower.given),
        (vec![1, 2, 3, 4, 5], 5)
    );
}

#[test]
fn a_half_written_last_line_waits() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("essai.log");
    let text = lines(1..3);
    write(&path, &text.as_bytes()[..text.len() - 4], 0);
    let mut follower = Follower::new(&log(&path), &with_log_profile());
    assert!(follower.read(now()).unwrap().again_after.is_some());
    assert_eq!(follower.numbers(), [1]);
    fs::write(&path, &text).unwrap();
    follower.read(now()).unwrap();
    assert_eq!((follower.numbers(), follower.given), (vec![1, 2], 2));
    // A last line that never gets its end is read after a while, and not again when it gets it.
    let open_end = text.clone() + line(3).trim_end();
    write(&path, open_end.as_bytes(), 0);
    follower.read(now()).unwrap();
    assert_eq!(follower.numbers(), [1, 2]);
    follower.read(after(660)).unwrap();
    follower.read(after(720)).unwrap();
    assert_eq!((follower.numbers(), follower.given), (vec![1, 2, 3], 3));
    append(&path, "\r\n");
    append(&path, &line(4));
    follower.read(after(780)).unwrap();
    assert_eq!(follower.numbers(), [1, 2, 3, 4]);
}

/// A log is rotated at every place of its last lines, by renaming or by copying and cutting; the agent
/// reads at any moment, and may be started anew in between.
#[test]
fn rotation_in_mid_line_loses_nothing_and_doubles_nothing() {
    let text = lines(1..7);
    let whole: Vec<u16> = (1..7).collect();
    for cut in (lines(1..3).len()..text.len()).step_by(5) {
        for copied in [false, true] {
            for seen_before in [true, false] {
                let root = tempfile::tempdir().unwrap();
                let (path, old) = (root.path().join("essai.log"), root.path().join("essai.1"));
                fs::write(&path, lines(1..3)).unwrap();
                let mut follower = Follower::new(&log(&path), &with_log_profile());
                follower.read(now()).unwrap();
                fs::write(&path, &text.as_bytes()[..cut]).unwrap();
                if seen_before {
                    follower.read(now()).unwrap();
                }
                if copied {
                    fs::copy(&path, &old).unwrap();
                    fs::write(&path, "").unwrap();
                } else {
                    fs::rename(&path, &old).unwrap();
                    assert!(follower.read(now()).unwrap().problem.is_some());
                }
                follower.restart(&log(&path), &with_log_profile());
                append(&path, &text[cut..]);
                follower.read(now()).unwrap();
                follower.restart(&log(&path), &with_log_profile());
                follower.read(after(3600)).unwrap();
                let state = format!("cut at {cut}, copied: {copied}, seen: {seen_before}");
                assert_eq!(follower.numbers(), whole, "{state}");
                assert_eq!(follower.given, 6, "{state}");
            }
        }
    }
}

#[test]
fn what_is_written_to_a_renamed_log_is_still_read() {
    let root = tempfile::tempdir().unwrap();
    let (path, old) = (
        root.path().join("essai.log"),
        root.path().join("essai.log.1"),
    );
    fs::write(&path, lines(1..20)).unwrap();
    let mut follower = Follower::new(&log(&path), &with_log_profile());
    follower.read(now()).unwrap();
    append(&path, &lines(20..22));
    fs::rename(&path, &old).unwrap();
    fs::write(&path, lines(22..23)).unwrap();
    follower.read(now()).unwrap();
    append(&old, &lines(23..24));
    follower.read(now()).unwrap();
    fs::rename(&old, root.path().join("essai.log.2")).unwrap();
    fs::rename(&path, &old).unwrap();
    fs::write(&path, lines(24..25)).unwrap();
    follower.read(now()).unwrap();
    assert_eq!(
        (follower.numbers(), follower.given),
        ((1..25).collect(), 24)
    );
}

#[test]
fn a_folder_of_dated_logs_is_followed() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    write(
        &at("essai_20260227.log"),
        lines(1..3).as_bytes(),
        86_400 * 3,
    );
    write(&at("essai_20260302.log"), lines(3..4).as_bytes(), 10);
    write(&at("autre.log"), lines(50..60).as_bytes(), 10);
    let mut follower = Follower::new(&log(root.path()), &with_log_profile());
    follower.read(now()).unwrap();
    append(&at("essai_20260302.log"), &lines(4..5));
    fs::write(at("essai_20260303.log"), lines(5..6)).unwrap();
    fs::remove_file(at("essai_20260227.log")).unwrap();
    follower.read(now()).unwrap();
    assert_eq!(
        (follower.numbers(), follower.given),
        (vec![1, 2, 3, 4, 5], 5)
    );
}

#[test]
fn an_export_may_be_written_anew() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("lots.csv");
    let kind = SourceKind::Log {
        path: path.to_str().unwrap().to_owned(),
        profile: "export-csv".to_owned(),
    };
    let head = "num\u{e9}ro;date;\u{e9}metteur;caisse;envoi\r\n";
    let row = |number: u16| format!("{number:03};02/03/2026;42;01511;02/03/2026 17:25\r\n");
    write(
        &path,
        format!("{head}{}{}", row(1), row(2).trim_end()).as_bytes(),
        60,
    );
    let mut follower = Follower::new(&kind, &knowledge());
    follower.read(now()).unwrap();
    assert_eq!((follower.numbers(), follower.unknown), (vec![1, 2], 0));
    // Newest first this time, with a line that is none.
    let text = format!("{head}{}{}oups\r\n\r\n{}", row(3), row(2), row(1));
    write(&path, text.as_bytes(), 0);
    follower.read(now()).unwrap();
    assert_eq!((follower.numbers(), follower.unknown), (vec![1, 2, 3], 1));
}

#[test]
fn a_lot_without_its_own_time_was_sent_by_the_end_of_its_day() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("lots.csv");
    let kind = SourceKind::Log {
        path: path.to_str().unwrap().to_owned(),
        profile: "export-csv".to_owned(),
    };
    let text =
        "x\r\n001;27/02/2026;;;\r\n002;02/03/2026;;;\r\n003;02/03/2026;;;02/03/2096 17:25\r\n";
    write(&path, text.as_bytes(), 60);
    let mut follower = Follower::new(&kind, &knowledge());
    follower.read(now()).unwrap();
    let mut sent: Vec<_> = follower
        .lots()
        .iter()
        .map(|lot| (lot.reference.number.unwrap().get(), lot.sent))
        .collect();
    sent.sort();
    let friday_night = "2026-02-27T22:59:59Z".parse().unwrap();
    assert_eq!(sent, [(1, friday_night), (2, after(-60)), (3, after(-60))]);
}

#[test]
fn lines_without_end_and_files_without_lines_are_bounded() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("essai.log");
    let text = format!("{}{}{}\n{}", line(1), "x".repeat(3 << 20), "y", line(2));
    fs::write(&path, text).unwrap();
    let mut follower = Follower::new(&log(&path), &with_log_profile());
    follower.read(now()).unwrap();
    assert_eq!((follower.numbers(), follower.unknown), (vec![1, 2], 1));
    // Endless, and then cut.
    fs::File::create(&path).unwrap().set_len(20 << 20).unwrap();
    follower.read(now()).unwrap();
    fs::write(&path, line(3)).unwrap();
    follower.read(now()).unwrap();
    assert_eq!(follower.numbers(), [1, 2, 3]);
}

#[test]
fn a_long_log_is_read_in_pieces() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("essai.log");
    let line = |number: u32| {
        let (hour, minute, second) = (number / 3600, number / 60 % 60, number % 60);
        let number = number % 1000;
        format!("2026-02-02 {hour:02}:{minute:02}:{second:02} lot {number:03} caisse 01511")
    };
    let text = (0..3000).map(line).collect::<Vec<_>>().join("\n") + "\n";
    fs::write(&path, text).unwrap();
    let mut follower = Follower::new(&log(&path), &with_log_profile());
    let first = follower.once(now()).unwrap();
    assert!(first.more && first.sightings.len() == 500);
    // Killed before it was kept, and after.
    follower.restart(&log(&path), &with_log_profile());
    let again = follower.once(now()).unwrap();
    assert_eq!(first.sightings, again.sightings);
    follower.keep(again);
    follower.restart(&log(&path), &with_log_profile());
    follower.read(now()).unwrap();
    assert_eq!((follower.seen.len(), follower.given), (3000, 3000));
}

#[test]
fn of_a_log_that_is_written_all_the_time_only_what_is_new_is_read() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("essai.log");
    let other = "rien de nouveau\r\n".repeat(100);
    let mut follower = Follower::new(&log(&path), &with_log_profile());
    fs::write(&path, other.repeat(1000)).unwrap();
    follower.read(now()).unwrap();
    let mut octets = 0;
    for second in (0..3600).step_by(4) {
        append(&path, &other);
        octets += follower.read(after(second)).unwrap().octets;
    }
    assert_eq!(octets, 900 * other.len() as u64);
}

#[test]
fn what_cannot_be_read_is_said() {
    let root = tempfile::tempdir().unwrap();
    let missing = root.path().join("essai.log");
    let mut follower = Follower::new(&log(&missing), &with_log_profile());
    assert!(matches!(
        follower.once(now()),
        Err(SourceProblem::Missing { .. })
    ));
    // This profile does not say which files of a folder are logs.
    let kind = SourceKind::Log {
        path: root.path().to_str().unwrap().to_owned(),
        profile: "unknown".to_owned(),
    };
    assert!(matches!(
        vigie_sources::open(&kind, &knowledge()).err(),
        Some(SourceProblem::NoProfile { .. })
    ));
}
