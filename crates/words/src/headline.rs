//! The one sentence for tray and title.

use vigie_domain::{
    health::{Level, Situation, Warning},
    text::{Text, TextArg},
};

use crate::{
    mailbox::{Mailbox, words},
    situation, warning,
};

/// A watched mailbox and its state.
#[derive(Clone, Copy, Debug)]
pub struct Watched<'a> {
    /// The mailbox.
    pub mailbox: Mailbox<'a>,
    /// Its level.
    pub level: Level,
    /// What is the matter with it.
    pub situation: &'a Situation,
    /// What should be seen to.
    pub warnings: &'a [Warning],
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
    let concerned = all.iter().filter(|w| w.level == worst.level).count();
    let key = match worst.level {
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
