//! The switch to a new mailbox.

use jiff::Timestamp;
use vigie_domain::{
    account::Address,
    billing::Setting,
    report::Failure,
    server::{Security, Server},
    switch::{Obstacle, Place, Step, Way},
    text::{Explanation, Text, TextArg},
};
use vigie_protocol::{SwitchState, ValueToEnter};

use crate::{
    cause,
    mailbox::{Mailbox, words},
};

/// Whom a switch is about.
#[derive(Clone, Copy, Debug)]
pub struct Parties<'a> {
    /// The mailbox that is replaced.
    pub old: Option<&'a Address>,
    /// The one that takes its place.
    pub new: &'a Address,
    /// The billing software's name.
    pub program: &'a str,
    /// Days for which the old mailbox is watched besides.
    pub days: u16,
    /// Until when, once that is known. Of a switch that was undone: until when the new one is, where
    /// it had been used.
    pub until: Option<Timestamp>,
}

/// When a step is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// It is to be done.
    Before,
    /// It is done.
    Done,
    /// It was undone.
    Undone,
}

/// A way of switching.
#[must_use]
pub fn way(way: &Way, program: &str) -> Text {
    match way {
        Way::Profile { .. } => Text::new("switch-way-profile").with("program", words(program)),
        Way::Guided => Text::new("switch-way-guided"),
    }
}

/// A step.
#[must_use]
pub fn step(step: Step, when: When, parties: &Parties<'_>) -> Text {
    let is_of_new = matches!(step, Step::KeepPassword | Step::WatchNew);
    let attribute = match when {
        When::Before => "before",
        When::Done => "done",
        When::Undone if is_of_new && parties.until.is_some() => "kept",
        When::Undone => "undone",
    };
    parties.text(format!("switch-step-{}.{attribute}", dashed(step.name())))
}

/// What stands against a step, in a few words.
#[must_use]
pub fn obstacle_title(obstacle: &Obstacle, parties: &Parties<'_>) -> Text {
    of_obstacle(obstacle, parties, "title")
}

/// What stands against a step: what happened, what it means, what to do.
#[must_use]
pub fn obstacle(obstacle: &Obstacle, parties: &Parties<'_>) -> Explanation {
    Explanation {
        title: of_obstacle(obstacle, parties, "title"),
        meaning: Some(of_obstacle(obstacle, parties, "meaning")),
        action: Some(of_obstacle(obstacle, parties, "action")),
        detail: None,
    }
}

/// That a switch went back because of this.
#[must_use]
pub fn went_back(because: &Obstacle, parties: &Parties<'_>) -> Explanation {
    Explanation {
        meaning: Some(Text::new("switch-went-back")),
        ..obstacle(because, parties)
    }
}

/// Where a switch stands that waits for nothing. `seen`: messages were seen to be collected.
#[must_use]
pub fn state(state: SwitchState, seen: bool, parties: &Parties<'_>) -> Explanation {
    let key = match (
        state,
        seen,
        parties.old.is_some() && parties.until.is_some(),
    ) {
        (SwitchState::Running | SwitchState::Waiting, ..) => "switch-state-running",
        (SwitchState::Undoing, ..) => "switch-state-undoing",
        (SwitchState::New, false, true) => "switch-state-new",
        (SwitchState::New, false, false) => "switch-state-new-first",
        (SwitchState::New, true, true) => "switch-state-seen",
        (SwitchState::New, true, false) => "switch-state-seen-first",
        (SwitchState::Old, _, true) => "switch-state-old-kept",
        (SwitchState::Old, ..) if parties.old.is_some() => "switch-state-old",
        (SwitchState::Old, ..) => "switch-state-old-first",
    };
    let sentence = |attribute: &str| parties.text(format!("{key}.{attribute}"));
    Explanation {
        title: sentence("title"),
        meaning: Some(sentence("meaning")),
        action: Some(sentence("action")),
        detail: None,
    }
}

/// What is entered in the billing software for the new mailbox, in the order of a settings screen.
#[must_use]
pub fn new_values(address: &Address, pop: &Place, submission: Option<&Place>) -> Vec<ValueToEnter> {
    values(address, pop, submission, "switch-remark-password-new")
}

/// What is entered again for the mailbox that was there before.
#[must_use]
pub fn old_values(address: &Address, pop: &Place, submission: Option<&Place>) -> Vec<ValueToEnter> {
    values(address, pop, submission, "switch-remark-password-old")
}

/// What is entered besides, where the rest was written already.
#[must_use]
pub fn values_left(
    left: &[Setting],
    address: &Address,
    pop: &Place,
    submission: Option<&Place>,
) -> Vec<ValueToEnter> {
    named(address, pop, submission, "switch-remark-password-new")
        .into_iter()
        .filter(|(setting, _)| left.contains(setting))
        .map(|(_, value)| value)
        .collect()
}

/// That something is still to be entered by hand.
#[must_use]
pub fn left_by_hand(parties: &Parties<'_>) -> Text {
    parties.text("switch-left-by-hand".to_owned())
}

/// That a former mailbox does not answer: no matter for alarm.
#[must_use]
pub fn former_failing(failure: &Failure, mailbox: &Mailbox<'_>) -> Explanation {
    let sentence = |attribute: &str| mailbox.text(format!("switch-former-failing.{attribute}"));
    Explanation {
        title: sentence("title"),
        meaning: Some(sentence("meaning")),
        action: Some(sentence("action")),
        detail: Some(cause::detail(failure, mailbox)),
    }
}

impl Parties<'_> {
    fn text(&self, key: String) -> Text {
        let text = Text::new(key)
            .with("new", words(self.new.as_str()))
            .with("old", words(self.old.map_or("", Address::as_str)))
            .with("program", words(self.program))
            .with("days", TextArg::Number(self.days.into()));
        match self.until {
            Some(until) => text.with("until", TextArg::Time(until)),
            None => text,
        }
    }
}

fn of_obstacle(obstacle: &Obstacle, parties: &Parties<'_>, attribute: &str) -> Text {
    let name = dashed(obstacle.name());
    parties
        .text(format!("switch-obstacle-{name}.{attribute}"))
        .with("subject", words(obstacle.subject().unwrap_or_default()))
}

fn dashed(name: &str) -> String {
    name.replace('_', "-")
}

fn values(
    address: &Address,
    pop: &Place,
    submission: Option<&Place>,
    password: &str,
) -> Vec<ValueToEnter> {
    let named = named(address, pop, submission, password);
    named.into_iter().map(|(_, value)| value).collect()
}

/// The values with the settings that they are of, in the order of a settings screen.
fn named(
    address: &Address,
    pop: &Place,
    submission: Option<&Place>,
    password: &str,
) -> Vec<(Setting, ValueToEnter)> {
    let login = || Some(Text::new("switch-remark-login"));
    let port = |server: &Server| server.port.to_string();
    let mut values = vec![
        (
            Setting::PopHost,
            plain("switch-value-pop-host", pop.server.host.clone(), None),
        ),
        (
            Setting::PopPort,
            plain("switch-value-pop-port", port(&pop.server), None),
        ),
        (
            Setting::PopSecurity,
            security("switch-value-pop-security", &pop.server),
        ),
        (
            Setting::PopLogin,
            plain("switch-value-pop-login", pop.login.clone(), login()),
        ),
        (
            Setting::PopPassword,
            told("switch-value-password", password),
        ),
    ];
    match submission {
        Some(place) => values.extend([
            (
                Setting::SmtpHost,
                plain("switch-value-smtp-host", place.server.host.clone(), None),
            ),
            (
                Setting::SmtpPort,
                plain("switch-value-smtp-port", port(&place.server), None),
            ),
            (
                Setting::SmtpSecurity,
                security("switch-value-smtp-security", &place.server),
            ),
            (
                Setting::SmtpPassword,
                told(
                    "switch-value-smtp-authentication",
                    "switch-value-authentication-yes",
                ),
            ),
            (
                Setting::SmtpLogin,
                plain("switch-value-smtp-login", place.login.clone(), login()),
            ),
        ]),
        None => values.push((
            Setting::SmtpHost,
            told("switch-value-smtp-host", "switch-remark-smtp-unknown"),
        )),
    }
    values.push((
        Setting::Sender,
        plain("switch-value-sender", address.to_string(), None),
    ));
    values
}

/// A value that is not to be copied, and what to know of it.
fn told(label: &str, remark: &str) -> ValueToEnter {
    ValueToEnter {
        label: Text::new(label),
        value: None,
        remark: Some(Text::new(remark)),
    }
}

fn plain(label: &str, value: String, remark: Option<Text>) -> ValueToEnter {
    ValueToEnter {
        label: Text::new(label),
        value: Some(value),
        remark,
    }
}

fn security(label: &str, server: &Server) -> ValueToEnter {
    let (value, remark) = match server.security {
        Security::Tls => ("SSL/TLS", Some("switch-remark-security")),
        Security::StartTls => ("STARTTLS", Some("switch-remark-starttls")),
        Security::Plain => ("-", None),
    };
    plain(label, value.to_owned(), remark.map(Text::new))
}
