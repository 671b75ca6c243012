//! What one practice is told alone. The type only: it will be sealed to the practice's key.

use vigie_domain::server::{LoginForm, Security, Server};

use super::{maybe, settings};
use crate::{
    audience,
    cursor::{Cursor, Fields},
    document::settings::PushedSettings,
    fault::Problem,
    practice::PracticeNumber,
    words::Said,
};

/// What one practice is told alone. There is no field for a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForPractice {
    /// Which practice.
    pub practice: PracticeNumber,
    /// The mailbox that the assistant starts with.
    pub mailbox: Option<RecommendedMailbox>,
    /// Settings for it.
    pub settings: PushedSettings,
    /// Why support would like a diagnostic bundle; the user sees it and agrees or not.
    pub diagnostics: Option<Said>,
}

/// A mailbox that support recommends. The user types the password, and agrees to each host by
/// name that no built-in entry vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecommendedMailbox {
    /// The domain of its address.
    pub domain: String,
    /// Its POP3 server.
    pub pop: RecommendedServer,
    /// Its submission server.
    pub smtp: Option<RecommendedServer>,
}

/// A server of a recommended mailbox, always with TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecommendedServer {
    /// Where it is.
    pub server: Server,
    /// The user name that it wants.
    pub login: LoginForm,
}

const LONGEST_REASON: usize = 300;

pub(super) fn read(fields: &mut Fields<'_>) -> Option<ForPractice> {
    let practice = fields
        .required("practice")
        .and_then(|number| audience::practice_number(&number));
    let mailbox = maybe(fields, "mailbox", mailbox);
    let settings = maybe(fields, "settings", settings::read_table);
    let diagnostics = maybe(fields, "diagnostics", |why| why.said(LONGEST_REASON));
    if mailbox == Some(None) && settings == Some(None) && diagnostics == Some(None) {
        return fields.table().refuse(Problem::Empty);
    }
    Some(ForPractice {
        practice: practice?,
        mailbox: mailbox?,
        settings: settings?.unwrap_or_default(),
        diagnostics: diagnostics?,
    })
}

fn mailbox(cursor: &Cursor<'_>) -> Option<RecommendedMailbox> {
    let mut fields = cursor.fields()?;
    let domain = fields.required("domain").and_then(|domain| domain.host());
    let pop = fields.required("pop").and_then(|pop| server(&pop));
    let smtp = maybe(&mut fields, "smtp", server);
    fields.finish();
    Some(RecommendedMailbox {
        domain: domain?,
        pop: pop?,
        smtp: smtp?,
    })
}

fn server(cursor: &Cursor<'_>) -> Option<RecommendedServer> {
    let mut fields = cursor.fields()?;
    let host = fields.required("host").and_then(|host| host.host());
    let port = fields
        .required("port")
        .and_then(|port| port.number(1, 65_535));
    let security = fields.required("security").and_then(|field| {
        if field.raw_text()? == "plain" {
            return field.refuse(Problem::ClearText);
        }
        field.word(&[("tls", Security::Tls), ("starttls", Security::StartTls)])
    });
    let login = fields.required("login").and_then(|login| {
        login.word(&[
            ("full_address", LoginForm::FullAddress),
            ("local_part", LoginForm::LocalPart),
        ])
    });
    fields.finish();
    Some(RecommendedServer {
        server: Server {
            host: host?,
            port: port?,
            security: security?,
        },
        login: login?,
    })
}
