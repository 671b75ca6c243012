//! From an address to the servers that may hold its mailbox.
//!
//! Sources, best first: the provider table; the domain's autoconfiguration over HTTPS; service
//! records (RFC 6186); the provider that the domain's mail exchanger belongs to; usual names, tried.
//! All but the table are asked at once. What DNS says is a hint and never trust: a service record
//! or a guess becomes a candidate only after its TLS name was proven, and no password is involved.
//! Plain HTTP is never used, and no clear-text server ever becomes a candidate.

mod autoconfig;
mod probe;
mod sources;

use std::{collections::BTreeMap, time::Duration};

use rustls::pki_types::CertificateDer;
use tokio::{
    task::JoinSet,
    time::{Instant, timeout_at},
};
use vigie_domain::{
    account::Address,
    discovery::{Candidate, Source},
    server::{LoginForm, Security, Server},
};

use crate::{
    Resolver,
    providers::{self, KnownServer, Provider, ProviderTable, registrable_domain},
    tls::ClientTls,
};

/// How long better sources are waited for once a candidate is there.
const GRACE: Duration = Duration::from_secs(3);

/// How to look for servers.
#[derive(Clone, Copy, Debug)]
pub struct Discovery<'r, 't> {
    /// After this long what was found by then is the answer; 8 s by default.
    pub deadline: Duration,
    /// Who answers questions to the DNS; with [`Resolver::At`] proxies are not used either.
    pub resolver: Resolver,
    /// Certification authorities trusted beside the platform's.
    pub extra_roots: &'r [CertificateDer<'static>],
    /// The provider table.
    pub table: &'t ProviderTable,
    /// Where services are expected.
    pub ports: Ports,
}

impl Default for Discovery<'_, '_> {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(8),
            resolver: Resolver::System,
            extra_roots: &[],
            table: providers::table(),
            ports: Ports::default(),
        }
    }
}

/// The ports on which services are tried; others than the usual ones are for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// Autoconfiguration; 443.
    pub https: u16,
    /// POP3 inside TLS; 995.
    pub pop3s: u16,
    /// POP3 with STLS; 110.
    pub pop3: u16,
}

impl Default for Ports {
    fn default() -> Self {
        Self {
            https: 443,
            pop3s: 995,
            pop3: 110,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discovered<'t> {
    /// POP3 servers, best first, each once; never in clear text.
    pub candidates: Vec<Candidate>,
    /// Submission servers, best first, each once; never in clear text.
    pub submission: Vec<Candidate>,
    /// The provider, where it is in the table (by the address's domain, or by its mail exchanger).
    pub provider: Option<&'t Provider>,
    /// The server of a provider that documents clear text only, where nothing better answered.
    /// It is no candidate: only a mailbox already in use there may be watched, after the user has
    /// read one sentence and agreed.
    pub clear_text_only: Option<Server>,
}

/// Looks for the servers of an address. Ends by the deadline, earlier once no better source can
/// answer any more, and 3 s after the first candidate. Needs a tokio runtime with time and I/O.
pub async fn discover<'t>(address: &Address, options: &Discovery<'_, 't>) -> Discovered<'t> {
    let Ok(domain) = idna::domain_to_ascii_strict(address.domain()) else {
        return Discovered::default();
    };
    let search = Search {
        address,
        domain,
        options,
    };
    Box::pin(search.run()).await
}

/// What one source found.
#[derive(Debug, Default)]
struct Finding {
    pop: Vec<Found>,
    submission: Vec<Found>,
    /// The id of the provider that it points to.
    provider: Option<String>,
}

/// A server that a source names.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    server: Server,
    login: String,
}

struct Search<'s, 't> {
    address: &'s Address,
    /// In ASCII and lower case.
    domain: String,
    options: &'s Discovery<'s, 't>,
}

impl<'t> Search<'_, 't> {
    async fn run(&self) -> Discovered<'t> {
        let deadline = Instant::now() + self.options.deadline;
        let listed = self.options.table.by_domain(&self.domain);
        let mut discovered = Discovered {
            provider: listed,
            ..Discovered::default()
        };
        if let Some(provider) = listed {
            let finding = of_provider(provider, |form| self.address.login(form).to_owned());
            self.add(&mut discovered, Source::ProviderTable, finding);
            if !discovered.candidates.is_empty() {
                return discovered;
            }
        }
        self.ask_the_network(&mut discovered, deadline).await;
        if discovered.candidates.is_empty() {
            discovered.clear_text_only = discovered.provider.and_then(clear_text_server);
        }
        discovered
    }

    async fn ask_the_network(&self, discovered: &mut Discovered<'t>, mut deadline: Instant) {
        let tls = self.client_tls().await;
        let mut sources = JoinSet::new();
        let mut pending: BTreeMap<Source, usize> = BTreeMap::new();
        for (source, task) in self.tasks(discovered.provider, tls.as_ref(), deadline) {
            *pending.entry(source).or_default() += 1;
            sources.spawn(async move { (source, task.await) });
        }
        while let Ok(Some(answer)) = timeout_at(deadline, sources.join_next()).await {
            let Ok((source, finding)) = answer else {
                continue;
            };
            if let Some(left) = pending.get_mut(&source) {
                *left -= 1;
            }
            self.take(discovered, source, finding);
            if !discovered.candidates.is_empty() {
                deadline = deadline.min(Instant::now() + GRACE);
            }
            let best = discovered.candidates.iter().map(|found| found.source).min();
            let undecided = pending
                .iter()
                .filter(|(_, left)| **left > 0)
                .map(|(source, _)| *source)
                .min();
            if best.is_some_and(|best| undecided.is_none_or(|undecided| best < undecided)) {
                break;
            }
        }
        discovered.candidates.sort_by_key(|found| {
            let by_stls = found.server.security == Security::StartTls;
            (found.source, by_stls)
        });
        discovered.submission.sort_by_key(|found| found.source);
    }

    /// Reads the platform's roots away from the caller's thread.
    async fn client_tls(&self) -> Option<ClientTls> {
        let extra_roots = self.options.extra_roots.to_vec();
        let reading = tokio::task::spawn_blocking(move || ClientTls::new(&extra_roots));
        match reading.await {
            Ok(Ok(tls)) => Some(tls),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the root certificates cannot be used");
                None
            }
            Err(_) => None,
        }
    }

    fn take(&self, discovered: &mut Discovered<'t>, source: Source, mut finding: Finding) {
        let named = finding.provider.take();
        if let Some(provider) = named.and_then(|id| self.options.table.by_id(&id)) {
            if source == Source::MailExchanger {
                // At its own domain a provider may take the local part; elsewhere it cannot.
                let whole = self.address.as_str();
                finding = of_provider(provider, |_| whole.to_owned());
            }
            discovered.provider.get_or_insert(provider);
        }
        self.add(discovered, source, finding);
    }

    fn add(&self, discovered: &mut Discovered<'t>, source: Source, finding: Finding) {
        let lists = [
            (&mut discovered.candidates, finding.pop),
            (&mut discovered.submission, finding.submission),
        ];
        for (list, found) in lists {
            for Found { server, login } in found {
                if server.security == Security::Plain {
                    continue;
                }
                let candidate = Candidate {
                    provider: self.provider_of(&server.host).map(|p| p.id.clone()),
                    needs_approval: needs_approval(self.address, &server.host, self.options.table),
                    server,
                    login,
                    source,
                };
                match list
                    .iter_mut()
                    .find(|known| known.server == candidate.server)
                {
                    Some(known) if known.source > source => *known = candidate,
                    Some(_) => {}
                    None => list.push(candidate),
                }
            }
        }
    }

    /// The provider that has this server: the one of the address, else any.
    fn provider_of(&self, host: &str) -> Option<&'t Provider> {
        let has = |provider: &&Provider| {
            provider
                .pop_servers
                .iter()
                .chain(&provider.smtp_servers)
                .any(|server| server.host == host)
        };
        let own = self.options.table.by_domain(&self.domain);
        own.filter(has)
            .or_else(|| self.options.table.providers().iter().find(has))
    }
}

/// Whether the user must agree to this host by name before a password goes there: it lies outside
/// the address's own registrable domain, and the table vouches for no server of that name.
#[must_use]
pub fn needs_approval(address: &Address, host: &str, table: &ProviderTable) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let vouched = table.providers().iter().any(|provider| {
        provider
            .pop_servers
            .iter()
            .chain(&provider.smtp_servers)
            .any(|server| server.host == host && server.evidence.is_vouched_for())
    });
    if vouched {
        return false;
    }
    let Ok(domain) = idna::domain_to_ascii_strict(address.domain()) else {
        return true;
    };
    let own = registrable_domain(&domain);
    own.is_none() || registrable_domain(&host) != own
}

/// The servers that a provider documents with TLS.
fn of_provider(provider: &Provider, login: impl Fn(LoginForm) -> String) -> Finding {
    let protected = |servers: &[KnownServer]| {
        servers
            .iter()
            .filter_map(|known| {
                let security = known.security.filter(|&s| s != Security::Plain)?;
                Some(Found {
                    server: Server {
                        host: known.host.clone(),
                        port: known.port,
                        security,
                    },
                    login: login(known.login.unwrap_or(LoginForm::FullAddress)),
                })
            })
            .collect()
    };
    Finding {
        pop: protected(&provider.pop_servers),
        submission: protected(&provider.smtp_servers),
        provider: Some(provider.id.clone()),
    }
}

fn clear_text_server(provider: &Provider) -> Option<Server> {
    let known = provider
        .pop_servers
        .iter()
        .find(|server| server.security == Some(Security::Plain))?;
    Some(Server {
        host: known.host.clone(),
        port: known.port,
        security: Security::Plain,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody answers there: what is found comes from the table alone.
    fn offline() -> Discovery<'static, 'static> {
        Discovery {
            deadline: Duration::from_millis(300),
            resolver: Resolver::At("127.0.0.1:9".parse().unwrap()),
            ..Discovery::default()
        }
    }

    #[tokio::test]
    async fn the_table_answers_at_once() {
        let address = "cabinet.exemple@Laposte.net".parse().unwrap();
        let found = discover(&address, &offline()).await;
        assert_eq!(found.provider.unwrap().id, "laposte");
        let best = &found.candidates[0];
        assert_eq!(best.server.to_string(), "pop.laposte.net:995");
        assert_eq!(best.login, "cabinet.exemple");
        assert_eq!(best.source, Source::ProviderTable);
        assert!(!best.needs_approval);
        assert_eq!(found.submission[0].server.host, "smtp.laposte.net");
    }

    #[tokio::test]
    async fn a_probable_host_elsewhere_needs_approval() {
        let address = "cabinet@9online.fr".parse().unwrap();
        let found = discover(&address, &offline()).await;
        assert_eq!(found.candidates[0].server.host, "pop.sfr.fr");
        // The table vouches for the host itself, as the one of SFR.
        assert!(!found.candidates[0].needs_approval);
    }

    #[test]
    fn only_the_own_domain_and_the_table_need_no_word_of_the_user() {
        let needed = |address: &str, host: &str| {
            needs_approval(&address.parse().unwrap(), host, providers::table())
        };
        assert!(!needed("cabinet@orange.fr", "pop.orange.fr"));
        assert!(!needed("cabinet@exemple.example", "Mail.Exemple.example."));
        assert!(!needed("cabinet@exemple.example", "pop.orange.fr"));
        assert!(!needed(
            "cabinet@exémple.example",
            "pop.xn--exmple-cva.example"
        ));
        assert!(needed("cabinet@exemple.example", "pop.autre.example"));
        assert!(needed("cabinet@exemple.example", "192.0.2.7"));
        assert!(needed("cabinet@un.co.uk", "pop.deux.co.uk"));
        assert!(needed("cabinet@exemple.example", "localhost"));
    }

    #[tokio::test]
    async fn clear_text_is_never_a_candidate() {
        let address = "cabinet@aliceadsl.fr".parse().unwrap();
        let found = discover(&address, &offline()).await;
        assert_eq!(found.candidates, []);
        assert_eq!(
            found.clear_text_only.unwrap().to_string(),
            "pop.aliceadsl.fr:110"
        );
    }

    #[tokio::test]
    async fn an_unknown_domain_offline_ends_by_the_deadline() {
        let address = "cabinet@exemple.example".parse().unwrap();
        let began = Instant::now();
        let found = discover(&address, &offline()).await;
        assert_eq!(found, Discovered::default());
        assert!(began.elapsed() < Duration::from_secs(2));
    }
}
