//! Entries of the provider table, in the table's own format.

use jiff::civil::Date;
use vigie_mailbox::providers::{self, DocumentError, ProviderTable};

use super::{
    entries::{Entries, Shape, Wrong, asked, check_texts, known_only, leaf, without_line},
    maybe,
};
use crate::{
    cursor::{Cursor, Fields},
    fault::Problem,
    tree::{Node, Value},
};

/// Pushed entries of the provider table.
#[derive(Clone, Debug)]
pub struct PushedProviders {
    /// The entries and the replies, alone.
    pub table: ProviderTable,
    /// Providers whose POP is closed.
    pub closures: Vec<PopClosure>,
    pub(crate) providers: Option<Node>,
    pub(crate) replies: Option<Node>,
}

/// A provider that closed POP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopClosure {
    /// The provider's id.
    pub provider: String,
    /// The first day without.
    pub since: Date,
    /// The day from which it is open again, where that is known.
    pub until: Option<Date>,
}

const MOST_PROVIDERS: usize = 200;
const MOST_REPLIES: usize = 200;
const MOST_CLOSURES: usize = 50;

const SAID: &[Shape] = &[leaf("fr"), leaf("en")];
const SERVER: &[Shape] = &[
    leaf("host"),
    leaf("port"),
    leaf("security"),
    leaf("login"),
    leaf("evidence"),
];
const PATTERN: &[Shape] = &[leaf("at"), leaf("code"), leaf("words"), leaf("cause")];
const PROVIDER: Shape = Shape {
    name: "providers",
    inner: &[
        leaf("id"),
        leaf("name"),
        leaf("kind"),
        leaf("domains"),
        leaf("subdomains"),
        leaf("mx"),
        Shape {
            name: "pop",
            inner: &[leaf("offer"), leaf("must_be_switched_on"), leaf("password")],
        },
        Shape {
            name: "pop_servers",
            inner: SERVER,
        },
        Shape {
            name: "smtp_servers",
            inner: SERVER,
        },
        Shape {
            name: "limits",
            inner: &[
                leaf("mailbox_octets"),
                leaf("idle_days"),
                leaf("first_login_hours"),
                leaf("login_delay_s"),
            ],
        },
        leaf("advice"),
        leaf("known_as"),
        Shape {
            name: "guide",
            inner: &[
                Shape {
                    name: "steps",
                    inner: SAID,
                },
                Shape {
                    name: "trap",
                    inner: SAID,
                },
                leaf("page"),
            ],
        },
        Shape {
            name: "replies",
            inner: PATTERN,
        },
        leaf("notes"),
        leaf("sources"),
    ],
};
const REPLIES: Shape = Shape {
    name: "replies",
    inner: PATTERN,
};

pub(super) fn read(fields: &mut Fields<'_>) -> Option<PushedProviders> {
    let providers = fields.optional("providers");
    let replies = fields.optional("replies");
    let closures = maybe(fields, "closed", |list| list.some(MOST_CLOSURES, closure));
    if providers.is_none() && replies.is_none() && matches!(closures, Some(None)) {
        return fields.table().refuse(Problem::Empty);
    }
    let providers = match &providers {
        Some(list) => {
            let checked = list.some(MOST_PROVIDERS, check_provider);
            checked?;
            Some(known_only(list, &PROVIDER))
        }
        None => None,
    };
    let replies = match &replies {
        Some(list) => {
            list.some(MOST_REPLIES, check_reply)?;
            Some(known_only(list, &REPLIES))
        }
        None => None,
    };
    let empty = || Node {
        value: Value::List(Vec::new()),
        at: None,
    };
    let entries = Entries::of(
        &[
            ("providers", Some(providers.clone().unwrap_or_else(empty))),
            ("replies", Some(replies.clone().unwrap_or_else(empty))),
        ],
        ("format", i64::from(providers::FORMAT)),
    );
    match ProviderTable::parse(entries.json()) {
        Ok(table) => Some(PushedProviders {
            table,
            closures: closures?.unwrap_or_default(),
            providers,
            replies,
        }),
        Err(error) => {
            let (wrong, what) = match error {
                DocumentError::Shape { line, column, what } => {
                    (Wrong::Line(line), without_line(&what, line, column))
                }
                DocumentError::Value { place, what } => (Wrong::Path(place), what.to_owned()),
                error @ (DocumentError::TooLong | DocumentError::Format(_)) => {
                    (Wrong::Whole, error.to_string())
                }
            };
            entries.report(fields, &wrong, what);
            None
        }
    }
}

/// A pushed entry names servers with TLS only; the built-in table alone may hold clear-text ones,
/// as facts.
fn check_provider(cursor: &Cursor<'_>) -> Option<()> {
    check_texts(cursor)?;
    let mut fields = cursor.fields()?;
    let mut sound = Some(());
    for list in ["pop_servers", "smtp_servers"] {
        let Some(servers) = fields.optional(list) else {
            continue;
        };
        sound = sound.and(servers.each(50, check_server).map(|_| ()));
    }
    if let Some(replies) = fields.optional("replies") {
        sound = sound.and(replies.each(MOST_REPLIES, check_reply).map(|_| ()));
    }
    sound
}

fn check_server(cursor: &Cursor<'_>) -> Option<()> {
    let mut fields = cursor.fields()?;
    if let Some(security) = fields.optional("security")
        && security.raw_text()? == "plain"
    {
        return security.refuse(Problem::ClearText);
    }
    if let Some(host) = fields.optional("host") {
        let name = host.host()?;
        if !is_vouched_for(&name) {
            asked(&host, &name);
        }
    }
    Some(())
}

/// What a server says at login must not be taken for a trouble that passes: a wrong password would
/// be tried until the account is locked. Replies with a code are narrowed by the table's own rule.
fn check_reply(cursor: &Cursor<'_>) -> Option<()> {
    const NOT_TRIED_AGAIN: [&str; 3] = ["password_refused", "web_login_required", "pop_disabled"];
    check_texts(cursor)?;
    let mut fields = cursor.fields()?;
    let at_login = match fields.optional("at") {
        Some(at) => at.each(10, Cursor::raw_text)?.contains(&"login"),
        None => true,
    };
    let cause = fields.required("cause")?;
    let harmless = NOT_TRIED_AGAIN.contains(&cause.raw_text()?);
    if at_login && !harmless && fields.optional("code").is_none() {
        return cause.refuse(Problem::TriedAgain);
    }
    Some(())
}

/// Whether this release's own table vouches for a server of that name.
pub(crate) fn is_vouched_for(host: &str) -> bool {
    providers::table().providers().iter().any(|provider| {
        let mut servers = provider.pop_servers.iter().chain(&provider.smtp_servers);
        servers.any(|server| server.host == host && server.evidence.is_vouched_for())
    })
}

fn closure(cursor: &Cursor<'_>) -> Option<PopClosure> {
    let mut fields = cursor.fields()?;
    let provider = fields.required("provider").and_then(|id| id.id());
    let since = fields.required("since").and_then(|since| since.date());
    let until = maybe(&mut fields, "until", Cursor::date);
    let end = fields.optional("until");
    fields.finish();
    let (since, until) = (since?, until?);
    match (until, end) {
        (Some(until), Some(end)) if until <= since => end.refuse(Problem::EndsFirst),
        _ => Some(PopClosure {
            provider: provider?,
            since,
            until,
        }),
    }
}
