//! Who answers questions to the DNS, and what silence means.
//!
//! Addresses come from the platform's own lookup, because that is what the billing software uses:
//! hosts file, VPN, split DNS and mDNS included. It does not tell "no such name" from "nobody
//! answers" in a way that can be relied on, so after a failure the configured name servers are
//! asked directly. MX and SRV records, which the platform's lookup does not offer, always come
//! from there.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use hickory_resolver::{
    TokioResolver,
    config::{
        ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig,
        ResolverOpts,
    },
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::rr::{Name, RecordType},
};
use tokio::time::{Instant, timeout, timeout_at};

/// Who answers questions to the DNS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resolver {
    /// The platform: its own address lookup (hosts file, VPN and split DNS included), and its
    /// configured name servers for records that the platform's lookup does not offer.
    #[default]
    System,
    /// This name server alone, by UDP and TCP (tests, training).
    At(SocketAddr),
}

/// Why a name has no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LookupError {
    /// The DNS answered: there is none.
    #[error("no address")]
    NotFound,
    /// The DNS answers, but not to this question: the error it gave.
    #[error("the name cannot be looked up: {0}")]
    Unanswered(String),
    /// No name server answers anything.
    #[error("no name server answers")]
    Silence,
}

impl Resolver {
    /// Every address of a host, which may be a literal address. Ends by the deadline.
    pub(crate) async fn addresses(
        self,
        host: &str,
        deadline: Instant,
    ) -> Result<Vec<IpAddr>, LookupError> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        if self == Self::System {
            let budget = deadline.saturating_duration_since(Instant::now());
            let lookup = tokio::net::lookup_host((host, 0));
            // The rest of the time is for finding out why there was no answer.
            if let Ok(Ok(found)) = timeout(budget * 3 / 5, lookup).await {
                let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
                addresses.dedup();
                if !addresses.is_empty() {
                    return Ok(addresses);
                }
            }
        }
        timeout_at(deadline, self.ask_name_servers(host))
            .await
            .unwrap_or(Err(LookupError::Silence))
    }

    async fn ask_name_servers(self, host: &str) -> Result<Vec<IpAddr>, LookupError> {
        let resolver = self
            .name_servers(Duration::from_millis(900))
            .map_err(|_| LookupError::Silence)?;
        let name = absolute(host).ok_or(LookupError::NotFound)?;
        // Any name server that is reached knows the root: its answer proves that the line is up.
        let (addresses, root) = tokio::join!(
            resolver.lookup_ip(name),
            resolver.lookup(Name::root(), RecordType::NS)
        );
        match addresses {
            Ok(addresses) => Ok(addresses.iter().collect()),
            Err(error) if error.is_no_records_found() => Err(LookupError::NotFound),
            Err(error) if answered(&error) || root.as_ref().map_or_else(answered, |_| true) => {
                Err(LookupError::Unanswered(error.to_string()))
            }
            Err(_) => Err(LookupError::Silence),
        }
    }

    /// A client of the name servers, without a cache, made for one use.
    pub(crate) fn name_servers(self, patience: Duration) -> Result<TokioResolver, NetError> {
        let provider = TokioRuntimeProvider::default();
        let mut builder = match self {
            Self::System => TokioResolver::builder(provider)?,
            Self::At(address) => {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()]
                    .map(|mut connection| {
                        connection.port = address.port();
                        connection
                    })
                    .to_vec();
                let server = NameServerConfig::new(address.ip(), true, connections);
                let config = ResolverConfig::from_name_servers(vec![server]);
                TokioResolver::builder_with_config(config, provider)
            }
        };
        set_options(builder.options_mut(), patience);
        builder.build()
    }
}

fn set_options(options: &mut ResolverOpts, patience: Duration) {
    options.timeout = patience;
    options.attempts = 2;
    options.cache_size = 64;
    options.use_hosts_file = ResolveHosts::Never;
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    options.ndots = 1;
}

/// The name as it is, without the computer's search domains.
pub(crate) fn absolute(host: &str) -> Option<Name> {
    let mut name = Name::from_ascii(host).ok()?;
    name.set_fqdn(true);
    Some(name)
}

/// Whether some name server said something.
fn answered(error: &NetError) -> bool {
    matches!(
        error,
        NetError::Dns(DnsError::ResponseCode(_) | DnsError::NoRecordsFound(_))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn literals_need_nobody() {
        let nobody = Resolver::At("127.0.0.1:9".parse().unwrap());
        let now = Instant::now();
        assert_eq!(
            nobody.addresses("::1", now).await.unwrap(),
            ["::1".parse::<IpAddr>().unwrap()]
        );
    }

    #[tokio::test]
    async fn silence_is_not_absence() {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let mute = Resolver::At(socket.local_addr().unwrap());
        let soon = Instant::now() + Duration::from_millis(300);
        assert_eq!(
            mute.addresses("pop.exemple.test", soon).await,
            Err(LookupError::Silence)
        );
    }
}
