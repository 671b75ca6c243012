//! The questions asked of the network, each a task of its own.

use std::{pin::Pin, time::Duration};

use hickory_resolver::proto::rr::{RData, RecordType};
use tokio::time::Instant;
use vigie_domain::{
    account::Address,
    discovery::Source,
    server::{Security, Server},
};

use super::{
    Finding, Found, Search, autoconfig,
    probe::{Prober, probe},
};
use crate::{Resolver, providers::Provider, resolver::absolute, tls::ClientTls};

/// Records looked at in one answer.
const MAX_RECORDS: usize = 8;

/// Names under which providers usually put their POP3 server.
const USUAL: [&str; 4] = ["pop.", "pop3.", "mail.", ""];

/// A question, and what came of it.
pub(super) type Task = Pin<Box<dyn Future<Output = Finding> + Send>>;

impl Search<'_, '_> {
    /// Every question; nothing is asked before they are polled. Without `tls` no server can be
    /// proven, and only the mail exchanger is left to ask about.
    pub(super) fn tasks(
        &self,
        provider: Option<&Provider>,
        tls: Option<&ClientTls>,
        deadline: Instant,
    ) -> Vec<(Source, Task)> {
        let options = self.options;
        let mut tasks: Vec<(Source, Task)> = Vec::new();
        let table = options.table.clone();
        tasks.push((
            Source::MailExchanger,
            Box::pin(exchanger(
                options.resolver,
                self.domain.clone(),
                move |mx| table.by_exchanger(mx).map(|provider| provider.id.clone()),
            )),
        ));
        let Some(tls) = tls else {
            return tasks;
        };
        let prober = Prober {
            resolver: options.resolver,
            tls: tls.clone(),
            deadline,
        };
        for (service, security, is_pop) in [
            ("_pop3s._tcp", Security::Tls, true),
            ("_pop3._tcp", Security::StartTls, true),
            ("_submissions._tcp", Security::Tls, false),
        ] {
            let question = ServiceQuestion {
                name: format!("{service}.{}", self.domain),
                security,
                is_pop,
                login: self.address.as_str().to_owned(),
            };
            tasks.push((
                Source::ServiceRecord,
                Box::pin(service_record(prober.clone(), question)),
            ));
        }
        for url in autoconfig::urls(&self.domain, self.address, options.ports.https) {
            let fetch = autoconfig::fetch(url, options.resolver, tls.clone(), deadline);
            tasks.push((
                Source::Autoconfiguration,
                Box::pin(autoconfiguration(fetch, self.address.clone())),
            ));
        }
        for host in self.usual_hosts(provider) {
            for (port, security) in [
                (options.ports.pop3s, Security::Tls),
                (options.ports.pop3, Security::StartTls),
            ] {
                let server = Server {
                    host: host.clone(),
                    port,
                    security,
                };
                let login = self.address.as_str().to_owned();
                tasks.push((
                    Source::Guess,
                    Box::pin(guess(prober.clone(), Found { server, login })),
                ));
            }
        }
        tasks
    }

    /// Hosts to try: those of the provider whose TLS nobody documents, and the usual names.
    fn usual_hosts(&self, provider: Option<&Provider>) -> Vec<String> {
        let documented = provider
            .into_iter()
            .flat_map(|provider| &provider.pop_servers)
            .map(|server| server.host.clone());
        let usual = USUAL
            .iter()
            .map(|prefix| format!("{prefix}{}", self.domain));
        let mut hosts: Vec<String> = Vec::new();
        for host in documented.chain(usual) {
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }
}

async fn exchanger(
    resolver: Resolver,
    domain: String,
    provider_of: impl Fn(&str) -> Option<String>,
) -> Finding {
    let mut exchangers: Vec<(u16, String)> = records(resolver, &domain, RecordType::MX)
        .await
        .into_iter()
        .filter_map(|data| match data {
            RData::MX(mx) => Some((mx.preference, mx.exchange.to_ascii())),
            _ => None,
        })
        .collect();
    exchangers.sort();
    Finding {
        provider: exchangers.iter().find_map(|(_, mx)| provider_of(mx)),
        ..Finding::default()
    }
}

struct ServiceQuestion {
    name: String,
    security: Security,
    is_pop: bool,
    login: String,
}

async fn service_record(prober: Prober, question: ServiceQuestion) -> Finding {
    let mut targets: Vec<(u16, String, u16)> =
        records(prober.resolver, &question.name, RecordType::SRV)
            .await
            .into_iter()
            .filter_map(|data| match data {
                // A target of "." says that the service is not offered (RFC 6186 §3.4).
                RData::SRV(srv) if !srv.target.is_root() && srv.port != 0 => {
                    Some((srv.priority, host_name(&srv.target.to_ascii()), srv.port))
                }
                _ => None,
            })
            .collect();
    targets.sort();
    let mut finding = Finding::default();
    for (_, host, port) in targets {
        let server = Server {
            host,
            port,
            security: question.security,
        };
        let login = question.login.clone();
        if question.is_pop {
            if probe(&prober, &server).await {
                finding.pop.push(Found { server, login });
            }
        } else {
            // Its name is proven when something is sent; no mailbox is set up by it.
            finding.submission.push(Found { server, login });
        }
    }
    finding
}

async fn autoconfiguration(
    fetch: impl Future<Output = Option<Vec<u8>>>,
    address: Address,
) -> Finding {
    let Some(document) = fetch.await else {
        return Finding::default();
    };
    match autoconfig::parse(&document, &address) {
        Ok(finding) => finding,
        Err(error) => {
            tracing::debug!(%error, "the autoconfiguration cannot be used");
            Finding::default()
        }
    }
}

async fn guess(prober: Prober, found: Found) -> Finding {
    let pop = if probe(&prober, &found.server).await {
        vec![found]
    } else {
        Vec::new()
    };
    Finding {
        pop,
        ..Finding::default()
    }
}

async fn records(resolver: Resolver, name: &str, kind: RecordType) -> Vec<RData> {
    let Ok(resolver) = resolver.name_servers(Duration::from_secs(2)) else {
        return Vec::new();
    };
    let Some(name) = absolute(name) else {
        return Vec::new();
    };
    match resolver.lookup(name, kind).await {
        Ok(answer) => answer
            .answers()
            .iter()
            .take(MAX_RECORDS)
            .map(|record| record.data.clone())
            .collect(),
        Err(error) => {
            tracing::debug!(%error, ?kind, "no records");
            Vec::new()
        }
    }
}

fn host_name(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}
