//! From an address to the servers of its mailbox.

use std::time::Duration;

use vigie_domain::{
    account::Address,
    server::{LoginForm, Server},
};
use vigie_mailbox::{
    discovery::{Discovered, Discovery, discover},
    imap,
    providers::{KnownServer, Provider},
    submission::find::submission_servers,
};

use crate::mailbox::{Place, PopPlace};

/// How long IMAP is tried where no POP3 server was found.
const IMAP: Duration = Duration::from_secs(4);

/// What the person says of the way to a mailbox; what is not said is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The POP3 server.
    pub pop: Option<Server>,
    /// The submission server.
    pub submission: Option<Server>,
    /// The user name, for both.
    pub login: Option<String>,
}

/// Where a mailbox is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Where it is collected.
    pub pop: PopPlace,
    /// Where it sends.
    pub submission: Option<Place>,
    /// Its provider, where it is in the table.
    pub provider: Option<Provider>,
    /// Hosts among these that the user must agree to by name before a password goes there.
    pub needs_approval: Vec<String>,
}

/// Finds the servers of an address.
pub async fn locate(address: &Address, choice: &Choice, options: &Discovery<'_, '_>) -> Located {
    let mut found = Discovered {
        provider: options.table.by_domain(&domain(address)),
        ..Discovered::default()
    };
    if choice.pop.is_none() || choice.submission.is_none() {
        found = discover(address, options).await;
    }
    let mut needs_approval = Vec::new();
    let login = |servers: fn(&Provider) -> &[KnownServer], host: &str| {
        choice.login.clone().unwrap_or_else(|| {
            let known = found.provider.map(servers).unwrap_or_default();
            let form = known
                .iter()
                .find(|server| server.host == host)
                .and_then(|server| server.login)
                .unwrap_or(LoginForm::FullAddress);
            address.login(form).to_owned()
        })
    };
    let pop = if let Some(server) = &choice.pop {
        PopPlace::At(Place {
            login: login(|provider| &provider.pop_servers, &server.host),
            server: server.clone(),
        })
    } else if let Some(best) = found.candidates.first() {
        if best.needs_approval {
            needs_approval.push(best.server.host.clone());
        }
        PopPlace::At(Place {
            server: best.server.clone(),
            login: choice.login.clone().unwrap_or_else(|| best.login.clone()),
        })
    } else if found.clear_text_only.is_some() {
        PopPlace::ClearTextOnly
    } else {
        let imap = answers_by_imap(address, options).await;
        PopPlace::Nowhere { imap }
    };
    let submission = if let Some(server) = &choice.submission {
        Some(Place {
            login: login(|provider| &provider.smtp_servers, &server.host),
            server: server.clone(),
        })
    } else {
        let servers = submission_servers(address, &found, options).await;
        servers.into_iter().next().map(|best| {
            if best.needs_approval {
                needs_approval.push(best.server.host.clone());
            }
            Place {
                login: choice.login.clone().unwrap_or(best.login),
                server: best.server,
            }
        })
    };
    needs_approval.dedup();
    Located {
        pop,
        submission,
        provider: found.provider.cloned(),
        needs_approval,
    }
}

async fn answers_by_imap(address: &Address, options: &Discovery<'_, '_>) -> bool {
    let domain = domain(address);
    let hosts = [format!("imap.{domain}"), format!("mail.{domain}"), domain];
    imap::answers(&hosts, options.resolver, options.extra_roots, IMAP).await
}

fn domain(address: &Address) -> String {
    idna::domain_to_ascii(address.domain())
        .unwrap_or_else(|_| address.domain().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use vigie_domain::server::Security;
    use vigie_mailbox::Resolver;

    use super::*;

    fn offline() -> Discovery<'static, 'static> {
        Discovery {
            deadline: Duration::from_millis(200),
            resolver: Resolver::At("127.0.0.1:9".parse().unwrap()),
            ..Discovery::default()
        }
    }

    #[tokio::test]
    async fn the_table_says_where_and_as_whom() {
        let address = "cabinet@laposte.net".parse().unwrap();
        let located = locate(&address, &Choice::default(), &offline()).await;
        let PopPlace::At(place) = located.pop else {
            panic!("{located:?}");
        };
        assert_eq!(place.server.host, "pop.laposte.net");
        assert_eq!(place.login, "cabinet");
        assert_eq!(located.submission.unwrap().server.host, "smtp.laposte.net");
        assert!(located.needs_approval.is_empty());
    }

    #[tokio::test]
    async fn what_is_said_is_not_looked_for() {
        let server = |port| Server {
            host: "pop.laposte.net".into(),
            port,
            security: Security::Tls,
        };
        let choice = Choice {
            pop: Some(server(995)),
            submission: Some(server(465)),
            login: None,
        };
        let address = "cabinet@laposte.net".parse().unwrap();
        let located = locate(&address, &choice, &offline()).await;
        let PopPlace::At(place) = located.pop else {
            panic!("{located:?}");
        };
        assert_eq!(place.login, "cabinet");
        let choice = Choice {
            login: Some("autre".into()),
            ..choice
        };
        let located = locate(&address, &choice, &offline()).await;
        assert_eq!(located.submission.unwrap().login, "autre");
    }
}
