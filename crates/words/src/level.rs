//! The four states that every face shows.

use vigie_domain::{health::Level, text::Text};

/// What a level is called: « Tout va bien », « Attention », « Alarme », « Vigie ne sait pas ».
#[must_use]
pub fn text(level: Level) -> Text {
    Text::new(match level {
        Level::Well => "level-well",
        Level::Unknown => "level-unknown",
        Level::Attention => "level-attention",
        Level::Alarm => "level-alarm",
    })
}
