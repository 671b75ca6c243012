//! The one sentence for tray and title.

use vigie_domain::{
    book::matter::Matter,
    health::{Level, Situation, Warning},
    text::{Text, TextArg},
};

use crate::{
    book,
    mailbox::{Mailbox, words},
    situation, warning,
};

/// A watched mailbox and its state.
#[derive(Clone, Copy, Debug)]
pub struct Watched<'a> {
    /// The mailbox.
    pub mailbox: Mailbox<'a>,
    /// Its level, its book's included.
    pub level: Level,
    /// What is the matter with it.
    pub situation: &'a Situation,
    /// What should be seen to.
    pub warnings: &'a [Warning],
    /// What of its lots and returns asks for a look, the most urgent first.
    pub matters: &'a [Matter],
}

impl<'a> Watched<'a> {
    /// What of its book is told where one thing is told: where the mailbox itself does not answer,
    /// nothing is.
    #[must_use]
    pub fn told_of_book(&self) -> Option<&'a Matter> {
        match self.situation {
            Situation::Well { .. } => self.matters.first(),
            _ => None,
        }
    }
}

/// Of a single mailbox, what is the matter with it; of several, how many are at the worst level,
/// and which where it is one.
#[must_use]
pub fn of(all: &[Watched<'_>]) -> Text {
    let Some(worst) = all.iter().max_by_key(|watched| watched.level) else {
        return Text::new("headline-no-mailbox");
    };
    if let [only] = all {
        return of_one(only);
    }
    let is_at_worst = |watched: &&Watched<'_>| watched.level == worst.level;
    let fails = |watched: &&Watched<'_>| {
        watched
            .told_of_book()
            .is_none_or(|matter| matter.level() < Level::Alarm)
    };
    let failing = all.iter().filter(is_at_worst).find(fails);
    // The alarm of a mailbox that answers is its book's; a mailbox that does not goes first.
    let of_book = worst.level == Level::Alarm && failing.is_none();
    let worst = failing
        .filter(|_| worst.level == Level::Alarm)
        .unwrap_or(worst);
    let concerned = all
        .iter()
        .filter(is_at_worst)
        .filter(|watched| worst.level != Level::Alarm || of_book || fails(watched))
        .count();
    let key = match worst.level {
        Level::Alarm if of_book => "headline-book",
        Level::Well => "headline-well",
        Level::Unknown => "headline-unknown",
        Level::Attention => "headline-attention",
        Level::Alarm => "headline-alarm",
    };
    Text::new(key)
        .with("concerned", count(concerned))
        .with("all", count(all.len()))
        .with("address", words(worst.mailbox.address.as_str()))
}

fn of_one(watched: &Watched<'_>) -> Text {
    let notable = watched
        .warnings
        .iter()
        .min_by_key(|warning| **warning == Warning::ClearText);
    if let Some(matter) = watched.told_of_book() {
        return book::matter(matter, &watched.mailbox).title;
    }
    match (watched.situation, watched.level, notable) {
        (Situation::Well { .. }, Level::Attention | Level::Alarm, Some(found)) => {
            warning::title(found, &watched.mailbox)
        }
        _ => situation::explain(watched.situation, &watched.mailbox).title,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a practice has a handful of mailboxes"
)]
fn count(number: usize) -> TextArg {
    TextArg::Number(number as f64)
}
