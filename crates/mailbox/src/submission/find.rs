//! Where an address sends: the servers that discovery found, or else usual names, tried.

use tokio::time::Instant;
use vigie_domain::{
    account::Address,
    discovery::{Candidate, Source},
    server::{Security, Server},
};

use super::opening;
use crate::{
    discovery::{Discovered, Discovery, needs_approval},
    tls::ClientTls,
};

/// Names under which providers usually put their submission server.
const USUAL: [&str; 3] = ["smtp.", "mail.", ""];

/// Submission servers of an address, best first.
///
/// What the provider table, the autoconfiguration and the service records (`_submissions._tcp`,
/// RFC 8314 §5.1) name stands in `discovered`. Only where they name none, usual names are tried: a
/// server becomes a candidate once its TLS name is proven.
pub async fn submission_servers(
    address: &Address,
    discovered: &Discovered<'_>,
    options: &Discovery<'_, '_>,
) -> Vec<Candidate> {
    if !discovered.submission.is_empty() {
        return discovered.submission.clone();
    }
    let Ok(domain) = idna::domain_to_ascii_strict(address.domain()) else {
        return Vec::new();
    };
    let roots = options.extra_roots.to_vec();
    let reading = tokio::task::spawn_blocking(move || ClientTls::new(&roots));
    let Ok(Ok(tls)) = reading.await else {
        return Vec::new();
    };
    let deadline = Instant::now() + options.deadline;
    let mut attempts = tokio::task::JoinSet::new();
    for (place, server) in usual(&domain).into_iter().enumerate() {
        let (tls, resolver) = (tls.clone(), options.resolver);
        attempts.spawn(async move {
            let opened = opening::open_with(&server, resolver, tls, deadline).await;
            opened.is_ok().then_some((place, server))
        });
    }
    let mut found = Vec::new();
    while let Some(attempt) = attempts.join_next().await {
        found.extend(attempt.ok().flatten());
    }
    found.sort_by_key(|(place, _)| *place);
    found
        .into_iter()
        .map(|(_, server)| Candidate {
            login: address.as_str().to_owned(),
            provider: None,
            source: Source::Guess,
            needs_approval: needs_approval(address, &server.host, options.table),
            server,
        })
        .collect()
}

fn usual(domain: &str) -> Vec<Server> {
    USUAL
        .iter()
        .flat_map(|prefix| {
            [(465, Security::Tls), (587, Security::StartTls)].map(|(port, security)| Server {
                host: format!("{prefix}{domain}"),
                port,
                security,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Resolver;

    #[tokio::test]
    async fn what_the_table_names_is_taken_and_nothing_is_tried() {
        let options = Discovery {
            deadline: Duration::from_millis(300),
            resolver: Resolver::At("127.0.0.1:9".parse().unwrap()),
            ..Discovery::default()
        };
        let address = "cabinet@laposte.net".parse().unwrap();
        let discovered = crate::discovery::discover(&address, &options).await;
        let found = submission_servers(&address, &discovered, &options).await;
        assert_eq!(found[0].server.host, "smtp.laposte.net");
        let address = "cabinet@exemple.example".parse().unwrap();
        let none = submission_servers(&address, &Discovered::default(), &options).await;
        assert_eq!(none, []);
    }
}
