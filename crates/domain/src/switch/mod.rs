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

/// Where a switch leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// To another mailbox.
    #[default]
    Mailbox,
    /// The billing software goes to the relay, and the mailbox stays.
    ToRelay,
    /// The billing software goes back from the relay to the mailbox itself.
    FromRelay,
}

/// How the billing software comes to use the new mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Way {
    /// It stays on the relay and notices nothing.
    Relay,
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
    /// The relay runs, and both its ports are open.
    OpenRelay,
    /// The billing software collects one last time where it has collected so far.
    CollectLast,
    /// The billing software is waited for until it is closed.
    AwaitClosed,
    /// What the billing software has confirmed is deleted at the provider, and the relay serves
    /// nothing more.
    DrainRelay,
    /// Its settings are copied, with the date.
    BackUp,
    /// The new settings are written.
    WriteSettings,
    /// They are read back.
    ReadBack,
    /// The person enters the new settings.
    EnterByHand,
    /// The relay collects and serves.
    UseRelay,
    /// The old mailbox becomes the former one, and is watched for the time of the transition.
    RetireOld,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 12] = [
        Self::KeepPassword,
        Self::WatchNew,
        Self::OpenRelay,
        Self::CollectLast,
        Self::AwaitClosed,
        Self::DrainRelay,
        Self::BackUp,
        Self::WriteSettings,
        Self::ReadBack,
        Self::EnterByHand,
        Self::UseRelay,
        Self::RetireOld,
    ];

    /// The public name, as it is serialised.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeepPassword => "keep_password",
            Self::WatchNew => "watch_new",
            Self::OpenRelay => "open_relay",
            Self::CollectLast => "collect_last",
            Self::AwaitClosed => "await_closed",
            Self::DrainRelay => "drain_relay",
            Self::BackUp => "back_up",
            Self::WriteSettings => "write_settings",
            Self::ReadBack => "read_back",
            Self::EnterByHand => "enter_by_hand",
            Self::UseRelay => "use_relay",
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
    /// Where it leads. Plans of older releases do not say.
    #[serde(default)]
    pub aim: Aim,
    /// The mailbox that is replaced; `None`: there was none. Of a move to the relay or back, the
    /// mailbox that stays.
    pub from: Option<AccountId>,
    /// The mailbox that takes its place. Of a move to the relay or back, the one that stays.
    pub to: NewMailbox,
    /// How the billing software comes to use it.
    pub way: Way,
    /// The billing software leaves what it has collected at the provider, as far as could be seen.
    #[serde(default)]
    pub leaves_copies: bool,
    /// Days for which the old mailbox is watched besides, 1 to 365.
    pub transition_days: u16,
}

impl Plan {
    /// The steps, in their order.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = match self.aim {
            Aim::Mailbox => vec![Step::KeepPassword, Step::WatchNew],
            // What it has would be new to it at the relay, were it not told apart before.
            Aim::ToRelay if self.leaves_copies => vec![Step::OpenRelay, Step::CollectLast],
            Aim::ToRelay => vec![Step::OpenRelay],
            // What waits in the relay from another mailbox would be left behind.
            Aim::FromRelay => vec![Step::CollectLast],
        };
        // Drained while the software is closed, it cannot confirm anything more in between.
        let drained = (self.aim == Aim::FromRelay).then_some(Step::DrainRelay);
        match self.way {
            Way::Relay => steps.extend(drained),
            Way::Profile { .. } => {
                steps.push(Step::AwaitClosed);
                steps.extend(drained);
                steps.extend([Step::BackUp, Step::WriteSettings, Step::ReadBack]);
            }
            Way::Guided => {
                steps.extend(drained);
                steps.push(Step::EnterByHand);
            }
        }
        match self.aim {
            Aim::Mailbox if self.from.is_some() => steps.push(Step::RetireOld),
            // Not before: what it collected and the software then collected too, it would have twice.
            Aim::ToRelay => steps.push(Step::UseRelay),
            Aim::Mailbox | Aim::FromRelay => {}
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

    fn plan(aim: Aim, way: Way, leaves_copies: bool) -> Plan {
        let address: Address = "cabinet@exemple.example".parse().unwrap();
        Plan {
            aim,
            from: Some(AccountId(1)),
            to: NewMailbox {
                pop: Place {
                    server: Server {
                        host: "pop.exemple.example".into(),
                        port: 995,
                        security: crate::server::Security::Tls,
                    },
                    login: address.to_string(),
                },
                address,
                provider: None,
                submission: None,
            },
            way,
            leaves_copies,
            transition_days: 30,
        }
    }

    #[test]
    fn behind_the_relay_the_billing_software_is_left_alone() {
        assert_eq!(
            plan(Aim::Mailbox, Way::Relay, false).steps(),
            [Step::KeepPassword, Step::WatchNew, Step::RetireOld]
        );
    }

    #[test]
    fn the_relay_is_used_last_and_drained_before_the_software_is_set_otherwise() {
        let profile = Way::Profile {
            profile: "essai".into(),
            password: false,
        };
        assert_eq!(
            plan(Aim::ToRelay, profile.clone(), true).steps(),
            [
                Step::OpenRelay,
                Step::CollectLast,
                Step::AwaitClosed,
                Step::BackUp,
                Step::WriteSettings,
                Step::ReadBack,
                Step::UseRelay,
            ]
        );
        assert_eq!(
            plan(Aim::ToRelay, Way::Guided, false).steps(),
            [Step::OpenRelay, Step::EnterByHand, Step::UseRelay]
        );
        assert_eq!(
            plan(Aim::FromRelay, profile, false).steps(),
            [
                Step::CollectLast,
                Step::AwaitClosed,
                Step::DrainRelay,
                Step::BackUp,
                Step::WriteSettings,
                Step::ReadBack,
            ]
        );
        assert_eq!(
            plan(Aim::FromRelay, Way::Guided, true).steps(),
            [Step::CollectLast, Step::DrainRelay, Step::EnterByHand]
        );
    }

    #[test]
    fn a_plan_of_an_older_release_leads_to_a_mailbox() {
        let mut json = serde_json::to_value(plan(Aim::ToRelay, Way::Guided, true)).unwrap();
        let fields = json.as_object_mut().unwrap();
        fields.remove("aim");
        fields.remove("leaves_copies");
        let read: Plan = serde_json::from_value(json).unwrap();
        assert_eq!(read, plan(Aim::Mailbox, Way::Guided, false));
    }

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
