//! Lots and returns.

use vigie_domain::{
    book::{
        matter::{Lots, Matter},
        observability::Observability,
    },
    text::{Explanation, Text, TextArg},
};

use crate::mailbox::Mailbox;

/// What Vigie can see of lots and returns, what that means, and how to let it see more.
#[must_use]
pub fn sight(observability: &Observability) -> Explanation {
    let of = |attribute: &str| match observability {
        Observability::NoLots => Text::new(format!("book-sight-no-lots.{attribute}")),
        Observability::ReturnsUnreliable { seen, expected } => {
            Text::new(format!("book-sight-returns-unreliable.{attribute}"))
                .with("seen", TextArg::Number(f64::from(*seen)))
                .with("expected", TextArg::Number(f64::from(*expected)))
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
        }
    };
    Explanation {
        title: of("title"),
        meaning: Some(of("meaning")),
        action: Some(of("action")),
        detail: None,
    }
}
