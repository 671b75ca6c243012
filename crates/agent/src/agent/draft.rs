//! What a face entered, brought into form and judged.

use secrecy::ExposeSecret;
use vigie_domain::server::{Security, Server};
use vigie_mailbox::{discovery::needs_approval, providers::ProviderTable};
use vigie_protocol::{MailboxDraft, Password, Refusal};

/// Octets of a user name or a password at most: a POP3 argument's length in practice.
const LONGEST: usize = 255;

/// The draft in its final form; or why no password may go there. Whether a server that is to be
/// spoken to in clear text offers TLS after all, the network must tell.
pub(super) fn judged(
    mut draft: MailboxDraft,
    table: &ProviderTable,
) -> Result<MailboxDraft, Refusal> {
    draft.server = server(&draft.server)?;
    require(is_argument(&draft.login), "login")?;
    password(&draft.password)?;
    if let Some(id) = &draft.provider {
        require(table.by_id(id).is_some(), "provider")?;
    }
    if draft.server.security == Security::Plain && !draft.clear_text_approved {
        return Err(Refusal::ClearTextRefused);
    }
    if !draft.host_approved && needs_approval(&draft.address, &draft.server.host, table) {
        return Err(Refusal::HostNotApproved {
            host: draft.server.host,
        });
    }
    Ok(draft)
}

/// Refuses a password that no server could take.
pub(super) fn password(password: &Password) -> Result<(), Refusal> {
    require(is_argument(password.0.expose_secret()), "password")
}

pub(super) fn server(server: &Server) -> Result<Server, Refusal> {
    let host = server
        .host
        .trim()
        .trim_start_matches('[')
        .trim_end_matches([']', '.'])
        .to_ascii_lowercase();
    let is_name = host.len() <= 253
        && host.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|octet| octet.is_ascii_alphanumeric() || b"-_".contains(&octet))
        });
    require(
        is_name || host.parse::<std::net::IpAddr>().is_ok(),
        "server.host",
    )?;
    require(server.port != 0, "server.port")?;
    Ok(Server {
        host,
        port: server.port,
        security: server.security,
    })
}

pub(super) fn is_argument(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && !text.contains(['\r', '\n', '\0'])
}

fn require(holds: bool, field: &str) -> Result<(), Refusal> {
    if holds {
        Ok(())
    } else {
        Err(Refusal::OutOfRange {
            field: field.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use vigie_mailbox::providers::table;

    use super::*;

    fn draft() -> MailboxDraft {
        MailboxDraft {
            address: "cabinet@exemple.example".parse().unwrap(),
            login: "cabinet".to_owned(),
            server: Server {
                host: "POP.exemple.example.".to_owned(),
                port: 995,
                security: Security::Tls,
            },
            provider: None,
            password: Password("motdepasse".to_owned().into()),
            host_approved: false,
            clear_text_approved: false,
        }
    }

    fn refused(change: impl FnOnce(&mut MailboxDraft)) -> Refusal {
        let mut draft = draft();
        change(&mut draft);
        judged(draft, table()).unwrap_err()
    }

    #[test]
    fn a_good_draft_is_brought_into_form() {
        assert_eq!(
            judged(draft(), table()).unwrap().server.host,
            "pop.exemple.example"
        );
    }

    #[test]
    fn each_fault_is_named() {
        let field = |name: &str| Refusal::OutOfRange {
            field: name.to_owned(),
        };
        assert_eq!(refused(|d| d.login.clear()), field("login"));
        assert_eq!(
            refused(|d| d.login = "a\r\nDELE 1".to_owned()),
            field("login")
        );
        assert_eq!(
            refused(|d| d.password = Password("x\n".to_owned().into())),
            field("password")
        );
        assert_eq!(refused(|d| d.server.port = 0), field("server.port"));
        assert_eq!(
            refused(|d| d.server.host = "a b".to_owned()),
            field("server.host")
        );
        assert_eq!(
            refused(|d| d.provider = Some("nobody".to_owned())),
            field("provider")
        );
        assert_eq!(
            refused(|d| d.server.host = "pop.autre.example".to_owned()),
            Refusal::HostNotApproved {
                host: "pop.autre.example".to_owned()
            }
        );
        assert_eq!(
            refused(|d| d.server.security = Security::Plain),
            Refusal::ClearTextRefused
        );
    }
}
