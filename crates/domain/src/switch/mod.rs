//! The switch from one mailbox to another: what is done, in which order, and where it stands.
//!
//! A switch is a [`Plan`] of [`Step`]s. Each step is written to the record before it is begun and
//! after it is done, may be done twice with the effect of once, and can be undone. What comes next
//! is a pure function of the plan and of what was written, so that a
//! switch that was cut off anywhere goes on from there: forward until the new mailbox is the
//! practice's, or back until the old one is again. Nothing between is ever left standing.

mod course;
mod obstacle;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::{
    course::{Attempt, Course, Next, Outcome, Standing},
    obstacle::{Obstacle, Passing},
};
use crate::{
    account::{AccountId, Address},
    health::Level,
    server::Server,
};

/// The number of a switch in this installation's journal; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "number"))]
#[serde(transparent)]
pub struct SwitchId(pub i64);

/// How the billing software comes to use the new mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Way {
    /// Vigie writes the settings itself, as a billing-software profile says.
    Profile {
        /// The profile's id.
        profile: String,
        /// The user agreed that the password is written too, where the program keeps it in plain form.
        password: bool,
    },
    /// The person enters them, with Vigie beside, which sees when it worked.
    Guided,
}

/// One thing that is done. The serialised name (`kind`) is public and never changes; words stand in
/// the catalogue under `switch-step-<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The new mailbox's password goes to the keychain.
    KeepPassword,
    /// The new mailbox is watched.
    WatchNew,
    /// The billing software is waited for until it is closed.
    AwaitClosed,
    /// Its settings are copied, with the date.
    BackUp,
    /// The new settings are written.
    WriteSettings,
    /// They are read back.
    ReadBack,
    /// The person enters the new settings.
    EnterByHand,
    /// The old mailbox becomes the former one, and is watched for the time of the transition.
    RetireOld,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 8] = [
        Self::KeepPassword,
        Self::WatchNew,
        Self::AwaitClosed,
        Self::BackUp,
        Self::WriteSettings,
        Self::ReadBack,
        Self::EnterByHand,
        Self::RetireOld,
    ];

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeepPassword => "keep_password",
            Self::WatchNew => "watch_new",
            Self::AwaitClosed => "await_closed",
            Self::BackUp => "back_up",
            Self::WriteSettings => "write_settings",
            Self::ReadBack => "read_back",
            Self::EnterByHand => "enter_by_hand",
            Self::RetireOld => "retire_old",
        }
    }
}

/// A server, and as whom one logs in there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Place {
    /// The server.
    pub server: Server,
    /// The user name.
    pub login: String,
}

/// The mailbox that is switched to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NewMailbox {
    /// Its address.
    pub address: Address,
    /// Its provider's id in the provider table, where known.
    pub provider: Option<String>,
    /// Where it is collected.
    pub pop: Place,
    /// Where it sends.
    pub submission: Option<Place>,
}

/// What will be done. It holds no password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Plan {
    /// The mailbox that is replaced; `None`: there was none.
    pub from: Option<AccountId>,
    /// The mailbox that takes its place.
    pub to: NewMailbox,
    /// How the billing software comes to use it.
    pub way: Way,
    /// Days for which the old mailbox is watched besides, 1 to 365.
    pub transition_days: u16,
}

impl Plan {
    /// The steps, in their order.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::KeepPassword, Step::WatchNew];
        match self.way {
            Way::Profile { .. } => steps.extend([
                Step::AwaitClosed,
                Step::BackUp,
                Step::WriteSettings,
                Step::ReadBack,
            ]),
            Way::Guided => steps.push(Step::EnterByHand),
        }
        if self.from.is_some() {
            steps.push(Step::RetireOld);
        }
        steps
    }
}

/// That a mailbox was replaced: it is still watched, for what arrives in it late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Former {
    /// Since when.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub since: Timestamp,
    /// Until when it is watched.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub until: Timestamp,
    /// The mailbox that took its place.
    pub successor: AccountId,
}

impl Former {
    /// The level that a former mailbox is shown at: what goes wrong there is worth a look, for late
    /// returns may lie in it, but lots no longer leave from it, and it must not cover the alarm of
    /// the mailbox that the practice lives on.
    #[must_use]
    pub fn tempered(level: Level) -> Level {
        level.min(Level::Attention)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_former_mailbox_is_never_an_alarm_and_never_hides_what_is_known() {
        for (level, shown) in [
            (Level::Well, Level::Well),
            (Level::Unknown, Level::Unknown),
            (Level::Attention, Level::Attention),
            (Level::Alarm, Level::Attention),
        ] {
            assert_eq!(Former::tempered(level), shown);
        }
    }
}
