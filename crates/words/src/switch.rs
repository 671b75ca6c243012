//! The switch to a new mailbox.

use jiff::Timestamp;
use vigie_domain::{
    account::Address,
    billing::Setting,
    cause::Cause,
    report::Failure,
    server::{Security, Server},
    switch::{Aim, Obstacle, Place, Step, Way},
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
    /// Where the switch leads.
    pub aim: Aim,
    /// The billing software is set to the relay and stays so.
    pub by_relay: bool,
    /// The mailbox that is replaced.
    pub old: Option<&'a Address>,
    /// The one that takes its place; of a move to the relay or back, the one that stays.
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
        Way::Relay => Text::new("switch-way-relay"),
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
    let key = match parties.aim {
        Aim::Mailbox => of_mailbox(state, seen, parties),
        Aim::ToRelay => match (state, seen) {
            (SwitchState::Running | SwitchState::Waiting, _) => "switch-state-running-relay",
            (SwitchState::Undoing, _) => "switch-state-undoing",
            (SwitchState::New, false) => "switch-state-new-to-relay",
            (SwitchState::New, true) => "switch-state-seen-to-relay",
            (SwitchState::Old, _) => "switch-state-old-to-relay",
        },
        Aim::FromRelay => match state {
            SwitchState::Running | SwitchState::Waiting => "switch-state-running-relay",
            SwitchState::Undoing => "switch-state-undoing",
            SwitchState::New => "switch-state-new-from-relay",
            SwitchState::Old => "switch-state-old-from-relay",
        },
    };
    let sentence = |attribute: &str| parties.text(format!("{key}.{attribute}"));
    Explanation {
        title: sentence("title"),
        meaning: Some(sentence("meaning")),
        action: Some(sentence("action")),
        detail: None,
    }
}

/// The key of where a switch to another mailbox stands.
fn of_mailbox(state: SwitchState, seen: bool, parties: &Parties<'_>) -> &'static str {
    let both = parties.old.is_some() && parties.until.is_some();
    match (state, seen, both) {
        (SwitchState::Running | SwitchState::Waiting, ..) => "switch-state-running",
        (SwitchState::Undoing, ..) => "switch-state-undoing",
        (SwitchState::New, _, true) if parties.by_relay => "switch-state-new-by-relay",
        (SwitchState::New, _, false) if parties.by_relay => "switch-state-new-first-by-relay",
        (SwitchState::New, false, true) => "switch-state-new",
        (SwitchState::New, false, false) => "switch-state-new-first",
        (SwitchState::New, true, true) => "switch-state-seen",
        (SwitchState::New, true, false) => "switch-state-seen-first",
        (SwitchState::Old, _, true) => "switch-state-old-kept",
        (SwitchState::Old, ..) if parties.old.is_some() => "switch-state-old",
        (SwitchState::Old, ..) => "switch-state-old-first",
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

/// What is entered in the billing software for the relay. The sender's address stays as it is.
#[must_use]
pub fn relay_values(pop: &Place, submission: &Place, sender: &Address) -> Vec<ValueToEnter> {
    values(
        sender,
        pop,
        Some(submission),
        "switch-remark-password-relay",
    )
}

/// What is entered in the billing software to reach the mailbox without the relay.
#[must_use]
pub fn direct_values(
    address: &Address,
    pop: &Place,
    submission: Option<&Place>,
) -> Vec<ValueToEnter> {
    values(address, pop, submission, "switch-remark-password-mailbox")
}

/// What is entered besides, where the rest was written already.
#[must_use]
pub fn values_left(
    aim: Aim,
    left: &[Setting],
    address: &Address,
    pop: &Place,
    submission: Option<&Place>,
) -> Vec<ValueToEnter> {
    let password = match aim {
        Aim::Mailbox => "switch-remark-password-new",
        Aim::ToRelay => "switch-remark-password-relay",
        Aim::FromRelay => "switch-remark-password-mailbox",
    };
    named(address, pop, submission, password)
        .into_iter()
        .filter(|(setting, _)| left.contains(setting))
        .map(|(_, value)| value)
        .collect()
}

/// That lots could not leave, for it is not known where.
#[must_use]
pub fn submission_unknown() -> Text {
    Text::new("switch-remark-smtp-unknown")
}

/// That something is still to be entered by hand.
#[must_use]
pub fn left_by_hand(parties: &Parties<'_>) -> Text {
    parties.text("switch-left-by-hand".to_owned())
}

/// That a former mailbox does not answer: no matter for alarm.
#[must_use]
pub fn former_failing(failure: &Failure, mailbox: &Mailbox<'_>) -> Explanation {
    let key = if is_shut_out(failure) {
        "switch-former-shut-out"
    } else {
        "switch-former-failing"
    };
    let sentence = |attribute: &str| mailbox.text(format!("{key}.{attribute}"));
    Explanation {
        title: sentence("title"),
        meaning: Some(sentence("meaning")),
        action: Some(sentence("action")),
        detail: Some(cause::detail(failure, mailbox)),
    }
}

/// Whether a former mailbox answers, but not to the password that Vigie has: a provider that closed
/// its mailboxes may open them again for a new password only.
#[must_use]
pub fn is_shut_out(failure: &Failure) -> bool {
    matches!(
        failure.cause,
        Cause::PasswordRefused | Cause::WebLoginRequired
    )
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
    let aim = match (obstacle, parties.aim) {
        (
            Obstacle::EnterSettings | Obstacle::PutBackSettings | Obstacle::CollectLast,
            Aim::ToRelay,
        ) => "-to-relay",
        (Obstacle::EnterSettings | Obstacle::PutBackSettings, Aim::FromRelay) => "-from-relay",
        _ => "",
    };
    parties
        .text(format!("switch-obstacle-{name}{aim}.{attribute}"))
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
    let named = |value: &str, remark: &str| plain(label, value.to_owned(), Some(Text::new(remark)));
    match server.security {
        Security::Tls => named("SSL/TLS", "switch-remark-security"),
        Security::StartTls => named("STARTTLS", "switch-remark-starttls"),
        Security::Plain => told(label, "switch-remark-no-security"),
    }
}
