//! The provider table as a document: reading and validating.

use std::collections::HashSet;

use serde::Deserialize;
use vigie_domain::{
    cause::Cause,
    server::{LoginForm, Security},
};

use super::{
    Advice, Evidence, Guide, Kind, KnownServer, Limits, Pop, Provider, ProviderTable, Said,
    fold::fold,
    replies::{Refinable, ReplyPattern, ReplyTo},
};

/// The format that this release reads.
pub const FORMAT: u32 = 1;

/// The longest document that is read, in octets.
pub const MAX_OCTETS: usize = 1 << 20;

const MAX_ITEMS: usize = 2_000;
const MAX_TEXT: usize = 1_000;

/// Characters of a sentence for people.
const MAX_SENTENCE: usize = 300;

/// A provider table that cannot be used, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Longer than [`MAX_OCTETS`].
    #[error("the document is longer than {MAX_OCTETS} octets")]
    TooLong,
    /// No JSON, or not of this shape.
    #[error("line {line}, column {column}: {what}")]
    Shape {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What was met.
        what: String,
    },
    /// A later (or no) format.
    #[error("format {0} is not {FORMAT}")]
    Format(u32),
    /// The shape is right, the value is not.
    #[error("{place}: {what}")]
    Value {
        /// The path to it, `providers[3].pop_servers[0].host`.
        place: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

pub(super) fn parse(document: &str) -> Result<ProviderTable, DocumentError> {
    if document.len() > MAX_OCTETS {
        return Err(DocumentError::TooLong);
    }
    let raw: RawTable = serde_json::from_str(document).map_err(|error| DocumentError::Shape {
        line: error.line(),
        column: error.column(),
        what: error.to_string(),
    })?;
    if raw.format != FORMAT {
        return Err(DocumentError::Format(raw.format));
    }
    let root = Place::root();
    let replies = list(&root.field("replies"), raw.replies, reply_pattern)?;
    let providers = list(&root.field("providers"), raw.providers, provider)?;
    let mut ids = HashSet::new();
    let mut domains = HashSet::new();
    for (i, provider) in providers.iter().enumerate() {
        let place = root.field("providers").item(i);
        if !ids.insert(&provider.id) {
            return Err(place.field("id").error("stands twice in the table"));
        }
        for (j, domain) in provider.domains.iter().enumerate() {
            if !domains.insert(domain) {
                let place = place.field("domains").item(j);
                return Err(place.error("stands twice in the table"));
            }
        }
    }
    Ok(ProviderTable { providers, replies })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    format: u32,
    replies: Vec<RawPattern>,
    providers: Vec<RawProvider>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProvider {
    id: String,
    name: String,
    kind: Kind,
    domains: Vec<String>,
    #[serde(default)]
    subdomains: bool,
    #[serde(default)]
    mx: Vec<String>,
    pop: Pop,
    pop_servers: Vec<RawServer>,
    smtp_servers: Vec<RawServer>,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    advice: Vec<Advice>,
    #[serde(default)]
    known_as: Vec<String>,
    guide: Option<RawGuide>,
    #[serde(default)]
    replies: Vec<RawPattern>,
    #[serde(default)]
    notes: String,
    sources: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGuide {
    #[serde(default)]
    steps: Vec<RawSaid>,
    trap: Option<RawSaid>,
    page: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSaid {
    fr: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawServer {
    host: String,
    port: u16,
    security: Option<Security>,
    login: Option<LoginForm>,
    evidence: Evidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPattern {
    #[serde(default = "at_login")]
    at: Vec<ReplyTo>,
    code: Option<Refinable>,
    words: Vec<String>,
    cause: Cause,
}

fn at_login() -> Vec<ReplyTo> {
    vec![ReplyTo::Login]
}

fn provider(place: &Place, raw: RawProvider) -> Result<Provider, DocumentError> {
    let id_is_plain = raw
        .id
        .bytes()
        .all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-');
    if raw.id.is_empty() || raw.id.len() > 40 || !id_is_plain {
        return Err(place
            .field("id")
            .error("not 1 to 40 lower-case letters, digits and hyphens"));
    }
    if raw.domains.is_empty() {
        return Err(place.field("domains").error("is empty"));
    }
    Ok(Provider {
        name: text(&place.field("name"), raw.name)?,
        domains: list(&place.field("domains"), raw.domains, host)?,
        subdomains: raw.subdomains,
        mx: list(&place.field("mx"), raw.mx, host)?,
        pop: raw.pop,
        pop_servers: list(&place.field("pop_servers"), raw.pop_servers, server)?,
        smtp_servers: list(&place.field("smtp_servers"), raw.smtp_servers, server)?,
        limits: raw.limits,
        advice: raw.advice,
        known_as: list(&place.field("known_as"), raw.known_as, text)?,
        guide: raw
            .guide
            .map(|raw| guide(&place.field("guide"), raw))
            .transpose()?,
        replies: list(&place.field("replies"), raw.replies, reply_pattern)?,
        notes: if raw.notes.is_empty() {
            raw.notes
        } else {
            text(&place.field("notes"), raw.notes)?
        },
        sources: list(&place.field("sources"), raw.sources, text)?,
        id: raw.id,
        kind: raw.kind,
    })
}

fn guide(place: &Place, raw: RawGuide) -> Result<Guide, DocumentError> {
    let page = raw.page.map(|page| {
        let place = place.field("page");
        if page.starts_with("https://") && !page.contains(char::is_whitespace) {
            text(&place, page)
        } else {
            Err(place.error("is no https address"))
        }
    });
    Ok(Guide {
        steps: list(&place.field("steps"), raw.steps, said)?,
        trap: raw
            .trap
            .map(|raw| said(&place.field("trap"), raw))
            .transpose()?,
        page: page.transpose()?,
    })
}

/// A sentence; what the catalogue would cut off is refused.
fn said(place: &Place, raw: RawSaid) -> Result<Said, DocumentError> {
    let sentence = |name, sentence: String| {
        let place = place.field(name);
        if sentence.chars().count() > MAX_SENTENCE {
            return Err(place.error("is longer than 300 characters"));
        }
        text(&place, sentence)
    };
    Ok(Said {
        fr: sentence("fr", raw.fr)?,
        en: sentence("en", raw.en)?,
    })
}

fn server(place: &Place, raw: RawServer) -> Result<KnownServer, DocumentError> {
    if raw.port == 0 {
        return Err(place.field("port").error("is 0"));
    }
    Ok(KnownServer {
        host: host(&place.field("host"), raw.host)?,
        port: raw.port,
        security: raw.security,
        login: raw.login,
        evidence: raw.evidence,
    })
}

fn reply_pattern(place: &Place, raw: RawPattern) -> Result<ReplyPattern, DocumentError> {
    if raw.words.is_empty() {
        return Err(place.field("words").error("is empty"));
    }
    if raw.at.is_empty() {
        return Err(place.field("at").error("is empty"));
    }
    let allowed = match raw.code {
        Some(code) => code.admits(raw.cause),
        None => matches!(
            raw.cause,
            Cause::PopDisabled
                | Cause::PasswordRefused
                | Cause::WebLoginRequired
                | Cause::MailboxInUse
                | Cause::LoginDelay
                | Cause::ServerTemporary
                | Cause::ServerPermanent
                | Cause::ServerRefuses
        ),
    };
    if !allowed {
        return Err(place.field("cause").error("is no meaning of such a reply"));
    }
    Ok(ReplyPattern {
        at: raw.at,
        code: raw.code,
        words: list(&place.field("words"), raw.words, |place, words| {
            text(place, words).map(|words| fold(&words))
        })?,
        cause: raw.cause,
    })
}

/// A DNS name in ASCII and lower case; an address is none.
fn host(place: &Place, host: String) -> Result<String, DocumentError> {
    let well_formed = host.len() <= 253
        && host.contains('.')
        && host.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|o| o.is_ascii_lowercase() || o.is_ascii_digit() || o == b'-')
        })
        && !host
            .bytes()
            .all(|octet| octet.is_ascii_digit() || octet == b'.');
    if well_formed {
        Ok(host)
    } else {
        Err(place.error("is no DNS name in ASCII and lower case"))
    }
}

fn text(place: &Place, text: String) -> Result<String, DocumentError> {
    if text.trim().is_empty() {
        Err(place.error("is empty"))
    } else if text.len() > MAX_TEXT {
        Err(place.error("is longer than 1,000 octets"))
    } else if text.chars().any(char::is_control) {
        Err(place.error("holds a control character"))
    } else {
        Ok(text)
    }
}

fn list<R, T>(
    place: &Place,
    raw: Vec<R>,
    read: impl Fn(&Place, R) -> Result<T, DocumentError>,
) -> Result<Vec<T>, DocumentError> {
    if raw.len() > MAX_ITEMS {
        return Err(place.error("holds more than 2,000 items"));
    }
    raw.into_iter()
        .enumerate()
        .map(|(i, item)| read(&place.item(i), item))
        .collect()
}

/// Where in the document a value stands.
#[derive(Clone)]
struct Place(String);

impl Place {
    fn root() -> Self {
        Self(String::new())
    }

    fn field(&self, name: &str) -> Self {
        if self.0.is_empty() {
            Self(name.to_owned())
        } else {
            Self(format!("{}.{name}", self.0))
        }
    }

    fn item(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    fn error(&self, what: &'static str) -> DocumentError {
        DocumentError::Value {
            place: self.0.clone(),
            what,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{"format":1,"replies":[{"words":["Fermé"],"cause":"pop_disabled"}],
        "providers":[{"id":"exemple","name":"Exemple","kind":"access","domains":["exemple.example"],
        "pop":{"offer":"offered","password":"account"},
        "pop_servers":[{"host":"pop.exemple.example","port":995,"security":"tls","evidence":"official"}],
        "smtp_servers":[],"sources":["test"]}]}"#;

    fn error(from: &str, to: &str) -> String {
        assert!(SMALL.contains(from));
        parse(&SMALL.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn a_small_table_is_read() {
        let table = parse(SMALL).unwrap();
        assert_eq!(table.replies[0].words, ["ferme"]);
        assert_eq!(table.providers[0].pop_servers[0].login, None);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        assert_eq!(error("\"format\":1", "\"format\":2"), "format 2 is not 1");
        assert_eq!(
            error("\"host\":\"pop.exemple.example\"", "\"host\":\"192.0.2.1\""),
            "providers[0].pop_servers[0].host: is no DNS name in ASCII and lower case"
        );
        assert_eq!(
            error("\"port\":995", "\"port\":0"),
            "providers[0].pop_servers[0].port: is 0"
        );
        assert_eq!(
            error("\"id\":\"exemple\"", "\"id\":\"Ex\""),
            "providers[0].id: not 1 to 40 lower-case letters, digits and hyphens"
        );
        assert_eq!(
            error(
                "[\"exemple.example\"]",
                "[\"exemple.example\",\"exemple.example\"]"
            ),
            "providers[0].domains[1]: stands twice in the table"
        );
        assert_eq!(
            error("\"pop_disabled\"", "\"tls_failed\""),
            "replies[0].cause: is no meaning of such a reply"
        );
        assert_eq!(
            error(
                "\"kind\"",
                "\"guide\":{\"page\":\"http://exemple.example\"},\"kind\""
            ),
            "providers[0].guide.page: is no https address"
        );
        assert_eq!(
            error(
                "\"kind\"",
                "\"guide\":{\"trap\":{\"fr\":\"Alias.\",\"en\":\" \"}},\"kind\""
            ),
            "providers[0].guide.trap.en: is empty"
        );
        assert!(error("\"kind\"", "\"kin\"").starts_with("line 2, column "));
        assert_eq!(
            parse(&" ".repeat(MAX_OCTETS + 1)),
            Err(DocumentError::TooLong)
        );
    }

    #[test]
    fn data_cannot_turn_a_wrong_password_into_something_that_is_tried_again() {
        assert_eq!(
            error(
                "{\"words\":[\"Fermé\"],\"cause\":\"pop_disabled\"}",
                "{\"code\":\"AUTH\",\"words\":[\"no\"],\"cause\":\"server_temporary\"}"
            ),
            "replies[0].cause: is no meaning of such a reply"
        );
    }
}
