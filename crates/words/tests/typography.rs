//! French and English as they are printed. `VIGIE_FIX=1` puts French spaces and apostrophes right.

mod common;

use std::fs;

use common::{files, sentences};

const NO_BREAK: char = '\u{a0}';
const NARROW: char = '\u{202f}';

#[test]
fn french_typography() {
    if std::env::var_os("VIGIE_FIX").is_some() {
        for path in files("fr").values() {
            let source = fs::read_to_string(path).unwrap();
            fs::write(path, put_right(&source)).unwrap();
        }
    }
    let mut wrong = Vec::new();
    for path in files("fr").values() {
        for (key, sentence) in sentences(path) {
            for text in &sentence.texts {
                for fault in french_faults(text) {
                    wrong.push(format!("{key}: {fault} in {text:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "VIGIE_FIX=1 puts most right: {wrong:#?}");
}

#[test]
fn english_typography() {
    let mut wrong = Vec::new();
    for path in files("en").values() {
        for (key, sentence) in sentences(path) {
            for text in &sentence.texts {
                for (bad, why) in [
                    ("'", "an ASCII apostrophe"),
                    ("\"", "an ASCII quotation mark"),
                    ("...", "three dots for …"),
                    (" :", "a space before :"),
                    (" ;", "a space before ;"),
                    (" ?", "a space before ?"),
                    (" !", "a space before !"),
                    ("«", "a French quotation mark"),
                ] {
                    if text.contains(bad) {
                        wrong.push(format!("{key}: {why} in {text:?}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What is wrong with a piece of French text.
fn french_faults(text: &str) -> Vec<&'static str> {
    let mut faults = Vec::new();
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        match c {
            '\'' => faults.push("an ASCII apostrophe"),
            '"' => faults.push("an ASCII quotation mark"),
            '…' if before == Some(' ') => faults.push("a space before …"),
            // At a text's beginning the space stands in what comes before.
            ';' | '!' | '?' if before.is_some_and(|b| b != NARROW) => {
                faults.push("no narrow no-break space before ; ! ?");
            }
            // A colon inside a time, an address or a port is none of the sentence's.
            ':' if before.is_some_and(|b| b != NO_BREAK)
                && next.is_none_or(char::is_whitespace) =>
            {
                faults.push("no no-break space before :");
            }
            '»' if before.is_some_and(|b| b != NO_BREAK) => {
                faults.push("no no-break space before »");
            }
            '«' if next.is_some_and(|n| n != NO_BREAK) => {
                faults.push("no no-break space after «");
            }
            _ => {}
        }
        before = Some(c);
    }
    if text.contains("...") {
        faults.push("three dots for …");
    }
    if text.contains("  ") {
        faults.push("two spaces");
    }
    faults
}

/// The same file with no-break spaces and typographic apostrophes, comments untouched.
fn put_right(source: &str) -> String {
    let mut right = String::with_capacity(source.len() + 64);
    for line in source.lines() {
        if line.starts_with('#') {
            right.push_str(line);
        } else {
            let mut line = line.replace('\'', "’");
            for space in [' ', NO_BREAK, NARROW] {
                line = line.replace(&format!("«{space}"), &format!("«{NO_BREAK}"));
                for mark in [":", "»"] {
                    line = line.replace(&format!("{space}{mark}"), &format!("{NO_BREAK}{mark}"));
                }
                for mark in [";", "!", "?"] {
                    line = line.replace(&format!("{space}{mark}"), &format!("{NARROW}{mark}"));
                }
            }
            right.push_str(&line);
        }
        right.push('\n');
    }
    right
}

#[test]
fn the_lint_sees_what_it_should() {
    assert!(
        french_faults(
            "Tout va bien\u{a0}: vraiment\u{202f}? l’essentiel «\u{a0}ici\u{a0}» à 127.0.0.1:995"
        )
        .is_empty()
    );
    for bad in [
        "Tout va bien : oui",
        "Quoi?",
        "l'eau",
        "« ici\u{a0}»",
        "Attendez...",
    ] {
        assert!(!french_faults(bad).is_empty(), "{bad}");
    }
    assert_eq!(
        put_right("# l'eau : non\na = l'eau : « oui » !\n"),
        "# l'eau : non\na = l’eau\u{a0}: «\u{a0}oui\u{a0}»\u{202f}!\n"
    );
}
