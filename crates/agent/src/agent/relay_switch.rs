//! Setting the billing software to the relay, and back.

use jiff::Timestamp;
use vigie_protocol::{Refusal, Request};

use super::Agent;
use crate::faces::Reply;

impl Agent {
    #[expect(clippy::unused_self, reason = "nothing is carried out yet")]
    pub(super) fn answer_relay_switch(&mut self, request: Request, reply: Reply, _now: Timestamp) {
        drop(request);
        reply.send(Err(Refusal::NotPossible));
    }
}
