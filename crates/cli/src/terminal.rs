//! What is written, and where: answers to standard output, progress and complaints to standard error.

use std::io::{self, IsTerminal, Write};

use jiff::tz::TimeZone;
use serde::Serialize;
use vigie_domain::text::{Explanation, Text};
use vigie_words::{Catalogue, Language};

/// Says texts on the terminal. A reader that went away (`vigie status | head -1`) ends the output,
/// not the command: its exit status stays true.
pub(crate) struct Terminal {
    catalogue: Catalogue,
    reader_gone: bool,
}

impl Terminal {
    pub(crate) fn new(language: Language, zone: TimeZone) -> Self {
        Self {
            catalogue: Catalogue::new(language, zone),
            reader_gone: false,
        }
    }

    /// Goes on in another language and zone: those of the agent, once it is known.
    pub(crate) fn speak(&mut self, language: Language, zone: TimeZone) {
        if self.catalogue.language() != language || self.catalogue.zone() != &zone {
            self.catalogue = Catalogue::new(language, zone);
        }
    }

    pub(crate) fn language(&self) -> Language {
        self.catalogue.language()
    }

    /// The words of a text. Fonts of terminals often lack the narrow no-break space.
    pub(crate) fn words(&self, text: &Text) -> String {
        self.catalogue.say(text).replace('\u{202f}', "\u{a0}")
    }

    /// Whether the reader of standard output has gone.
    pub(crate) fn reader_gone(&self) -> bool {
        self.reader_gone
    }

    /// A line of the answer.
    pub(crate) fn line(&mut self, line: &str) -> io::Result<()> {
        if self.reader_gone {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        match writeln!(out, "{line}").and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.reader_gone = true;
                Ok(())
            }
            result => result,
        }
    }

    /// A sentence of the answer.
    pub(crate) fn say(&mut self, text: &Text) -> io::Result<()> {
        let words = self.words(text);
        self.line(&words)
    }

    /// An explanation of the answer, each sentence on its line, indented, the thing to do marked.
    pub(crate) fn explain(&mut self, explanation: &Explanation, indent: &str) -> io::Result<()> {
        for line in self.explanation_lines(explanation) {
            self.line(&format!("{indent}{line}"))?;
        }
        Ok(())
    }

    /// A value as JSON, over several lines.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let json = serde_json::to_string_pretty(value)?;
        self.line(&json)
    }

    /// A value as JSON on one line.
    pub(crate) fn json_line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let json = serde_json::to_string(value)?;
        self.line(&json)
    }

    /// A sentence beside the answer: a complaint, a hint.
    pub(crate) fn remark(&self, text: &Text) {
        remark(&self.words(text));
    }

    /// An explanation beside the answer.
    pub(crate) fn complain(&self, explanation: &Explanation) {
        for line in self.explanation_lines(explanation) {
            remark(&line);
        }
    }

    fn explanation_lines(&self, explanation: &Explanation) -> Vec<String> {
        let mut lines = vec![self.words(&explanation.title)];
        lines.extend(explanation.meaning.iter().map(|text| self.words(text)));
        let marked = |text| format!("→ {}", self.words(text));
        lines.extend(explanation.action.iter().map(marked));
        lines.extend(explanation.detail.iter().map(|text| self.words(text)));
        lines
    }
}

/// A line on standard error. Nobody may be reading there; that changes nothing.
pub(crate) fn remark(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// The beginning of a line on standard error that a [`remark`] will end.
pub(crate) fn begin_remark(words: &str) {
    let mut err = io::stderr().lock();
    let _ = write!(err, "{words} ").and_then(|()| err.flush());
}

/// Whether a person watches standard error.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}
