//! What a document would change about things that the user approved: a proposal, never a change.

use std::collections::BTreeSet;

use vigie_domain::{
    billing::{Profiles, Store},
    server::Server,
};
use vigie_mailbox::providers::{KnownServer, ProviderTable};

/// What the user approved on this computer.
#[derive(Clone, Debug, Default)]
pub struct Approvals {
    /// The mailboxes in use.
    pub mailboxes: Vec<ApprovedMailbox>,
    /// Where the billing software's settings may be written.
    pub stores: Vec<ApprovedStores>,
}

/// A mailbox whose password goes to these servers with the user's consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedMailbox {
    /// Its account's key.
    pub account: String,
    /// The id of its provider, where it is known: the domain may be the practice's own.
    pub provider: Option<String>,
    /// The domain of its address, in ASCII.
    pub domain: String,
    /// Its POP3 server.
    pub pop: Server,
    /// Its submission server, where one is used.
    pub smtp: Option<Server>,
}

/// The files and keys of one billing program that the user approved.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovedStores {
    /// The profile's id.
    pub profile: String,
    /// What may be written, with every setting in it.
    pub stores: Vec<Store>,
}

/// For what a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Collecting.
    Pop,
    /// Sending.
    Smtp,
}

/// Another server for a mailbox in use. The mailbox keeps its server; only
/// [`ServerProposal::agreed`] gives the other one out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerProposal {
    account: String,
    provider: String,
    protocol: Protocol,
    from: Server,
    to: Server,
}

/// The user's own consent, after both servers were shown by name.
#[derive(Debug)]
pub struct UserConsent(());

/// Files or keys of a billing program that a profile names and the user has not approved.
#[derive(Clone, Debug, PartialEq)]
pub struct WriteProposal {
    /// The profile's id.
    pub profile: String,
    /// What is not approved.
    pub stores: Vec<Store>,
}

impl UserConsent {
    /// To be made only where a person pressed the button that names both servers.
    #[must_use]
    pub const fn given() -> Self {
        Self(())
    }
}

impl ServerProposal {
    /// The mailbox's account.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The provider whose entry says so.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// For what the server is.
    #[must_use]
    pub const fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The server in use.
    #[must_use]
    pub const fn from(&self) -> &Server {
        &self.from
    }

    /// The proposed one in words, to be shown.
    #[must_use]
    pub fn proposed(&self) -> String {
        self.to.to_string()
    }

    /// The proposed one, to be shown, and to be compared with the one that the user agreed to.
    #[must_use]
    pub const fn to_show(&self) -> &Server {
        &self.to
    }

    /// The proposed server, with the user's consent.
    #[must_use]
    pub fn agreed(self, _: UserConsent) -> Server {
        self.to
    }
}

pub(super) fn servers(
    table: &ProviderTable,
    pushed: &BTreeSet<String>,
    approvals: &Approvals,
) -> Vec<ServerProposal> {
    let mut proposals = Vec::new();
    for mailbox in &approvals.mailboxes {
        let known = mailbox.provider.as_deref().and_then(|id| table.by_id(id));
        let Some(provider) = known.or_else(|| table.by_domain(&mailbox.domain)) else {
            continue;
        };
        if !pushed.contains(&provider.id) {
            continue;
        }
        let smtp = mailbox.smtp.as_ref();
        let used = [
            (Protocol::Pop, Some(&mailbox.pop), &provider.pop_servers),
            (Protocol::Smtp, smtp, &provider.smtp_servers),
        ];
        for (protocol, from, known) in used {
            let Some(from) = from else {
                continue;
            };
            let offered: Vec<Server> = known.iter().filter_map(server).collect();
            if let Some(to) = offered.first()
                && !offered.contains(from)
            {
                proposals.push(ServerProposal {
                    account: mailbox.account.clone(),
                    provider: provider.id.clone(),
                    protocol,
                    from: from.clone(),
                    to: to.clone(),
                });
            }
        }
    }
    proposals
}

pub(super) fn writes(profiles: &Profiles, approvals: &Approvals) -> Vec<WriteProposal> {
    let proposals = approvals.stores.iter().filter_map(|approved| {
        let settings = profiles.get(&approved.profile)?.settings()?;
        let stores: Vec<Store> = settings
            .stores()
            .iter()
            .filter(|store| !approved.stores.contains(store))
            .cloned()
            .collect();
        (!stores.is_empty()).then(|| WriteProposal {
            profile: approved.profile.clone(),
            stores,
        })
    });
    proposals.collect()
}

fn server(known: &KnownServer) -> Option<Server> {
    Some(Server {
        host: known.host.clone(),
        port: known.port,
        security: known.security?,
    })
}
