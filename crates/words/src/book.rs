//! Lots and returns.

use jiff::Timestamp;
use vigie_domain::{
    book::{
        follow_up::{LotEvent, Stage},
        matter::{Lots, Matter},
        notice_code::KnownNotice,
        observability::Observability,
        query::LotLife,
        returns::Strength,
    },
    text::{Explanation, Text, TextArg},
};

use crate::mailbox::{Mailbox, words};

/// What Vigie can see of lots and returns, what that means, and how to let it see more.
#[must_use]
pub fn sight(observability: &Observability) -> Explanation {
    let of = |attribute: &str| match observability {
        Observability::NoLots => Text::new(format!("book-sight-no-lots.{attribute}")),
        Observability::ReturnsUnreliable { seen, expected } => {
            Text::new(format!("book-sight-returns-unreliable.{attribute}"))
                .with("seen", TextArg::Number(f64::from(*seen)))
                .with("expected", TextArg::Number(f64::from(*expected)))
                .with(
                    "missing",
                    TextArg::Number(f64::from(expected.saturating_sub(*seen))),
                )
        }
        Observability::Full => Text::new(format!("book-sight-full.{attribute}")),
    };
    Explanation {
        title: of("title"),
        meaning: Some(of("meaning")),
        action: Some(of("action")),
        detail: None,
    }
}

/// What asks for a look, in words.
#[must_use]
pub fn matter(matter: &Matter, mailbox: &Mailbox<'_>) -> Explanation {
    let of = |attribute: &str| {
        let text = |key: &str| mailbox.text(format!("book-{key}.{attribute}"));
        let lots = |key: &str, lots: &Lots| {
            text(key)
                .with("lots", TextArg::Number(f64::from(lots.lots)))
                .with("oldest", TextArg::Time(lots.oldest))
        };
        let messages = |key: &str, messages: u32, since| {
            text(key)
                .with("messages", TextArg::Number(f64::from(messages)))
                .with("since", TextArg::Time(since))
        };
        match matter {
            Matter::Late(found) => lots("late", found),
            Matter::Unanswered(found) => lots("unanswered", found),
            Matter::Manual(found) => lots("manual", found),
            Matter::Refused(found) => lots("refused", found),
            Matter::NotDelivered(found) => lots("not-delivered", found),
            Matter::SilentReturns { since } => {
                text("silent-returns").with("since", TextArg::Time(*since))
            }
            Matter::ForeignMail {
                messages: count,
                since,
            } => messages("foreign-mail", *count, *since),
            Matter::Vanishing {
                messages: count,
                since,
            } => messages("vanishing", *count, *since),
            Matter::OldMailboxClosing(closing) => text("old-mailbox-closing")
                .with("days", TextArg::Number(f64::from(closing.days)))
                .with("at", TextArg::Time(closing.at)),
        }
    };
    Explanation {
        title: of("title"),
        meaning: Some(of("meaning")),
        action: Some(of("action")),
        detail: None,
    }
}

/// Where a lot stands and what is to be done about it, in the words of the rule. Where its answers
/// are not reliably seen, a lot that waits is to be looked up, and nothing is claimed.
#[must_use]
pub fn lot(life: &LotLife, observability: &Observability) -> Explanation {
    let follow_up = &life.lot.follow_up;
    if follow_up.is_open() && *observability != Observability::Full {
        return explanation("stage-unsure", |text| {
            text.with("sent", TextArg::Time(life.lot.last_sent))
        });
    }
    let known = life
        .returns
        .iter()
        .flat_map(|one| one.codes.keys())
        .find_map(|code| KnownNotice::of_code(code).map(|notice| (code, notice)));
    match (follow_up.stage(), known) {
        // A second copy was refused because the first one had arrived.
        (Stage::Refused { .. } | Stage::Acknowledged { .. }, Some((code, notice))) => {
            self::notice(notice, code)
        }
        (stage, _) => self::stage(stage, life),
    }
}

fn stage(stage: &Stage, life: &LotLife) -> Explanation {
    let at = |key: &str, at: Timestamp| {
        explanation(key, |text| {
            text.with("at", TextArg::Time(at))
                .with("sent", TextArg::Time(life.lot.last_sent))
        })
    };
    match stage {
        Stage::Awaiting => at("stage-awaiting", life.lot.last_sent),
        Stage::Late { since } => at("stage-late", *since),
        Stage::Unanswered { since } => at("stage-unanswered", *since),
        Stage::Manual { since } => at("stage-manual", *since),
        Stage::Acknowledged {
            at: when,
            strength: Strength::Proven,
        } => at("stage-acknowledged", *when),
        Stage::Acknowledged { at: when, .. } => at("stage-acknowledged-probable", *when),
        Stage::Refused { at: when, .. } => at("stage-refused", *when),
        Stage::NotDelivered { at: when, .. } => at("stage-not-delivered", *when),
        Stage::Settled { at: when, reason } => {
            let mut explained = at("stage-settled", *when);
            explained.meaning = explained
                .meaning
                .map(|text| text.with("reason", words(reason)));
            explained
        }
    }
}

/// What a reject or notice code means, where that is known: nothing is to be done.
#[must_use]
pub fn code(code: &str) -> Option<Explanation> {
    KnownNotice::of_code(code).map(|known| notice(known, code))
}

fn notice(notice: KnownNotice, code: &str) -> Explanation {
    let key = match notice {
        KnownNotice::AlreadyReceived => "code-already-received",
        KnownNotice::AlreadyInProcess => "code-already-in-process",
    };
    Explanation {
        detail: Some(Text::new("book-code").with("code", words(code))),
        ..explanation(key, |text| text)
    }
}

/// Something that happened to a lot, for its timeline; `None`: it was sent for the first time.
#[must_use]
pub fn event(event: Option<&LotEvent>) -> Text {
    let Some(event) = event else {
        return Text::new("book-event-sent");
    };
    match event {
        LotEvent::Became { stage } => became(stage),
        LotEvent::SentAgain => Text::new("book-event-sent-again"),
        LotEvent::SentAgainThoughAcknowledged => {
            Text::new("book-event-sent-again-though-acknowledged")
        }
        LotEvent::Contradicted { after, .. } => match after {
            Stage::Refused { .. } => Text::new("book-event-contradicted-refused"),
            Stage::NotDelivered { .. } => Text::new("book-event-contradicted-not-delivered"),
            _ => Text::new("book-event-contradicted-acknowledged"),
        },
        LotEvent::AnsweredAgain { .. } => Text::new("book-event-answered-again"),
    }
}

fn became(stage: &Stage) -> Text {
    let of = |key: &str, strength: &Strength| match strength {
        Strength::Proven => Text::new(key),
        Strength::Probable => Text::new(format!("{key}-probable")),
    };
    match stage {
        Stage::Awaiting => Text::new("book-event-awaiting"),
        Stage::Late { .. } => Text::new("book-event-late"),
        Stage::Unanswered { .. } => Text::new("book-event-unanswered"),
        Stage::Manual { .. } => Text::new("book-event-manual"),
        Stage::Acknowledged { strength, .. } => of("book-event-acknowledged", strength),
        Stage::Refused { strength, .. } => of("book-event-refused", strength),
        Stage::NotDelivered { strength, .. } => of("book-event-not-delivered", strength),
        Stage::Settled { reason, .. } => {
            Text::new("book-event-settled").with("reason", words(reason))
        }
    }
}

fn explanation(key: &str, with: impl Fn(Text) -> Text) -> Explanation {
    let of = |attribute: &str| with(Text::new(format!("book-{key}.{attribute}")));
    Explanation {
        title: of("title"),
        meaning: Some(of("meaning")),
        action: Some(of("action")),
        detail: None,
    }
}
