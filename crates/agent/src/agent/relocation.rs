//! The check of a new mailbox.

use jiff::Timestamp;
use vigie_protocol::{Refusal, Request};

use super::Agent;
use crate::faces::Reply;

impl Agent {
    pub(super) fn answer_relocation(&mut self, _request: Request, reply: Reply, _now: Timestamp) {
        reply.send(Err(Refusal::NotPossible));
    }
}
