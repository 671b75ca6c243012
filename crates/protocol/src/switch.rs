//! The switch to a new mailbox, as a face asks for it and sees it.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vigie_domain::{
    account::Address,
    switch::{Aim, Step, SwitchId, Way},
    text::{Explanation, Text},
};

/// A way of switching that is possible here, and what it would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WayOffered {
    /// The way.
    pub way: Way,
    /// It in words.
    pub label: Text,
    /// Every step in words, in order.
    pub steps: Vec<Text>,
    /// The files or registry keys that would be changed.
    pub touched: Vec<String>,
    /// The billing software's password can be written too, where the user agrees.
    pub asks_for_password: bool,
    /// What stands against it now, for example that the program is running.
    pub hindrance: Option<Text>,
}

/// A switch, planned or carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Switch {
    /// Its number.
    pub id: SwitchId,
    /// Where it leads.
    pub aim: Aim,
    /// The mailbox that is replaced, where there was one.
    pub from: Option<Address>,
    /// The one that takes its place; of a move to the relay or back, the one that stays.
    pub to: Address,
    /// How.
    pub way: Way,
    /// Where it stands.
    pub state: SwitchState,
    /// The same in words: what happened, what it means, what to do.
    pub explanation: Explanation,
    /// Each step.
    pub steps: Vec<SwitchStep>,
    /// What the person enters in the billing software, in the order of a settings screen.
    pub values: Vec<ValueToEnter>,
    /// Messages collected by the billing software from the new mailbox were seen: the settings work.
    pub seen_working: bool,
    /// It can be undone.
    pub can_undo: bool,
    /// When it came to rest.
    #[ts(type = "string | null")]
    pub ended: Option<Timestamp>,
    /// Until when both mailboxes are watched.
    #[ts(type = "string | null")]
    pub transition_until: Option<Timestamp>,
}

/// Where a switch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SwitchState {
    /// Steps are being done.
    Running,
    /// It waits for the person: to close the billing software, or to enter the settings.
    Waiting,
    /// Steps are being undone.
    Undoing,
    /// The new mailbox is the practice's.
    New,
    /// All is as it was before.
    Old,
}

/// A step of a switch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SwitchStep {
    /// Which.
    pub step: Step,
    /// It in words.
    pub label: Text,
    /// Where it stands.
    pub state: StepState,
    /// Why it failed, or what it waits for.
    pub remark: Option<Text>,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Its turn has not come.
    Waiting,
    /// It is being done.
    Running,
    /// It waits for the person.
    Person,
    /// Done.
    Done,
    /// It could not be done.
    Failed,
    /// It was undone.
    Undone,
}

/// A value of the billing software's settings screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ValueToEnter {
    /// What the field is usually called.
    pub label: Text,
    /// What to enter, to be copied; `None` for the password, which is the one that was just entered.
    pub value: Option<String>,
    /// What to know of it.
    pub remark: Option<Text>,
}

/// What became of everything between the two mailboxes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Fiche {
    /// When it was made.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The switch.
    pub switch: SwitchId,
    /// The old mailbox.
    pub from: Address,
    /// The new one.
    pub to: Address,
    /// When the new one took its place.
    #[ts(type = "string")]
    pub switched: Timestamp,
    /// Until when both are watched.
    #[ts(type = "string")]
    pub until: Timestamp,
    /// What it all amounts to.
    pub summary: Explanation,
    /// Lots sent before the switch without an answer yet, by date; 500 at most.
    pub lots: Vec<FicheLot>,
    /// How many there are.
    #[ts(type = "number")]
    pub lots_total: u64,
    /// Returns that arrived in the old mailbox since, by date; 500 at most.
    pub returns: Vec<FicheReturn>,
    /// How many there are.
    #[ts(type = "number")]
    pub returns_total: u64,
    /// What to do, in order, and what needs nothing.
    pub advice: Vec<Explanation>,
    /// The old mailbox is closed by its provider after so long unused; `None`: not known.
    pub inactivity: Option<Text>,
    /// The sheet as one HTML page, complete in itself, for printing and saving.
    pub html: String,
}

/// A lot on the sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FicheLot {
    /// Its number, three digits.
    pub number: String,
    /// The caisse it went to.
    pub caisse: Option<String>,
    /// Its date.
    #[ts(type = "string | null")]
    pub date: Option<Date>,
    /// When it was sent.
    #[ts(type = "string | null")]
    pub sent: Option<Timestamp>,
    /// Where it stands, in words.
    pub state: Text,
}

/// A return on the sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct FicheReturn {
    /// What it is, in words.
    pub kind: Text,
    /// When it arrived.
    #[ts(type = "string | null")]
    pub received: Option<Timestamp>,
    /// The lots it answers, where that is known.
    pub lots: Vec<String>,
    /// It is still in the old mailbox.
    pub still_there: bool,
}
