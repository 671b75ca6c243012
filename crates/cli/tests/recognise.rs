//! `vigie classify` and `vigie decode` on files; every person in them is invented.
#![allow(clippy::unwrap_used, reason = "test code")]

mod common;

use std::{fs, path::PathBuf};

use common::run;
use serde_json::Value;

const LOT: &str = "From: cabinet@exemple.example\r\nTo: 01511@511.01.rss.fr\r\n\
    Subject: IR/00000000000042/2025080617250910188/00001\r\n\r\n";

fn file(dir: &tempfile::TempDir, name: &str, content: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

/// A record of 128 characters.
fn record(text: &str) -> Vec<u8> {
    format!("{text:<128}").into_bytes()
}

#[tokio::test]
async fn a_lot_is_recognised_in_json_and_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(&dir, "lot.eml", LOT.as_bytes());
    let path = path.to_str().unwrap();
    let ran = run(&["classify", path, "--json"], "").await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["class"], "lot");
    assert_eq!(json["rule"], "lot-subject-ir");
    assert_eq!(json["strength"], "proven");
    assert_eq!(json["caisse"], "01511");
    assert_eq!(json["references"][0]["emitter"], "42");
    let told = run(&["--language", "fr", "classify", path], "")
        .await
        .stdout;
    assert!(
        told.starts_with("Un lot, envoyé à la Sécurité sociale"),
        "{told}"
    );
    assert!(told.contains("émetteur 42"), "{told}");
}

#[tokio::test]
async fn a_file_is_shown_with_personal_fields_masked() {
    let dir = tempfile::tempdir().unwrap();
    let mut content = record("000");
    content.extend_from_slice(b"08001250806017@10302PERSONNE INVENTEE@");
    content.extend(record("999"));
    let path = file(&dir, "retour.txt", &content);
    let ran = run(&["--language", "fr", "decode", path.to_str().unwrap()], "").await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("Retour NOEMIE") && ran.stdout.contains("08001250806017"));
    assert!(!ran.stdout.contains("PERSONNE"), "{}", ran.stdout);
}

#[tokio::test]
async fn what_cannot_be_used_is_said_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let nonsense = file(&dir, "x", b"neither B2 nor NOEMIE");
    let ran = run(&["decode", nonsense.to_str().unwrap(), "--json"], "").await;
    assert_eq!(ran.code, 1);
    let lot = file(&dir, "lot.eml", LOT.as_bytes());
    let rules = file(&dir, "rules.json", b"{\"version\": 1,\n \"rules\": 7}");
    let ran = run(
        &[
            "classify",
            lot.to_str().unwrap(),
            "--rules",
            rules.to_str().unwrap(),
        ],
        "",
    )
    .await;
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("line 2"), "{}", ran.stderr);
    let ran = run(&["classify", "/no/such/file"], "").await;
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("/no/such/file"), "{}", ran.stderr);
}
