//! The verdicts by name, how strong they are, and the questions they answer.

use serde::{Deserialize, Serialize};

/// A verdict by its public name; it stands in the journal and in the terminal's JSON, and never
/// changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// A mailbox of its own, with real POP, empty, that can send: switch to it.
    Good,
    /// Everything about the mailbox itself is clean, but no existing mailbox could be read to
    /// compare: the user may go on after one sentence.
    Probable,
    /// Nothing wrong was proved, and not enough right.
    Inconclusive,
    /// Its mail goes to a mailbox that the person already has: an alias, or a redirection without
    /// copy.
    Alias,
    /// It is a second login to a mailbox that the person already has.
    SameMailbox,
    /// There are messages in it, or it is in use.
    NotEmpty,
    /// There is no POP3 service that a billing software could use.
    NoPop,
    /// It passes its mail on to another mailbox, and keeps a copy.
    Forwards,
    /// Mail for other addresses arrives in it.
    ReceivesForwarded,
    /// It cannot send as its own address.
    CannotSend,
    /// Its servers offer no verified TLS.
    Unsafe,
}

impl Conclusion {
    /// Every verdict: those one may go on with, the undecided one, the bad ones.
    pub const ALL: [Self; 11] = [
        Self::Good,
        Self::Probable,
        Self::Inconclusive,
        Self::Alias,
        Self::SameMailbox,
        Self::NotEmpty,
        Self::NoPop,
        Self::Forwards,
        Self::ReceivesForwarded,
        Self::CannotSend,
        Self::Unsafe,
    ];

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Probable => "probable",
            Self::Inconclusive => "inconclusive",
            Self::Alias => "alias",
            Self::SameMailbox => "same_mailbox",
            Self::NotEmpty => "not_empty",
            Self::NoPop => "no_pop",
            Self::Forwards => "forwards",
            Self::ReceivesForwarded => "receives_forwarded",
            Self::CannotSend => "cannot_send",
            Self::Unsafe => "unsafe",
        }
    }

    /// The exit status of `vigie verify`: 0 good, 1 bad, 3 undecided.
    #[must_use]
    pub const fn exit_status(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Probable | Self::Inconclusive => 3,
            Self::Alias
            | Self::SameMailbox
            | Self::NotEmpty
            | Self::NoPop
            | Self::Forwards
            | Self::ReceivesForwarded
            | Self::CannotSend
            | Self::Unsafe => 1,
        }
    }

    /// Whether the user may switch to the mailbox: at once, or after one sentence.
    #[must_use]
    pub const fn may_go_on(self) -> bool {
        matches!(self, Self::Good | Self::Probable)
    }

    /// Which of several is told, smallest first: what harms most, and what explains the rest
    /// (mail passed on from A explains why B is not empty).
    pub(super) const fn precedence(self) -> u8 {
        match self {
            Self::Unsafe => 0,
            Self::SameMailbox => 1,
            Self::Alias => 2,
            Self::NoPop => 3,
            Self::Forwards => 4,
            Self::ReceivesForwarded => 5,
            Self::NotEmpty => 6,
            Self::CannotSend => 7,
            Self::Inconclusive => 8,
            Self::Probable => 9,
            Self::Good => 10,
        }
    }
}

/// How much a verdict can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "VerdictStrength"))]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It rests on little.
    Weak,
    /// Nothing speaks against it, and something could still be tried.
    Strong,
    /// It was seen.
    Proven,
}

impl Strength {
    /// Every strength, weakest first.
    pub const ALL: [Self; 3] = [Self::Weak, Self::Strong, Self::Proven];

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Strong => "strong",
            Self::Proven => "proven",
        }
    }
}

/// The questions that a verdict answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Does it have real POP, under verified TLS?
    RealPop,
    /// Is it a mailbox of its own, no alias and no forwarding?
    NoAlias,
    /// Is it empty, and free?
    Empty,
    /// Can it send as its own address?
    CanSend,
}

impl Question {
    /// Every question, in the order in which they are answered.
    pub const ALL: [Self; 4] = [Self::RealPop, Self::NoAlias, Self::Empty, Self::CanSend];

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RealPop => "real_pop",
            Self::NoAlias => "no_alias",
            Self::Empty => "empty",
            Self::CanSend => "can_send",
        }
    }
}

/// The answer to a question; the greatest of several holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "VerdictAnswer"))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Proved.
    Yes,
    /// Not proved, either way.
    Unknown,
    /// Proved wrong.
    No,
}

impl Answer {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Yes, Self::Unknown, Self::No];

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Unknown => "unknown",
            Self::No => "no",
        }
    }
}
