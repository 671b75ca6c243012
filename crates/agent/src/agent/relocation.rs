//! The check of a new mailbox.

use jiff::Timestamp;
use secrecy::SecretString;
use vigie_domain::{account::AccountId, switch::NewMailbox};
use vigie_protocol::{MaySwitch, Refusal, Request};

use super::Agent;
use crate::faces::Reply;

/// A mailbox that was checked to the end.
#[allow(dead_code, reason = "the switch reads it")]
pub(super) struct CheckedMailbox {
    /// The mailbox, with the servers that answered.
    pub(super) mailbox: NewMailbox,
    /// The password that it took.
    pub(super) password: SecretString,
    /// The watched mailbox that it is to replace.
    pub(super) replaces: Option<AccountId>,
    /// Whether a switch may follow.
    pub(super) may_switch: MaySwitch,
    /// No login to it before this: the pause after the check's last one.
    pub(super) next_login: Option<Timestamp>,
}

impl Agent {
    pub(super) fn answer_relocation(&mut self, _request: Request, reply: Reply, _now: Timestamp) {
        reply.send(Err(Refusal::NotPossible));
    }

    #[allow(dead_code, reason = "the switch asks for it")]
    /// The mailbox that was checked, where it is known well enough to be switched to or refused.
    pub(super) fn checked_mailbox(&self) -> Option<CheckedMailbox> {
        None
    }
}
