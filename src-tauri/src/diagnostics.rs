//! The diagnostics as one file that anybody can read.

use std::fmt::Write;

use vigie_protocol::DiagnosticFile;

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
}
