//! One of each value of the book that people are told of.

use std::collections::BTreeMap;

use jiff::Timestamp;
use vigie_domain::{
    account::AccountId,
    book::{
        follow_up::{FollowUp, LotEvent, Stage},
        lot::LotReference,
        matching::LotId,
        matter::{Lots, Matter},
        observability::Observability,
        query::{Lot, LotLife, Return, ReturnId},
        returns::{MessageClass, Strength},
        sighting::Origin,
        telling::BookHappening,
    },
    text::{Explanation, Text},
    transition::Closing,
};
use vigie_words::{Mailbox, book, toast};

/// What is told under which name.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) explanations: Vec<(String, Explanation)>,
    pub(crate) texts: Vec<(String, Text)>,
}

pub(crate) fn told(mailbox: &Mailbox<'_>, at: Timestamp) -> Told {
    let mut told = Told::default();
    for sight in sights() {
        told.explanations
            .push(("book sight".to_owned(), book::sight(&sight)));
    }
    for matter in matters(at) {
        told.explanations.push((
            format!("matter {}", name(&matter)),
            book::matter(&matter, mailbox),
        ));
    }
    for happening in happenings(at) {
        let toast = toast::of_book(&happening, mailbox);
        let of = format!("toast {} {}", kind(&happening), name(happening.matter()));
        told.texts.push((of.clone(), toast.title));
        told.texts
            .extend(toast.body.into_iter().map(|text| (of.clone(), text)));
    }
    let full = Observability::Full;
    for stage in stages(at) {
        let life = life(stage, at);
        told.explanations
            .push(("lot".to_owned(), book::lot(&life, &full)));
        let unsure = book::lot(&life, &Observability::NoLots);
        if life.lot.follow_up.is_open() {
            told.explanations.push(("lot".to_owned(), unsure));
        }
    }
    for code in ["1070", "FACTUREDEJAENTRAITEMENT"] {
        told.explanations
            .extend(book::code(code).map(|words| ("code".to_owned(), words)));
    }
    let events = events(at);
    told.texts.push(("lot event".to_owned(), book::event(None)));
    told.texts.extend(
        events
            .iter()
            .map(|event| ("lot event".to_owned(), book::event(Some(event)))),
    );
    told
}

/// What is announced, of each kind.
pub(crate) fn happenings(at: Timestamp) -> Vec<BookHappening> {
    let mut all = Vec::new();
    for matter in matters(at) {
        all.extend([
            BookHappening::Began { matter },
            BookHappening::Worse {
                before: matter,
                matter,
            },
            BookHappening::Reminder { matter, number: 1 },
            BookHappening::Ended { matter, ended: at },
        ]);
    }
    all
}

#[test]
fn a_reject_that_asks_for_nothing_says_so() {
    let at: Timestamp = "2026-04-27T07:14:00Z".parse().unwrap();
    let stage = Stage::Refused {
        at,
        strength: Strength::Proven,
    };
    let mut life = life(stage, at);
    let refused = book::lot(&life, &Observability::Full);
    assert_eq!(refused.title.key, "book-stage-refused.title");
    life.returns.push(Return {
        id: ReturnId(1),
        account: AccountId(1),
        class: MessageClass::Rsp,
        strength: Strength::Proven,
        caisse: None,
        at,
        origin: Origin::Mailbox,
        references: Vec::new(),
        states: BTreeMap::new(),
        codes: [("1070".to_owned(), 1)].into(),
        lots: Vec::new(),
    });
    let known = book::lot(&life, &Observability::Full);
    assert_eq!(known.title.key, "book-code-already-received.title");
    assert_eq!(book::code("9999"), None);
}

fn sights() -> Vec<Observability> {
    vec![
        Observability::NoLots,
        Observability::ReturnsUnreliable {
            seen: 0,
            expected: 0,
        },
        Observability::ReturnsUnreliable {
            seen: 15,
            expected: 30,
        },
        Observability::Full,
    ]
}

fn matters(at: Timestamp) -> Vec<Matter> {
    fn is_listed(matter: &Matter) {
        match matter {
            Matter::Late(_)
            | Matter::Unanswered(_)
            | Matter::Manual(_)
            | Matter::Refused(_)
            | Matter::NotDelivered(_)
            | Matter::SilentReturns { .. }
            | Matter::ForeignMail { .. }
            | Matter::Vanishing { .. }
            | Matter::OldMailboxClosing(_) => {}
        }
    }
    let closing = Closing { days: 120, at };
    let mut all = vec![
        Matter::SilentReturns { since: at },
        Matter::OldMailboxClosing(closing),
    ];
    for count in [1, 20] {
        let lots = Lots {
            lots: count,
            oldest: at,
        };
        all.extend([
            Matter::Late(lots),
            Matter::Unanswered(lots),
            Matter::Manual(lots),
            Matter::Refused(lots),
            Matter::NotDelivered(lots),
            Matter::ForeignMail {
                messages: count,
                since: at,
            },
            Matter::Vanishing {
                messages: count,
                since: at,
            },
        ]);
    }
    all.iter().for_each(is_listed);
    all
}

fn stages(at: Timestamp) -> Vec<Stage> {
    let mut all = vec![
        Stage::Awaiting,
        Stage::Late { since: at },
        Stage::Unanswered { since: at },
        Stage::Manual { since: at },
        Stage::Settled {
            at,
            reason: "payé, vu sur Ameli Pro".to_owned(),
        },
    ];
    for strength in [Strength::Probable, Strength::Proven] {
        all.extend([
            Stage::Acknowledged { at, strength },
            Stage::Refused { at, strength },
            Stage::NotDelivered { at, strength },
        ]);
    }
    all
}

fn events(at: Timestamp) -> Vec<LotEvent> {
    let mut all: Vec<LotEvent> = stages(at)
        .into_iter()
        .map(|stage| LotEvent::Became { stage })
        .collect();
    all.extend([
        LotEvent::SentAgain,
        LotEvent::SentAgainThoughAcknowledged,
        LotEvent::AnsweredAgain {
            class: MessageClass::Rsp,
        },
    ]);
    all.extend(stages(at).into_iter().map(|after| LotEvent::Contradicted {
        before: Stage::Awaiting,
        after,
    }));
    all
}

/// A lot at this stage.
fn life(stage: Stage, at: Timestamp) -> LotLife {
    let mut follow_up = serde_json::to_value(FollowUp::sent(at)).unwrap();
    follow_up["stage"] = serde_json::to_value(stage).unwrap();
    LotLife {
        lot: Lot {
            id: LotId(1),
            account: AccountId(1),
            reference: LotReference::default(),
            caisse: None,
            message_id: None,
            invoices: None,
            first_sent: at,
            last_sent: at,
            origin: Origin::Hand,
            follow_up: serde_json::from_value(follow_up).unwrap(),
        },
        events: Vec::new(),
        returns: Vec::new(),
        next_deadline: None,
    }
}

fn name(matter: &Matter) -> String {
    first_word(&format!("{matter:?}"))
}

fn kind(happening: &BookHappening) -> String {
    first_word(&format!("{happening:?}"))
}

fn first_word(debug: &str) -> String {
    let end = debug.find([' ', '{', '(']).unwrap_or(debug.len());
    debug[..end].to_owned()
}
