//! One of each value of the fiche de bascule, and more where the sentence differs.

use jiff::Timestamp;
use vigie_domain::{
    book::returns::MessageClass,
    fiche::{Advice, Amount, OpenState},
    text::{Explanation, Text},
    transition::Closing,
};
use vigie_words::{Mailbox, fiche};

/// What is told under which name.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) explanations: Vec<(String, Explanation)>,
    pub(crate) texts: Vec<(String, Text)>,
}

pub(crate) fn told(old: &Mailbox<'_>, at: Timestamp) -> Told {
    let mut told = Told::default();
    let amounts = [
        Amount::Uncollected {
            returns: 1,
            lots: 0,
        },
        Amount::Uncollected {
            returns: 7,
            lots: 1,
        },
        Amount::Uncollected {
            returns: 7,
            lots: 2,
        },
        Amount::ToCheck {
            lots: 1,
            waiting: 0,
        },
        Amount::ToCheck {
            lots: 4,
            waiting: 1,
        },
        Amount::ToCheck {
            lots: 4,
            waiting: 3,
        },
        Amount::Waiting { lots: 1, until: at },
        Amount::Waiting { lots: 2, until: at },
        Amount::Unseen,
        Amount::Nothing,
    ];
    for amount in amounts {
        told.explanations
            .push(("fiche amount".to_owned(), fiche::amount(&amount)));
    }
    let (from, until) = (at, at);
    let closing = Closing { days: 120, at };
    let advice = [
        Advice::ReadOldElsewhere { last: Some(at) },
        Advice::ReadOldElsewhere { last: None },
        Advice::RelayBrings,
        Advice::CollectOld { returns: 1 },
        Advice::CollectOld { returns: 12 },
        Advice::GoThroughLots { from, until },
        Advice::WaitUntil { at, lots: 1 },
        Advice::WaitUntil { at, lots: 2 },
        Advice::LookUp { lots: 1 },
        Advice::LookUp { lots: 2 },
        Advice::TreatByHand { lots: 1 },
        Advice::TreatByHand { lots: 2 },
        Advice::CheckPayments { from, until },
        Advice::MarkPaid,
        Advice::IgnoreRejects { seen: 0 },
        Advice::IgnoreRejects { seen: 1 },
        Advice::IgnoreRejects { seen: 2 },
        Advice::KeepOpen {
            until,
            closing: None,
        },
        Advice::KeepOpen {
            until,
            closing: Some(closing),
        },
        Advice::Retire,
    ];
    for one in advice {
        told.explanations
            .push(("fiche advice".to_owned(), fiche::advice(&one, old)));
    }
    let states = [
        OpenState::Waiting { until },
        OpenState::SentAgainBySoftware { until },
        OpenState::ByHand { since: at },
        OpenState::LookUp,
    ];
    for state in states {
        let text = fiche::lot_state(&state);
        told.texts.push(("fiche lot".to_owned(), text));
    }
    for class in MessageClass::ALL {
        let text = fiche::return_kind(class);
        told.texts.push(("fiche return".to_owned(), text));
    }
    told
}
