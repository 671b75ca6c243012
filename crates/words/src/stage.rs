//! Where a lot stands, in two or three words.

use vigie_domain::{
    book::{follow_up::Stage, returns::Strength},
    text::Text,
};

/// What a stage is called in a list. An answer that is only likely to be this lot's is called so.
#[must_use]
pub fn name(stage: &Stage) -> Text {
    let of = |key: &str, strength: &Strength| match strength {
        Strength::Proven => Text::new(key),
        Strength::Probable => Text::new(format!("{key}-probable")),
    };
    match stage {
        Stage::Awaiting => Text::new("stage-awaiting"),
        Stage::Late { .. } => Text::new("stage-late"),
        Stage::Unanswered { .. } => Text::new("stage-unanswered"),
        Stage::Manual { .. } => Text::new("stage-manual"),
        Stage::Acknowledged { strength, .. } => of("stage-acknowledged", strength),
        Stage::Refused { strength, .. } => of("stage-refused", strength),
        Stage::NotDelivered { strength, .. } => of("stage-not-delivered", strength),
        Stage::Settled { .. } => Text::new("stage-settled"),
    }
}
