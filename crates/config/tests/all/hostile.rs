//! Nonsense and bombs: a clear fault, quickly, and nothing changes.

use std::time::{Duration, Instant};

use vigie_config::{
    Configuration, DocumentSet, MAX_OCTETS, document,
    fault::{Oddity, Problem},
};

use crate::support::{bulletin, files, provider, set_problems, toml};

fn problem(file: &str, octets: &[u8]) -> Problem {
    let began = Instant::now();
    let faults = document::read(file, octets).unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(5));
    faults[0].problem.clone()
}

#[test]
fn a_hundred_megabytes_are_refused_unread() {
    let octets = vec![b' '; 100 << 20];
    for file in ["a.toml", "a.json"] {
        assert_eq!(problem(file, &octets), Problem::TooLong(MAX_OCTETS));
    }
    let many = vec![("a.json".to_owned(), b"{}".to_vec()); 501];
    let faults = DocumentSet::check(&many).unwrap_err();
    assert_eq!(faults[0].problem, Problem::SetTooLarge(500));
}

#[test]
fn deep_nesting_and_bombs_of_values_are_refused() {
    for depth in [20, 200, 100_000] {
        let list = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(matches!(
            problem("a.json", list.as_bytes()),
            Problem::TooDeep(_) | Problem::Syntax(_)
        ));
        let toml = format!("a = {list}");
        assert!(matches!(
            problem("a.toml", toml.as_bytes()),
            Problem::TooDeep(_) | Problem::Syntax(_)
        ));
    }
    let keys = "a.".repeat(60_000);
    assert!(matches!(
        problem("a.toml", format!("{keys}b = 1").as_bytes()),
        Problem::TooDeep(_) | Problem::Syntax(_)
    ));
    let many = format!("[{}0]", "0,".repeat(100_000));
    assert_eq!(
        problem("a.json", many.as_bytes()),
        Problem::TooManyValues(20_000)
    );
    let many = format!("a = [{}0]", "0,".repeat(100_000));
    assert_eq!(
        problem("a.toml", many.as_bytes()),
        Problem::TooManyValues(20_000)
    );
}

#[test]
fn keys_that_stand_twice_are_refused() {
    assert!(matches!(
        problem("a.json", br#"{"format":1,"format":1}"#),
        Problem::Syntax(_)
    ));
    assert!(matches!(
        problem("a.toml", b"format = 1\nformat = 1\n"),
        Problem::Syntax(_)
    ));
}

#[test]
fn values_that_documents_do_not_have_are_refused() {
    for json in [
        "{\"format\":null}",
        "{\"format\":1.5}",
        "{\"format\":1e3}",
        "{\"format\":18446744073709551615}",
    ] {
        assert_eq!(
            problem("a.json", json.as_bytes()),
            Problem::NoValue,
            "{json}"
        );
    }
    assert_eq!(problem("a.toml", b"format = nan"), Problem::NoValue);
    for json in [
        "",
        "{",
        "[]",
        "1",
        "\"x\"",
        "{\"format\":\"1\"}",
        "{\"format\":true}",
        "{} {}",
        "<html>",
    ] {
        document::read("a.json", json.as_bytes()).unwrap_err();
    }
    assert_eq!(problem("a.json", b"\xff\xfe"), Problem::NotUtf8);
    assert_eq!(problem("a.yaml", b"a: 1"), Problem::NotNamed);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_taken_in_an_authors_file() {
    let toml = bulletin("essai", "", "");
    let windows = format!("\u{feff}{}", toml.replace('\n', "\r\n"));
    let one = document::read("a.toml", toml.as_bytes()).unwrap();
    let other = document::read("a.toml", windows.as_bytes()).unwrap();
    assert_eq!(one.published, other.published);
    // The published form has neither.
    let marked = format!("\u{feff}{}", one.published);
    assert!(matches!(
        problem("a.json", marked.as_bytes()),
        Problem::Syntax(_)
    ));
}

#[test]
fn a_set_that_fails_leaves_the_last_good_one_in_force() {
    let mut configuration = Configuration::default();
    configuration
        .adopt(&files(&[&bulletin("un", "", "")]))
        .unwrap();
    let broken = toml("settings", "[settings.interval_minutes]\nvalue = 1\n");
    configuration
        .adopt(&files(&[&bulletin("deux", "", ""), &broken]))
        .unwrap_err();
    let ids: Vec<&str> = configuration
        .set()
        .documents()
        .iter()
        .map(|document| document.id.as_str())
        .collect();
    assert_eq!(ids, ["un"]);
}

#[test]
fn documents_that_contradict_each_other_are_refused_together() {
    let twice = set_problems(&[&bulletin("un", "", ""), &bulletin("un", "", "")]);
    assert_eq!(
        twice,
        [("id".to_owned(), Problem::IdTwice("0.toml".to_owned()))]
    );
    let circle = set_problems(&[
        &bulletin("un", "replaces = [\"deux\"]", ""),
        &bulletin("deux", "replaces = [\"un\"]", ""),
    ]);
    assert_eq!(circle.len(), 2);
    assert!(
        circle
            .iter()
            .all(|(_, problem)| *problem == Problem::ReplacesItself)
    );
}

#[test]
fn what_only_later_releases_take_blocks_nothing_here() {
    let entries = provider("exemple", "exemple.example", "pop.exemple.example");
    let later = |audience: &str, id: &str| {
        let odd = entries.replace("\"webmail\"", "\"fireworks\"");
        let document = toml("providers", &odd).replace("\"essai\"", &format!("\"{id}\""));
        document.replace("everyone = true", audience)
    };
    let for_later = [
        "version = { from = \"999.0.0\" }",
        "all_of = [{ domain = \"exemple.example\" }, { version = { from = \"999.0.0\" } }]",
        "any_of = [{ version = { from = \"999.0.0\" } }, { moon = \"full\" }]",
    ];
    let sound = bulletin("un", "", "");
    for audience in for_later {
        let files = files(&[&sound, &later(audience, "deux")]);
        let read = DocumentSet::read(&files).unwrap();
        assert_eq!(read.set.documents().len(), 1, "{audience}");
        let oddities = read.remarks.iter().map(|remark| &remark.oddity);
        assert!(
            oddities
                .into_iter()
                .any(|oddity| *oddity == Oddity::OtherRelease)
        );
        DocumentSet::check(&files).unwrap_err();
    }
    // Whom it may reach, it must be right for; and the audience itself must be right.
    for audience in [
        "everyone = true",
        "any_of = [{ version = { from = \"999.0.0\" } }, { domain = \"exemple.example\" }]",
        "version = { before = \"999.0.0\" }",
        "version = { from = \"neuf\" }",
    ] {
        let files = files(&[&sound, &later(audience, "deux")]);
        DocumentSet::read(&files).unwrap_err();
    }
    let not_an_id = later(for_later[0], "Deux !");
    DocumentSet::read(&files(&[&sound, &not_an_id])).unwrap_err();
}

#[test]
fn what_does_not_go_with_this_release_is_left_out_here_and_a_fault_for_its_author() {
    let taken = toml(
        "providers",
        &provider("exemple", "orange.fr", "pop.exemple.example"),
    );
    let files = files(&[&bulletin("un", "", ""), &taken]);
    let read = DocumentSet::read(&files).unwrap();
    assert_eq!(read.set.documents().len(), 1);
    let left: Vec<&str> = read
        .remarks
        .iter()
        .filter(|remark| matches!(remark.oddity, Oddity::Conflict(_)))
        .map(|remark| remark.location.file.as_str())
        .collect();
    assert_eq!(left, ["1.toml"]);
    let faults = DocumentSet::check(&files).unwrap_err();
    assert!(matches!(&faults[..], [fault] if matches!(fault.problem, Problem::Entry(_))));
}

#[test]
fn later_kinds_formats_and_fields_are_ignored_and_remarked_on() {
    let later = [
        bulletin("un", "colour = \"red\"", ""),
        toml("fireworks", "noise = 3"),
        toml("bulletin", "").replace("format = 1", "format = 2"),
    ];
    let later: Vec<&str> = later.iter().map(String::as_str).collect();
    let read = DocumentSet::check(&files(&later)).unwrap();
    assert_eq!(read.set.documents().len(), 1);
    let said: Vec<String> = read.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "0.toml:7:1: colour: the field is not known and ignored",
            "1.toml:2:1: kind: the kind is not known and the document ignored",
            "2.toml:1:1: format: the format is a later one and the document ignored",
        ]
    );
    assert_eq!(
        DocumentSet::read(&files(&later)).unwrap().remarks,
        read.remarks
    );
    assert!(read.published[0].1.contains("\"colour\":\"red\""));
}
