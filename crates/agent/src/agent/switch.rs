//! The switch to a new mailbox.

use jiff::Timestamp;
use vigie_protocol::{Refusal, Request};

use super::Agent;
use crate::faces::Reply;

impl Agent {
    pub(super) fn answer_switch(&mut self, _request: Request, reply: Reply, _now: Timestamp) {
        reply.send(Err(Refusal::NotPossible));
    }
}
