//! The diagnostics as one file that anybody can read.

use std::fmt::Write;

use vigie_protocol::DiagnosticFile;

/// The longest file name proposed, in characters.
const LONGEST_NAME: usize = 80;

/// The parts one after the other, each under its name.
pub(crate) fn text(files: &[DiagnosticFile]) -> String {
    let mut text = String::new();
    for file in files {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "===== {} =====", file.name);
        text.push_str(&file.content);
        if !file.content.ends_with('\n') {
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

/// The page's proposal, if it is a plain name; else a name of our own.
pub(crate) fn file_name(proposed: &str) -> &str {
    let plain = !proposed.is_empty()
        && proposed.len() <= LONGEST_NAME
        && !proposed.starts_with('.')
        && proposed
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet));
    if plain {
        proposed
    } else {
        "vigie-diagnostic.txt"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_stands_under_its_name() {
        let file = |name: &str, content: &str| DiagnosticFile {
            name: name.to_owned(),
            content: content.to_owned(),
        };
        assert_eq!(
            text(&[file("state.json", "{}"), file("log.txt", "a\nb\n")]),
            "===== state.json =====\n{}\n\n===== log.txt =====\na\nb\n\n"
        );
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(file_name("vigie-2026-11-23.txt"), "vigie-2026-11-23.txt");
        for odd in ["", "../x", "a/b", r"a\b", ".bashrc", "a b", "é.txt"] {
            assert_eq!(file_name(odd), "vigie-diagnostic.txt", "{odd:?}");
        }
        assert_eq!(file_name(&"a".repeat(81)), "vigie-diagnostic.txt");
    }
}
