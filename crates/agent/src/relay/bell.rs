//! What the relay's sides say, passed on to the agent.

use std::sync::Arc;

use jiff::Timestamp;
use vigie_domain::account::AccountId;
use vigie_relay::{
    pop::{PopHappening, PopRecord},
    smtp::{SmtpHappening, SmtpRecord},
};

/// Something that happened at the relay.
#[derive(Debug)]
pub(crate) enum Heard {
    /// On the POP3 side.
    Pop(PopHappening),
    /// On the SMTP side.
    Smtp(SmtpHappening),
    /// How often this mailbox's submission server has refused the stored password by now.
    Refusals {
        /// The mailbox.
        account: AccountId,
        /// How often; 0 once it took it.
        times: u8,
    },
}

/// Tells the agent. Never blocks.
#[derive(Clone)]
pub(crate) struct Bell(Arc<dyn Fn(Timestamp, Heard) + Send + Sync>);

impl Bell {
    /// A bell that calls this.
    pub(crate) fn new(tell: impl Fn(Timestamp, Heard) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    pub(super) fn ring(&self, at: Timestamp, heard: Heard) {
        (self.0)(at, heard);
    }
}

impl PopRecord for Bell {
    fn happened(&self, at: Timestamp, what: PopHappening) {
        self.ring(at, Heard::Pop(what));
    }
}

impl SmtpRecord for Bell {
    fn happened(&self, at: Timestamp, what: SmtpHappening) {
        self.ring(at, Heard::Smtp(what));
    }
}
