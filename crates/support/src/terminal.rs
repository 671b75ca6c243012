//! What is written: answers to standard output, complaints to standard error.

use std::io::{self, Write};

use jiff::tz::TimeZone;
use vigie_config::{Paragraphs, Said};
use vigie_domain::text::Text;
use vigie_words::{Catalogue, Language};

/// Says texts on the terminal.
pub(crate) struct Terminal {
    catalogue: Catalogue,
}

impl Terminal {
    pub(crate) fn new(language: Language, zone: TimeZone) -> Self {
        Self {
            catalogue: Catalogue::new(language, zone),
        }
    }

    /// Goes on in this zone: the practice's, whose moments are told.
    pub(crate) fn in_zone(&mut self, zone: TimeZone) {
        self.catalogue = Catalogue::new(self.catalogue.language(), zone);
    }

    pub(crate) fn zone(&self) -> &TimeZone {
        self.catalogue.zone()
    }

    /// The words of a text. Fonts of terminals often lack the narrow no-break space.
    pub(crate) fn words(&self, text: &Text) -> String {
        self.catalogue.say(text).replace('\u{202f}', "\u{a0}")
    }

    /// What a document says, in the language of the answers.
    pub(crate) fn said<'a>(&self, said: &'a Said) -> &'a str {
        match self.catalogue.language() {
            Language::French => &said.fr,
            Language::English => &said.en,
        }
    }

    /// The paragraphs of a document, in the language of the answers.
    pub(crate) fn paragraphs<'a>(&self, said: &'a Paragraphs) -> &'a [String] {
        match self.catalogue.language() {
            Language::French => &said.fr,
            Language::English => &said.en,
        }
    }

    /// A line of the answer. A reader that went away ends the output, not the command.
    #[expect(clippy::unused_self, reason = "the terminal is what is written to")]
    pub(crate) fn line(&mut self, line: &str) -> io::Result<()> {
        let written = writeln!(io::stdout().lock(), "{line}");
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    /// Lines of the answer that end with a line break of their own.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.line(text.strip_suffix('\n').unwrap_or(text))
    }

    /// A sentence of the answer, indented.
    pub(crate) fn say(&mut self, indent: &str, text: &Text) -> io::Result<()> {
        let words = self.words(text);
        self.line(&format!("{indent}{words}"))
    }

    /// A sentence on standard error.
    pub(crate) fn complain(&mut self, text: &Text) {
        let words = self.words(text);
        self.complain_line(&words);
    }

    /// A line on standard error; where that is closed too, nobody can be told.
    #[expect(clippy::unused_self, reason = "the terminal is what is written to")]
    pub(crate) fn complain_line(&mut self, line: &str) {
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}
