//! What the agent asks of the network.

use std::{future::Future, pin::Pin, time::Duration};

use rustls::pki_types::CertificateDer;
use tokio::net::lookup_host;
use vigie_domain::{account::Address, health::Line, server::Server};
use vigie_mailbox::{
    CheckRequest, Checked, MessageReader, Progress,
    discovery::{self, Discovered, Discovery},
    providers::ProviderTable,
    witnesses,
};

/// What a method of [`Network`] returns; it stays on the agent's thread.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// How long witnesses, and the lookup of a server's name before them, may take.
const WITNESSES_WITHIN: Duration = Duration::from_secs(5);

/// The network, as far as the watch needs it. The agent asks nobody else while it watches, so that
/// a simulation can put another in its place.
pub trait Network {
    /// One check of a mailbox.
    fn check<'a>(
        &'a self,
        request: &'a CheckRequest<'a>,
        reader: &'a mut dyn MessageReader,
        progress: &'a mut (dyn FnMut(Progress) + Send),
    ) -> Answer<'a, Checked>;

    /// Whether our own line is up, in the word of these witnesses.
    fn witnesses<'a>(&'a self, hosts: &'a [String]) -> Answer<'a, Line>;

    /// The servers of an address by this table, as far as they are found within the deadline.
    fn discover<'a>(
        &'a self,
        address: &'a Address,
        extra_roots: &'a [CertificateDer<'static>],
        table: &'a ProviderTable,
        deadline: Duration,
    ) -> Answer<'a, Discovered<'a>>;

    /// Whether the host of a server that is to be spoken to in clear text offers TLS after all.
    fn offers_tls<'a>(&'a self, server: &'a Server) -> Answer<'a, bool>;

    /// Whether a server is reached without the Internet, so that witnesses say nothing about it.
    fn is_private<'a>(&'a self, server: &'a Server) -> Answer<'a, bool>;
}

/// The real network.
#[derive(Clone, Copy, Debug, Default)]
pub struct Internet;

impl Network for Internet {
    fn check<'a>(
        &'a self,
        request: &'a CheckRequest<'a>,
        reader: &'a mut dyn MessageReader,
        progress: &'a mut (dyn FnMut(Progress) + Send),
    ) -> Answer<'a, Checked> {
        Box::pin(vigie_mailbox::check(request, reader, progress))
    }

    fn witnesses<'a>(&'a self, hosts: &'a [String]) -> Answer<'a, Line> {
        Box::pin(witnesses::ask(hosts, WITNESSES_WITHIN))
    }

    fn discover<'a>(
        &'a self,
        address: &'a Address,
        extra_roots: &'a [CertificateDer<'static>],
        table: &'a ProviderTable,
        deadline: Duration,
    ) -> Answer<'a, Discovered<'a>> {
        Box::pin(async move {
            let options = Discovery {
                deadline,
                extra_roots,
                table,
                ..Discovery::default()
            };
            discovery::discover(address, &options).await
        })
    }

    fn offers_tls<'a>(&'a self, server: &'a Server) -> Answer<'a, bool> {
        Box::pin(vigie_mailbox::clear_text::offers_tls(server))
    }

    fn is_private<'a>(&'a self, server: &'a Server) -> Answer<'a, bool> {
        Box::pin(async move {
            if witnesses::is_private(&server.host) {
                return true;
            }
            let lookup = lookup_host((server.host.as_str(), server.port));
            match tokio::time::timeout(WITNESSES_WITHIN, lookup).await {
                Ok(Ok(addresses)) => {
                    let mut addresses = addresses.peekable();
                    addresses.peek().is_some()
                        && addresses.all(|at| witnesses::is_private(&at.ip().to_string()))
                }
                // A name that does not resolve may well be the line's fault: ask them.
                _ => false,
            }
        })
    }
}
