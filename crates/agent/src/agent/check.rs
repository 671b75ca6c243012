//! One check on its way, detached from the agent.

use std::{rc::Rc, time::Duration};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use tokio::sync::mpsc;
use vigie_domain::{
    account::{Account, AccountId},
    health::Line,
    server::Security,
};
use vigie_mailbox::{
    CheckRequest, Checked, KnownUids, MessageReader, Progress, ServerMemory, SessionLimits,
};

use crate::{network::Network, steering::Providers};

use super::checks::Done;

/// Everything that one check needs.
pub(super) struct Check {
    pub(super) network: Rc<dyn Network>,
    pub(super) account: Account,
    pub(super) password: SecretString,
    pub(super) memory: Option<ServerMemory>,
    pub(super) extra_roots: Vec<CertificateDer<'static>>,
    pub(super) witnesses: Vec<String>,
    pub(super) providers: Providers,
    pub(super) cap: Duration,
    pub(super) started_at: Timestamp,
    /// The witnesses are asked even if the mailbox answers.
    pub(super) asks_witnesses: bool,
}

impl Check {
    pub(super) async fn carry_out(
        &self,
        known: &KnownUids,
        reader: &mut dyn MessageReader,
        tell: &mut (dyn FnMut(Progress) + Send),
    ) -> Checked {
        let account = &self.account;
        let request = CheckRequest {
            // Set up only after the user agreed to it.
            clear_text_allowed: account.server.security == Security::Plain,
            extra_roots: &self.extra_roots,
            replies: self.providers.replies(account.provider.as_deref()),
            memory: self.memory.as_ref(),
            limits: SessionLimits::with_cap(self.cap),
            ..CheckRequest::new(
                self.started_at,
                &account.server,
                &account.login,
                &self.password,
                known,
            )
        };
        self.network.check(&request, reader, tell).await
    }

    /// The word of the witnesses, where our own line could be to blame or their word is to be tried.
    pub(super) async fn line(&self, checked: &Checked) -> Line {
        let asked = match checked.report.cause() {
            None => self.asks_witnesses,
            Some(cause) => cause.may_be_own_line(),
        };
        if !asked {
            return Line::NotAsked;
        }
        // On the training ground the « Internet » is the ground's own, loopback or not.
        if !self.account.training && self.network.is_private(&self.account.server).await {
            return Line::NotAsked;
        }
        self.network.witnesses(&self.witnesses).await
    }
}

/// Passes a check's progress on to the agent.
pub(super) fn progress_to(
    done: mpsc::UnboundedSender<Done>,
    account: Option<AccountId>,
) -> impl FnMut(Progress) + Send {
    move |progress| {
        let _ = done.send(Done::Progress { account, progress });
    }
}
