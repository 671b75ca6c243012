//! Servers that support proposes for mailboxes in use. Nothing changes before the user agreed to
//! exactly the server that was shown.

use jiff::Timestamp;
use vigie_config::{Protocol, ServerProposal, UserConsent};
use vigie_domain::{account::AccountId, server::Server};
use vigie_protocol::Refusal;

use super::{Agent, mailboxes::refusal};
use crate::watch::ServerAccount;

impl Agent {
    /// The mailbox that a proposal is about, where it is still as the proposal knows it.
    pub(super) fn proposed_for(&self, proposal: &ServerProposal) -> Option<AccountId> {
        let watched = self.watch.all().find(|watched| {
            let account = &watched.account;
            account.id.to_string() == proposal.account()
                && account.server == *proposal.from()
                && !account.training
        })?;
        (proposal.protocol() == Protocol::Pop).then_some(watched.account.id)
    }

    /// The user agrees to this server for this mailbox.
    pub(super) fn agree_to_server(
        &mut self,
        account: AccountId,
        to: &Server,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let watched = self.watch.get(account).ok_or(Refusal::UnknownMailbox)?;
        let is_meant = |proposal: &&ServerProposal| {
            self.proposed_for(proposal) == Some(account) && proposal.to_show() == to
        };
        let proposal = self
            .steering
            .in_force()
            .proposals
            .iter()
            .find(is_meant)
            .ok_or(Refusal::UnknownEntry)?
            .clone();
        // A login on its way, or a switch, knows the mailbox by its server.
        if watched.is_busy()
            || self.busy().contains(&watched.server_account())
            || self.switch.needs(account)
        {
            return Err(Refusal::UnderWay);
        }
        let mut changed = watched.account.clone();
        changed.server = proposal.agreed(UserConsent::given());
        let is_other = |other: &crate::watch::Watched| {
            other.account.id != account
                && other.server_account() == ServerAccount::new(&changed.server, &changed.login)
        };
        if self.watch.all().any(is_other) {
            return Err(Refusal::AlreadyWatched);
        }
        self.record
            .update(&changed)
            .map_err(|error| refusal(&error))?;
        tracing::info!(
            account = account.0,
            host = changed.server.host,
            "the user agreed to another server"
        );
        let policy = self.policy_for(&changed);
        self.watch.with(account, now, |watched| {
            watched.account = changed;
            watched.policy = policy;
            // What was learnt of the other server says nothing of this one.
            watched.memory = None;
        });
        if let Err(refused) = self.check_now(Some(account), now) {
            // It is checked as soon as a login is allowed again.
            tracing::info!(%refused, "the new server is checked later");
            self.watch.with(account, now, |watched| {
                watched.health.line_changed(&watched.policy, now);
            });
        }
        self.keep_health(account, &[], now);
        self.steering.changed = true;
        Ok(())
    }
}
