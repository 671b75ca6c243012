//! A provider's autoconfiguration (Mozilla's `config-v1.1.xml`), over HTTPS only.

use std::{net::SocketAddr, time::Duration};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};
use tokio::time::{Instant, timeout_at};
use vigie_domain::{
    account::Address,
    server::{Security, Server},
};

use super::{Finding, Found};
use crate::{Resolver, tls::ClientTls};

/// The longest document that is read, in octets.
const MAX_OCTETS: usize = 64 * 1024;
/// The deepest nesting that is followed; the format needs four levels.
const MAX_DEPTH: usize = 16;
const MAX_SERVERS: usize = 16;
const MAX_TEXT: usize = 512;

/// Why a document cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AutoconfigError {
    #[error("longer than {MAX_OCTETS} octets")]
    TooLong,
    #[error("not XML at octet {0}")]
    NotXml(u64),
    #[error("nested deeper than {MAX_DEPTH}")]
    TooDeep,
    #[error("a document type or an entity of its own")]
    Entity,
    #[error("not a clientConfig")]
    NotAutoconfig,
}

/// Where a domain's document may be.
pub(super) fn urls(domain: &str, address: &Address, port: u16) -> Vec<Url> {
    let asked_by_name = Url::parse_with_params(
        &format!("https://autoconfig.{domain}:{port}/mail/config-v1.1.xml"),
        [("emailaddress", address.as_str())],
    );
    let well_known = Url::parse(&format!(
        "https://{domain}:{port}/.well-known/autoconfig/mail/config-v1.1.xml"
    ));
    [asked_by_name, well_known].into_iter().flatten().collect()
}

/// Fetches a document; `None` if there is none within the bounds.
pub(super) async fn fetch(
    url: Url,
    resolver: Resolver,
    tls: ClientTls,
    deadline: Instant,
) -> Option<Vec<u8>> {
    let fetching = async {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls.into_config())
            .https_only(true)
            .redirect(redirect::Policy::limited(3))
            .referer(false)
            .pool_max_idle_per_host(0)
            .dns_resolver(Lookup(resolver));
        if resolver != Resolver::System {
            builder = builder.no_proxy();
        }
        let mut response = builder.build()?.get(url).send().await?.error_for_status()?;
        let mut document = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            document.extend_from_slice(&chunk);
            if document.len() > MAX_OCTETS {
                break;
            }
        }
        Ok::<_, reqwest::Error>(document)
    };
    match timeout_at(deadline, fetching).await {
        Ok(Ok(document)) => Some(document),
        Ok(Err(error)) => {
            tracing::debug!(%error, "no autoconfiguration");
            None
        }
        Err(_) => None,
    }
}

/// The servers of a document that take a password behind TLS.
pub(super) fn parse(document: &[u8], address: &Address) -> Result<Finding, AutoconfigError> {
    if document.len() > MAX_OCTETS {
        return Err(AutoconfigError::TooLong);
    }
    let mut reader = Reader::from_reader(document);
    let mut path: Vec<Vec<u8>> = Vec::new();
    let mut is_autoconfig = false;
    let mut raw: Option<RawServer> = None;
    let mut finding = Finding::default();
    loop {
        let at = reader.buffer_position();
        let event = reader
            .read_event()
            .map_err(|_| AutoconfigError::NotXml(at))?;
        match event {
            Event::Start(tag) => {
                if path.len() == MAX_DEPTH {
                    return Err(AutoconfigError::TooDeep);
                }
                is_autoconfig |= path.is_empty() && tag.name().as_ref() == b"clientConfig";
                if path.len() == 2 {
                    raw = RawServer::begin(&tag);
                }
                if let Some(server) = raw.as_mut().filter(|_| path.len() == 3) {
                    server.text.clear();
                }
                path.push(tag.name().as_ref().to_vec());
            }
            Event::End(_) => {
                let name = path.pop().ok_or(AutoconfigError::NotXml(at))?;
                match path.len() {
                    3 => {
                        if let Some(server) = &mut raw {
                            server.field(&name);
                        }
                    }
                    2 => {
                        let list = raw.take().and_then(|server| {
                            let is_pop = server.is_pop;
                            Some((is_pop, server.found(address)?))
                        });
                        match list {
                            Some((true, found)) => push(&mut finding.pop, found),
                            Some((false, found)) => push(&mut finding.submission, found),
                            None => {}
                        }
                    }
                    _ => {}
                }
            }
            Event::Text(text) => {
                if let Some(server) = &mut raw {
                    server.add(&String::from_utf8_lossy(&text));
                }
            }
            Event::CData(text) => {
                if let Some(server) = &mut raw {
                    server.add(&String::from_utf8_lossy(&text));
                }
            }
            Event::GeneralRef(entity) => {
                let resolved = match entity.resolve_char_ref() {
                    Ok(Some(letter)) => letter.to_string(),
                    Ok(None) => match entity.as_ref() {
                        b"amp" => "&".to_owned(),
                        b"lt" => "<".to_owned(),
                        b"gt" => ">".to_owned(),
                        b"quot" => "\"".to_owned(),
                        b"apos" => "'".to_owned(),
                        _ => return Err(AutoconfigError::Entity),
                    },
                    Err(_) => return Err(AutoconfigError::Entity),
                };
                if let Some(server) = &mut raw {
                    server.add(&resolved);
                }
            }
            Event::DocType(_) => return Err(AutoconfigError::Entity),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if !is_autoconfig || !path.is_empty() {
        return Err(AutoconfigError::NotAutoconfig);
    }
    Ok(finding)
}

fn push(list: &mut Vec<Found>, found: Found) {
    if list.len() < MAX_SERVERS {
        list.push(found);
    }
}

/// A server as the document has it.
#[derive(Default)]
struct RawServer {
    is_pop: bool,
    text: String,
    host: String,
    port: String,
    socket: String,
    username: String,
    authentication: Vec<String>,
}

impl RawServer {
    fn begin(tag: &BytesStart<'_>) -> Option<Self> {
        let kind = tag
            .attributes()
            .flatten()
            .find(|attribute| attribute.key.as_ref() == b"type")?
            .value;
        let is_pop = match (tag.name().as_ref(), kind.as_ref()) {
            (b"incomingServer", b"pop3") => true,
            (b"outgoingServer", b"smtp") => false,
            _ => return None,
        };
        Some(Self {
            is_pop,
            ..Self::default()
        })
    }

    fn add(&mut self, text: &str) {
        let room = MAX_TEXT.saturating_sub(self.text.len());
        self.text.extend(text.chars().take(room));
    }

    fn field(&mut self, name: &[u8]) {
        let value = self.text.trim().to_owned();
        match name {
            b"hostname" => self.host = value,
            b"port" => self.port = value,
            b"socketType" => self.socket = value,
            b"username" => self.username = value,
            b"authentication" if self.authentication.len() < MAX_SERVERS => {
                self.authentication.push(value);
            }
            _ => {}
        }
    }

    /// `None` for clear text, for logins without a password, and for what is malformed.
    fn found(self, address: &Address) -> Option<Found> {
        let security = match self.socket.as_str() {
            "SSL" => Security::Tls,
            "STARTTLS" => Security::StartTls,
            _ => return None,
        };
        let takes_a_password = self.authentication.is_empty()
            || self
                .authentication
                .iter()
                .any(|method| matches!(method.as_str(), "password-cleartext" | "plain"));
        if !takes_a_password {
            return None;
        }
        let port = self.port.parse().ok().filter(|port| *port != 0)?;
        let host = host(&fill(&self.host, address))?;
        let login = fill(&self.username, address);
        let login_is_sound =
            !login.is_empty() && login.len() <= 254 && !login.contains(char::is_control);
        let login = if login_is_sound && !login.contains('%') {
            login
        } else {
            address.as_str().to_owned()
        };
        Some(Found {
            server: Server {
                host,
                port,
                security,
            },
            login,
        })
    }
}

fn fill(template: &str, address: &Address) -> String {
    template
        .replace("%EMAILADDRESS%", address.as_str())
        .replace("%EMAILLOCALPART%", address.local_part())
        .replace("%EMAILDOMAIN%", address.domain())
}

/// A DNS name in ASCII; an address proves nothing about whom it belongs to.
fn host(name: &str) -> Option<String> {
    let name = idna::domain_to_ascii_strict(name.trim_end_matches('.')).ok()?;
    let is_name = name.contains('.') && name.parse::<std::net::IpAddr>().is_err();
    is_name.then_some(name)
}

/// reqwest's lookups, answered like all others here.
struct Lookup(Resolver);

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = self.0;
        Box::pin(async move {
            let deadline = Instant::now() + Duration::from_secs(5);
            let addresses = resolver.addresses(name.as_str(), deadline).await?;
            let sockets = addresses.into_iter().map(|ip| SocketAddr::new(ip, 0));
            Ok(Box::new(sockets) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(document: &str) -> Result<Finding, AutoconfigError> {
        let address = "cabinet@exemple.example".parse().unwrap();
        parse(document.as_bytes(), &address)
    }

    fn incoming(inside: &str) -> String {
        format!(
            "<clientConfig version=\"1.1\"><emailProvider id=\"e\">\
             <incomingServer type=\"pop3\">{inside}</incomingServer>\
             </emailProvider></clientConfig>"
        )
    }

    #[test]
    fn servers_behind_tls_that_take_a_password_are_found() {
        let finding = read(
            "<?xml version=\"1.0\"?>\n<clientConfig version=\"1.1\"><!-- x -->\
             <emailProvider id=\"exemple.example\"><domain>exemple.example</domain>\
             <incomingServer type=\"imap\"><hostname>imap.exemple.example</hostname>\
             <port>993</port><socketType>SSL</socketType></incomingServer>\
             <incomingServer type=\"pop3\"><hostname>POP.%EMAILDOMAIN%</hostname>\
             <port> 995 </port><socketType>SSL</socketType>\
             <username>%EMAILLOCALPART%&#43;x</username>\
             <authentication>password-cleartext</authentication></incomingServer>\
             <outgoingServer type=\"smtp\"><hostname>smtp.exemple.example</hostname>\
             <port>587</port><socketType>STARTTLS</socketType>\
             <username>%EMAILADDRESS%</username></outgoingServer>\
             </emailProvider></clientConfig>",
        )
        .unwrap();
        assert_eq!(finding.pop.len(), 1);
        assert_eq!(finding.pop[0].server.to_string(), "pop.exemple.example:995");
        assert_eq!(finding.pop[0].login, "cabinet+x");
        assert_eq!(finding.submission[0].server.security, Security::StartTls);
    }

    #[test]
    fn clear_text_tokens_and_addresses_are_left_out() {
        for inside in [
            "<hostname>pop.e.example</hostname><port>110</port><socketType>plain</socketType>",
            "<hostname>pop.e.example</hostname><port>995</port><socketType>SSL</socketType>\
             <authentication>OAuth2</authentication>",
            "<hostname>192.0.2.1</hostname><port>995</port><socketType>SSL</socketType>",
            "<hostname>pop.e.example</hostname><port>0</port><socketType>SSL</socketType>",
            "<hostname>pop e</hostname><port>995</port><socketType>SSL</socketType>",
            "<hostname/><port>995</port><socketType>SSL</socketType>",
        ] {
            assert_eq!(read(&incoming(inside)).unwrap().pop, [], "{inside}");
        }
    }

    #[test]
    fn hostile_documents_are_refused() {
        let deep = format!("<clientConfig>{}", "<a>".repeat(100));
        assert_eq!(read(&deep).unwrap_err(), AutoconfigError::TooDeep);
        let long = incoming(&" ".repeat(MAX_OCTETS));
        assert_eq!(read(&long).unwrap_err(), AutoconfigError::TooLong);
        let entity = "<!DOCTYPE c [<!ENTITY a \"b\">]><clientConfig>&a;</clientConfig>";
        assert_eq!(read(entity).unwrap_err(), AutoconfigError::Entity);
        assert_eq!(
            read("<clientConfig>&a;</clientConfig>").unwrap_err(),
            AutoconfigError::Entity
        );
        assert_eq!(
            read("<html></html>").unwrap_err(),
            AutoconfigError::NotAutoconfig
        );
        assert_eq!(read("").unwrap_err(), AutoconfigError::NotAutoconfig);
        assert!(matches!(
            read("<clientConfig></wrong>").unwrap_err(),
            AutoconfigError::NotXml(_)
        ));
        assert_eq!(
            read("<clientConfig>").unwrap_err(),
            AutoconfigError::NotAutoconfig
        );
    }
}
