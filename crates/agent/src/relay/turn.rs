//! One turn of the collector in a mailbox.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use vigie_domain::{account::Account, server::Security};
use vigie_mailbox::{CheckRequest, KnownUids, ServerMemory};
use vigie_relay::{
    KeepTime,
    collect::{Collected, Purpose, Turn, TurnError, collect, limits},
    spool::{KeySource, Spool},
};

use super::lanes::mailbox_id;
use crate::{clock::Clock, steering::Providers};

/// The agent's clock, as the relay asks it.
#[derive(Clone)]
pub(crate) struct RelayClock(pub(crate) Arc<dyn Clock>);

impl vigie_relay::Clock for RelayClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

/// Everything that a turn needs.
pub(crate) struct TurnOrder {
    pub(crate) spool: Arc<Spool>,
    pub(crate) keys: Arc<dyn KeySource>,
    pub(crate) clock: RelayClock,
    pub(crate) account: Account,
    pub(crate) keep: KeepTime,
    /// What it is for.
    pub(crate) purpose: Purpose,
    pub(crate) password: SecretString,
    pub(crate) memory: Option<ServerMemory>,
    pub(crate) extra_roots: Vec<CertificateDer<'static>>,
    /// The provider table in force.
    pub(crate) providers: Providers,
    /// The least time since the last login.
    pub(crate) pace: Duration,
    /// Now.
    pub(crate) at: Timestamp,
}

/// Takes the turn. What it accepts is in the spool, also where it fails later.
pub(crate) async fn take_turn(order: &TurnOrder) -> Result<Turn, TurnError> {
    let account = &order.account;
    let known = KnownUids::new();
    let request = CheckRequest {
        clear_text_allowed: account.server.security == Security::Plain,
        extra_roots: &order.extra_roots,
        replies: order.providers.replies(account.provider.as_deref()),
        memory: order.memory.as_ref(),
        limits: limits(),
        ..CheckRequest::new(
            order.at,
            &account.server,
            &account.login,
            &order.password,
            &known,
        )
    };
    let of = Collected {
        mailbox: mailbox_id(&account.address),
        keep: order.keep,
        purpose: order.purpose,
    };
    // The book is told from the spool's own record, so that nothing is lost in between.
    collect(
        &order.spool,
        &order.keys,
        &of,
        &request,
        order.pace,
        &order.clock,
        &mut |_| {},
    )
    .await
}
