//! The relay: how it stands, what is the matter with it, and what the billing software is set to.

use jiff::Timestamp;
use vigie_domain::{
    account::Address,
    health::Level,
    relay::{Ports, Trouble},
    text::{Explanation, Text, TextArg},
};
use vigie_protocol::ValueToEnter;

use crate::{Mailbox, mailbox::words, toast::Toast};

/// What the sentence on the whole relay depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// It runs, or is to run.
    pub on: bool,
    /// The billing software is set to it.
    pub in_use: bool,
    /// When the billing software last logged in to collect.
    pub last_login: Option<Timestamp>,
    /// Messages that wait for it.
    pub waiting: u64,
    /// How many troubles there are.
    pub troubles: usize,
    /// The level of the worst.
    pub worst: Level,
}

/// How the relay stands: what is so, what that means, what to do.
#[must_use]
pub fn explain(standing: &Standing) -> Explanation {
    let troubled = standing.troubles > 0;
    let key = match (standing.on, standing.in_use) {
        (false, false) => "relay-state-off",
        (false, true) => "relay-state-needed",
        (true, false) if troubled => "relay-state-unready",
        (true, false) => "relay-state-ready",
        (true, true) if troubled && standing.worst == Level::Alarm => "relay-state-alarm",
        (true, true) if troubled => "relay-state-attention",
        (true, true) if standing.last_login.is_none() => "relay-state-unseen",
        (true, true) => "relay-state-well",
    };
    let sentence = |attribute: &str| {
        let text = Text::new(format!("{key}.{attribute}"))
            .with("waiting", count(standing.waiting))
            .with("troubles", count(standing.troubles as u64));
        match standing.last_login {
            Some(at) => text.with("login", TextArg::Time(at)),
            None => text,
        }
    };
    Explanation {
        title: sentence("title"),
        meaning: Some(sentence("meaning")),
        action: Some(sentence("action")),
        detail: None,
    }
}

/// A trouble. `mailbox` is the one that it is about, or the current one where it names none.
#[must_use]
pub fn explain_trouble(trouble: &Trouble, mailbox: Option<&Mailbox<'_>>) -> Explanation {
    let key = trouble_key(trouble);
    let sentence = |attribute: &str| of_trouble(&key, attribute, trouble, mailbox);
    Explanation {
        title: sentence("title"),
        meaning: Some(sentence("meaning")),
        action: Some(sentence("action")),
        detail: matches!(
            trouble,
            Trouble::PortTaken { .. } | Trouble::PortRefused { .. }
        )
        .then(|| sentence("detail")),
    }
}

/// What a notification says of a trouble that began.
#[must_use]
pub fn toast(trouble: &Trouble, mailbox: Option<&Mailbox<'_>>) -> Toast {
    let explanation = explain_trouble(trouble, mailbox);
    Toast {
        title: explanation.title,
        body: explanation.action.into_iter().collect(),
    }
}

/// What a notification says when the last alarm of the relay is over.
#[must_use]
pub fn toast_ended() -> Toast {
    Toast {
        title: Text::new("relay-ended.title"),
        body: vec![Text::new("relay-ended.body")],
    }
}

/// What is entered in the billing software, once, in the order of a settings screen. The password
/// is not among it: a face asks for the credentials and shows it.
#[must_use]
pub fn values(
    host: &str,
    ports: Ports,
    login: &str,
    sender: Option<&Address>,
    sending_without_login: bool,
) -> Vec<ValueToEnter> {
    let value = |key: &str, value: Option<String>, remark: Option<&str>| ValueToEnter {
        label: Text::new(key),
        value,
        remark: remark.map(Text::new),
    };
    let whole = Some("relay-remark-login");
    let unprotected = |key: &str| value(key, None, Some("relay-remark-security"));
    let mut values = vec![
        value("relay-value-pop-host", Some(host.to_owned()), None),
        value("relay-value-pop-port", Some(ports.pop.to_string()), None),
        unprotected("relay-value-pop-security"),
        value("relay-value-login", Some(login.to_owned()), whole),
        value("relay-value-password", None, Some("relay-remark-password")),
        value("relay-value-smtp-host", Some(host.to_owned()), None),
        value("relay-value-smtp-port", Some(ports.smtp.to_string()), None),
        unprotected("relay-value-smtp-security"),
    ];
    values.push(value(
        "relay-value-smtp-authentication",
        None,
        Some(if sending_without_login {
            "relay-remark-authentication-none"
        } else {
            "relay-remark-authentication"
        }),
    ));
    if let Some(sender) = sender {
        values.push(value(
            "relay-value-sender",
            Some(sender.to_string()),
            Some("relay-remark-sender"),
        ));
    }
    values
}

fn of_trouble(
    key: &str,
    attribute: &str,
    trouble: &Trouble,
    mailbox: Option<&Mailbox<'_>>,
) -> Text {
    let text = Text::new(format!("{key}.{attribute}"));
    let text = match trouble {
        Trouble::PortTaken { side, port, holder } => text
            .with("side", words(side.name()))
            .with("port", words(&port.to_string()))
            .with("known", yes_or_no(holder.is_some()))
            .with("holder", words(holder.as_deref().unwrap_or_default())),
        Trouble::PortRefused { side, port } => text
            .with("side", words(side.name()))
            .with("port", words(&port.to_string())),
        Trouble::Damaged { messages } | Trouble::Lost { messages } => {
            text.with("messages", count(*messages))
        }
        Trouble::NotCollected {
            since, messages, ..
        } => text
            .with("since", TextArg::Time(*since))
            .with("messages", count(u64::from(*messages))),
        Trouble::SendingFails { since, hindrance } => text
            .with("since", TextArg::Time(*since))
            .with("hindrance", words(hindrance.name())),
        Trouble::SoftwareSilent { days } => text.with("days", count(u64::from(*days))),
        Trouble::SentPerhapsTwice { lots } => text.with("lots", count(u64::from(*lots))),
        Trouble::KeychainLocked
        | Trouble::KeychainUnavailable
        | Trouble::KeyLost
        | Trouble::DiskFull
        | Trouble::SpoolUnusable
        | Trouble::NoSubmission { .. }
        | Trouble::WrongLogins => text,
    };
    match trouble {
        Trouble::NotCollected { .. }
        | Trouble::NoSubmission { .. }
        | Trouble::SendingFails { .. } => text.with("known", yes_or_no(mailbox.is_some())).with(
            "address",
            words(mailbox.map_or("", |mailbox| mailbox.address.as_str())),
        ),
        _ => text,
    }
}

fn trouble_key(trouble: &Trouble) -> String {
    format!("relay-trouble-{}", trouble.name().replace('_', "-"))
}

fn yes_or_no(yes: bool) -> TextArg {
    words(if yes { "yes" } else { "no" })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "messages and troubles are far fewer than 2^52"
)]
fn count(count: u64) -> TextArg {
    TextArg::Number(count as f64)
}
