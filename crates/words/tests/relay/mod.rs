//! What is told of the relay.

use jiff::Timestamp;
use vigie_domain::{
    account::AccountId,
    health::Level,
    relay::{Hindrance, Side, Trouble, USUAL_PORTS},
    text::{Explanation, Text},
};
use vigie_words::{
    Mailbox,
    relay::{self, Standing},
    toast::Toast,
};

/// Sentences by what they are of.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) texts: Vec<(String, Text)>,
    pub(crate) explanations: Vec<(String, Explanation)>,
}

pub(crate) fn told(mailbox: &Mailbox<'_>, at: Timestamp) -> Told {
    let mut told = Told::default();
    for trouble in troubles(at) {
        for of in [Some(mailbox), None] {
            let name = format!("relay trouble {}", trouble.name());
            told.explanations
                .push((name, relay::explain_trouble(&trouble, of)));
        }
    }
    for standing in standings(at) {
        let name = format!("relay {standing:?}");
        told.explanations.push((name, relay::explain(&standing)));
    }
    for without_login in [false, true] {
        let sender = Some(mailbox.address);
        let values = relay::values("127.0.0.1", USUAL_PORTS, "vigie", sender, without_login);
        for value in values {
            let texts = [Some(value.label), value.remark];
            let named = |text| ("relay values".to_owned(), text);
            told.texts.extend(texts.into_iter().flatten().map(named));
        }
    }
    let Toast { title, body } = relay::toast_ended();
    let named = |text| ("relay toast".to_owned(), text);
    told.texts
        .extend([title].into_iter().chain(body).map(named));
    told
}

/// One of each kind, some with their variants. A new kind makes `is_listed` fail to compile.
pub(crate) fn troubles(since: Timestamp) -> Vec<Trouble> {
    fn is_listed(trouble: &Trouble) {
        match trouble {
            Trouble::PortTaken { .. }
            | Trouble::PortRefused { .. }
            | Trouble::KeychainLocked
            | Trouble::KeychainUnavailable
            | Trouble::KeyLost
            | Trouble::DiskFull
            | Trouble::SpoolUnusable
            | Trouble::Damaged { .. }
            | Trouble::Lost { .. }
            | Trouble::NotCollected { .. }
            | Trouble::NoSubmission { .. }
            | Trouble::SendingFails { .. }
            | Trouble::SoftwareSilent { .. }
            | Trouble::WrongLogins
            | Trouble::SentPerhapsTwice { .. } => {}
        }
    }
    let account = AccountId(1);
    let all = vec![
        Trouble::PortTaken {
            side: Side::Pop,
            port: 1110,
            holder: Some("antivirus.exe".to_owned()),
        },
        Trouble::PortTaken {
            side: Side::Smtp,
            port: 1587,
            holder: None,
        },
        Trouble::PortRefused {
            side: Side::Pop,
            port: 110,
        },
        Trouble::PortRefused {
            side: Side::Smtp,
            port: 25,
        },
        Trouble::KeychainLocked,
        Trouble::KeychainUnavailable,
        Trouble::KeyLost,
        Trouble::DiskFull,
        Trouble::SpoolUnusable,
        Trouble::Damaged { messages: 1 },
        Trouble::Damaged { messages: 3 },
        Trouble::Lost { messages: 1 },
        Trouble::Lost { messages: 3 },
        Trouble::NotCollected {
            account,
            since,
            messages: 0,
            urgent: true,
        },
        Trouble::NotCollected {
            account,
            since,
            messages: 1,
            urgent: false,
        },
        Trouble::NotCollected {
            account,
            since,
            messages: 3,
            urgent: false,
        },
        Trouble::NoSubmission { account },
        Trouble::SendingFails {
            since,
            hindrance: Hindrance::Provider,
        },
        Trouble::SendingFails {
            since,
            hindrance: Hindrance::Login,
        },
        Trouble::SendingFails {
            since,
            hindrance: Hindrance::Sender,
        },
        Trouble::SoftwareSilent { days: 1 },
        Trouble::SoftwareSilent { days: 4 },
        Trouble::WrongLogins,
        Trouble::SentPerhapsTwice { lots: 1 },
        Trouble::SentPerhapsTwice { lots: 2 },
    ];
    all.iter().for_each(is_listed);
    all
}

fn standings(at: Timestamp) -> Vec<Standing> {
    let off = Standing {
        on: false,
        in_use: false,
        last_login: None,
        waiting: 0,
        troubles: 0,
        worst: Level::Well,
    };
    let ready = Standing { on: true, ..off };
    let unseen = Standing {
        in_use: true,
        ..ready
    };
    let well = Standing {
        last_login: Some(at),
        ..unseen
    };
    let troubled = |standing: Standing, troubles, worst| Standing {
        troubles,
        worst,
        ..standing
    };
    vec![
        off,
        Standing {
            in_use: true,
            ..off
        },
        ready,
        troubled(ready, 1, Level::Alarm),
        unseen,
        well,
        Standing { waiting: 1, ..well },
        Standing {
            waiting: 12,
            ..well
        },
        troubled(well, 1, Level::Attention),
        troubled(Standing { waiting: 1, ..well }, 2, Level::Attention),
        troubled(
            Standing {
                waiting: 12,
                ..unseen
            },
            2,
            Level::Attention,
        ),
        troubled(well, 1, Level::Alarm),
    ]
}
