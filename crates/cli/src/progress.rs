//! A check's phases as they pass, for a person who watches standard error.

use vigie_domain::{report::Phase, text::Text, text::TextArg};
use vigie_words::phase;

use crate::terminal::{self, Terminal};

/// Shows one check's phases, if anybody watches.
pub(crate) struct PhaseLines<'a> {
    terminal: &'a Terminal,
    shown: bool,
    open: bool,
}

impl<'a> PhaseLines<'a> {
    pub(crate) fn new(terminal: &'a Terminal) -> Self {
        Self {
            terminal,
            shown: terminal::is_watched(),
            open: false,
        }
    }

    /// A phase began.
    pub(crate) fn entered(&mut self, phase: Phase) {
        if self.shown {
            self.end();
            let name = self.terminal.words(&phase::text(phase));
            terminal::begin_remark(&format!("{name}…"));
            self.open = true;
        }
    }

    /// The phase ended after so many milliseconds.
    pub(crate) fn left(&mut self, ms: f64) {
        if self.shown && self.open {
            let took = Text::new("cli-milliseconds").with("ms", TextArg::Number(ms.round()));
            terminal::remark(&self.terminal.words(&took));
            self.open = false;
        }
    }

    /// Ends a line that is open.
    pub(crate) fn end(&mut self) {
        if self.open {
            terminal::remark("");
            self.open = false;
        }
    }
}
