//! The program as the hotline uses it, its answers compared with those on file.
//!
//! `VIGIE_UPDATE=1 cargo test -p vigie-support` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const KINDS: [&str; 10] = [
    "pages",
    "bulletin",
    "withdrawal",
    "providers",
    "rules",
    "profiles",
    "deadlines",
    "settings",
    "release",
    "practice",
];

fn support(arguments: &[&str], path: Option<&Path>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vigie-support"))
        .args(arguments)
        .args(path)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    let complained = String::from_utf8(output.stderr.clone()).unwrap();
    let status = output.status.code().unwrap();
    format!("{out}--- {status}\n{complained}").replace("\r\n", "\n")
}

fn golden(name: &str, output: &Output) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.txt"));
    let said = said(output);
    if std::env::var_os("VIGIE_UPDATE").is_some() {
        fs::write(&path, &said).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert_eq!(kept, said, "{name}");
}

fn templates() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for kind in KINDS {
        let document = support(&["new", kind], None);
        assert!(document.status.success());
        fs::write(folder.path().join(format!("{kind}.toml")), document.stdout).unwrap();
    }
    folder
}

#[test]
fn every_document_that_it_gives_is_right_alone_and_with_the_others() {
    let folder = templates();
    for kind in KINDS {
        let file = folder.path().join(format!("{kind}.toml"));
        let checked = support(&["check", "--language", "en"], Some(&file));
        assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    }
    golden(
        "check",
        &support(&["check", "--language", "fr"], Some(folder.path())),
    );
}

#[test]
fn a_preview_shows_what_that_practice_would_see_and_no_other() {
    let folder = templates();
    let seen = |arguments: &[&str]| {
        let mut all = vec![
            "preview",
            "--at",
            "2027-03-05T10:00:00Z",
            "--version",
            "0.1.0",
        ];
        all.extend(arguments);
        support(&all, Some(folder.path()))
    };
    let concerned = [
        "--practice",
        "7kqm 2xrd 9vta",
        "--domain",
        "Exemple.example",
        "--software",
        "logiciel exemple",
        "--department",
        "57",
    ];
    let in_language = |language| [&["--language", language], &concerned[..]].concat();
    golden("preview-withdrawn", &seen(&in_language("fr")));
    fs::remove_file(folder.path().join("withdrawal.toml")).unwrap();
    golden("preview-fr", &seen(&in_language("fr")));
    golden("preview-en", &seen(&in_language("en")));
    golden(
        "preview-other",
        &seen(&["--language", "fr", "--domain", "autre.example"]),
    );
}

#[test]
fn faults_name_file_line_column_and_field() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).unwrap();
    write(
        "a.toml",
        "format = 1\nkind = \"settings\"\nid = \"a\"\n[settings.interval_minutes]\nvalue = 1\n[audience]\neveryone = true\n",
    );
    write(
        "b.toml",
        "format = 1\nkind = \"practice\"\nid = \"b\"\npractice = \"x\"\npassword = \"y\"\n",
    );
    write(
        "c.json",
        "{\"format\":1,\"kind\":\"pages\",\"id\":\"a\",\"hosts\":[\"localhost\"]}",
    );
    write("d.toml", "format = \n");
    write("notes.txt", "not looked at");
    golden(
        "faults",
        &support(&["check", "--language", "fr"], Some(folder.path())),
    );
    golden(
        "preview-refused",
        &support(&["preview", "--language", "fr"], Some(folder.path())),
    );
}

#[test]
fn what_cannot_be_read_is_told_apart_from_what_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let status = |name: &str| {
        support(&["check"], Some(&folder.path().join(name)))
            .status
            .code()
    };
    assert_eq!(status("nowhere.toml"), Some(3));
    assert_eq!(status(""), Some(3));
    let big = fs::File::create(folder.path().join("big.toml")).unwrap();
    big.set_len(100 << 20).unwrap();
    assert_eq!(status("big.toml"), Some(1));
    assert_eq!(support(&["check"], None).status.code(), Some(2));
    assert_eq!(support(&["new", "fireworks"], None).status.code(), Some(2));
    assert_eq!(
        support(&["preview", "--practice", "x", "."], None)
            .status
            .code(),
        Some(2)
    );
    assert_eq!(support(&["--help"], None).status.code(), Some(0));
}
