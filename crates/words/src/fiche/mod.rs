//! The fiche de bascule: its sentences, and the page that is printed.

mod page;

use vigie_domain::{
    book::returns::MessageClass,
    fiche::{Advice, Amount, OpenState},
    text::{Explanation, Text, TextArg},
    transition::Closing,
};

pub use page::page;

use crate::Mailbox;

/// What it all amounts to.
#[must_use]
pub fn amount(amount: &Amount) -> Explanation {
    match amount {
        Amount::Uncollected { returns, lots } => explanation("amount-uncollected", |text| {
            text.with("returns", count(*returns))
                .with("lots", count(*lots))
        }),
        Amount::ToCheck { lots, waiting } => explanation("amount-to-check", |text| {
            text.with("lots", count(*lots))
                .with("waiting", count(*waiting))
        }),
        Amount::Waiting { lots, until } => explanation("amount-waiting", |text| {
            text.with("lots", count(*lots))
                .with("until", TextArg::Time(*until))
        }),
        Amount::Unseen => explanation("amount-unseen", |text| text),
        Amount::Nothing => explanation("amount-nothing", |text| text),
    }
}

/// One piece of advice: what to do, why, and how. `old` is the old mailbox.
#[must_use]
pub fn advice(advice: &Advice, old: &Mailbox<'_>) -> Explanation {
    let told = |key: &str, with: &dyn Fn(Text) -> Text| {
        let of = |attribute: &str| with(old.text(format!("fiche-advice-{key}.{attribute}")));
        Explanation {
            title: of("title"),
            meaning: Some(of("meaning")),
            action: Some(of("action")),
            detail: None,
        }
    };
    let lots = |key: &str, lots: u64| told(key, &|text| text.with("lots", count(lots)));
    let days = |key: &str, from, until| {
        told(key, &|text| {
            text.with("from", TextArg::Time(from))
                .with("until", TextArg::Time(until))
        })
    };
    match *advice {
        Advice::ReadOldElsewhere { last: Some(last) } => told("read-old-elsewhere", &|text| {
            text.with("last", TextArg::Time(last))
        }),
        Advice::ReadOldElsewhere { last: None } => told("read-old-never", &|text| text),
        Advice::RelayBrings => told("relay-brings", &|text| text),
        Advice::CollectOld { returns } => {
            told("collect-old", &|text| text.with("returns", count(returns)))
        }
        Advice::GoThroughLots { from, until } => days("go-through-lots", from, until),
        Advice::WaitUntil { at, lots } => told("wait-until", &|text| {
            text.with("at", TextArg::Time(at)).with("lots", count(lots))
        }),
        Advice::LookUp { lots: found } => lots("look-up", found),
        Advice::TreatByHand { lots: found } => lots("treat-by-hand", found),
        Advice::CheckPayments { from, until } => days("check-payments", from, until),
        Advice::MarkPaid => told("mark-paid", &|text| text),
        Advice::IgnoreRejects { seen } => {
            told("ignore-rejects", &|text| text.with("seen", count(seen)))
        }
        Advice::KeepOpen { until, closing } => {
            let mut kept = told("keep-open", &|text| {
                text.with("until", TextArg::Time(until))
            });
            kept.detail = closing.map(|closing| inactivity(&closing, old));
            kept
        }
        Advice::Retire => told("retire", &|text| text),
    }
}

/// When the old mailbox's provider closes it for want of use, and what is not known of that.
#[must_use]
pub fn inactivity(closing: &Closing, old: &Mailbox<'_>) -> Text {
    old.text("fiche-inactivity".to_owned())
        .with("days", TextArg::Number(f64::from(closing.days)))
        .with("at", TextArg::Time(closing.at))
}

/// Where a lot stands, and what is to be done with it.
#[must_use]
pub fn lot_state(state: &OpenState) -> Text {
    match state {
        OpenState::Waiting { until } => {
            Text::new("fiche-lot-waiting").with("until", TextArg::Time(*until))
        }
        OpenState::SentAgainBySoftware { until } => {
            Text::new("fiche-lot-sent-again").with("until", TextArg::Time(*until))
        }
        OpenState::ByHand { since } => {
            Text::new("fiche-lot-by-hand").with("since", TextArg::Time(*since))
        }
        OpenState::LookUp => Text::new("fiche-lot-look-up"),
    }
}

/// What a return is.
#[must_use]
pub fn return_kind(class: MessageClass) -> Text {
    Text::new(format!("fiche-return-{}", class.name().replace('_', "-")))
}

fn explanation(key: &str, with: impl Fn(Text) -> Text) -> Explanation {
    let of = |attribute: &str| with(Text::new(format!("fiche-{key}.{attribute}")));
    Explanation {
        title: of("title"),
        meaning: Some(of("meaning")),
        action: Some(of("action")),
        detail: None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn count(count: u64) -> TextArg {
    TextArg::Number(count as f64)
}
