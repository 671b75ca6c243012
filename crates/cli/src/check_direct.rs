//! `vigie check --address …`: one honest check, without agent or record.

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use vigie_domain::{
    account::Address,
    discovery::Candidate,
    server::{LoginForm, Security, Server},
    text::{Text, TextArg},
};
use vigie_mailbox::{
    CheckRequest, Checked, KnownUids, NoReader, Progress, SessionLimits,
    discovery::{self, Discovery},
    providers::{self, Provider},
};
use vigie_words::{Mailbox, advice};

use crate::{
    arguments::{Check, ServerChoice},
    complaint::Complaint,
    outcome::Outcome,
    password,
    progress::PhaseLines,
    report::{self, ReportJson},
    stop,
    terminal::Terminal,
    trust,
};

pub(crate) async fn run(
    asked: &Check,
    address: &Address,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Complaint> {
    let authorities = match &asked.ca_file {
        Some(path) => trust::authorities(path)?,
        None => Vec::new(),
    };
    if password::is_typed() {
        terminal.remark(&Text::new("cli-password-typed"));
    }
    let password = password::from_standard_input()?;
    let chosen = choose(address, &asked.server, &authorities, terminal).await?;
    if chosen.server.security == Security::Plain {
        let host = TextArg::Words(chosen.server.host.clone());
        terminal.remark(&Text::new("cli-clear-text").with("host", host));
    }
    let known = KnownUids::new();
    let provider = chosen.provider.map(|provider| provider.id.as_str());
    let request = CheckRequest {
        // On the command line the word « plain » is the user's agreement.
        clear_text_allowed: chosen.server.security == Security::Plain,
        extra_roots: &authorities,
        replies: providers::table().replies(provider),
        limits: asked
            .timeout
            .map_or_else(SessionLimits::default, SessionLimits::with_cap),
        ..CheckRequest::new(now, &chosen.server, &chosen.login, &password, &known)
    };
    let Checked { report, .. } = watched(&request, terminal).await;
    if asked.listing.json {
        terminal.json(&ReportJson::from(&report))?;
    } else {
        let mailbox = Mailbox {
            address,
            server: &report.server,
            provider: chosen.provider.map(|provider| provider.name.as_str()),
        };
        report::tell(&report, &mailbox, terminal)?;
    }
    Ok(Outcome::of_check(&report))
}

/// Runs the check and shows its phases. The first Ctrl-C lets it end: a session that is broken off
/// without QUIT leaves the mailbox locked at many providers.
async fn watched(request: &CheckRequest<'_>, terminal: &Terminal) -> Checked {
    let mut phases = PhaseLines::new(terminal);
    let checked = {
        let mut show = |progress: Progress| match progress {
            Progress::Entered(phase) => phases.entered(phase),
            Progress::Left(timing) => phases.left(timing.ms),
            Progress::Headers { .. } => {}
        };
        let mut reader = NoReader;
        let mut check = std::pin::pin!(vigie_mailbox::check(request, &mut reader, &mut show));
        tokio::select! {
            checked = &mut check => checked,
            Ok(()) = stop::asked() => {
                terminal.remark(&Text::new("cli-check-closing"));
                tokio::select! {
                    checked = &mut check => checked,
                    Ok(()) = stop::asked() => std::process::exit(130),
                }
            }
        }
    };
    phases.end();
    checked
}

/// The server to ask, and as whom.
struct Chosen {
    server: Server,
    login: String,
    provider: Option<&'static Provider>,
}

async fn choose(
    address: &Address,
    choice: &ServerChoice,
    authorities: &[CertificateDer<'static>],
    terminal: &Terminal,
) -> Result<Chosen, Complaint> {
    let table = providers::table();
    if let Some(server) = choice.given() {
        let provider = table.by_domain(address.domain());
        let login = choice
            .login
            .clone()
            .unwrap_or_else(|| address.login(login_form(provider, &server)).to_owned());
        return Ok(Chosen {
            server,
            login,
            provider,
        });
    }
    let options = Discovery {
        extra_roots: authorities,
        ..Discovery::default()
    };
    let found = discovery::discover(address, &options).await;
    if let Some(provider) = found.provider
        && let Some(said) = provider.pop_advice()
    {
        terminal.remark(&advice::text(said.key(), &provider.name));
    }
    let Some(best) = found.candidates.into_iter().next() else {
        if let Some(server) = found.clear_text_only {
            terminal.remark(
                &Text::new("cli-clear-text-only")
                    .with("server", TextArg::Words(server.to_string())),
            );
            return Err(Complaint::NoServer(address.to_string()));
        }
        let chosen = usual_name(address, choice);
        let host = TextArg::Words(chosen.server.host.clone());
        terminal.remark(&Text::new("cli-guessed").with("host", host));
        return Ok(chosen);
    };
    approve(&best, choice)?;
    Ok(Chosen {
        login: choice.login.clone().unwrap_or(best.login),
        provider: best
            .provider
            .or_else(|| found.provider.map(|provider| provider.id.clone()))
            .and_then(|id| table.by_id(&id)),
        server: best.server,
    })
}

/// Whether a password may go to a server that was found.
pub(crate) fn approve(candidate: &Candidate, choice: &ServerChoice) -> Result<(), Complaint> {
    let host = &candidate.server.host;
    let by_name = choice.approve_host.as_deref();
    if candidate.needs_approval && !by_name.is_some_and(|name| name.eq_ignore_ascii_case(host)) {
        return Err(Complaint::NotApproved { host: host.clone() });
    }
    Ok(())
}

/// Where nothing was found: the most usual name in the address's own domain. Asking it tells
/// truthfully why: no such name, nobody there, no network.
fn usual_name(address: &Address, choice: &ServerChoice) -> Chosen {
    let domain = idna::domain_to_ascii(address.domain())
        .unwrap_or_else(|_| address.domain().to_ascii_lowercase());
    Chosen {
        server: Server {
            host: format!("pop.{domain}"),
            port: 995,
            security: Security::Tls,
        },
        login: choice
            .login
            .clone()
            .unwrap_or_else(|| address.as_str().to_owned()),
        provider: None,
    }
}

/// The form of login that the provider table gives for a server, else the whole address.
fn login_form(provider: Option<&Provider>, server: &Server) -> LoginForm {
    provider
        .into_iter()
        .flat_map(|provider| &provider.pop_servers)
        .find(|known| known.host == server.host)
        .and_then(|known| known.login)
        .unwrap_or(LoginForm::FullAddress)
}

#[cfg(test)]
mod tests {
    use vigie_domain::discovery::Source;

    use super::*;

    #[test]
    fn a_foreign_host_needs_its_name_said() {
        let mut candidate = Candidate {
            server: Server {
                host: "pop.ailleurs.example".into(),
                port: 995,
                security: Security::Tls,
            },
            login: "cabinet@exemple.test".into(),
            provider: None,
            source: Source::ServiceRecord,
            needs_approval: true,
        };
        let choice = |name: Option<&str>| ServerChoice {
            approve_host: name.map(str::to_owned),
            ..ServerChoice::default()
        };
        for refused in [None, Some("ailleurs.example"), Some("")] {
            let complaint = approve(&candidate, &choice(refused)).unwrap_err();
            assert_eq!(complaint.outcome(), Outcome::Usage);
        }
        assert!(approve(&candidate, &choice(Some("POP.ailleurs.example"))).is_ok());
        candidate.needs_approval = false;
        assert!(approve(&candidate, &choice(None)).is_ok());
    }

    #[test]
    fn the_login_is_what_the_provider_expects() {
        let provider = providers::table().by_id("laposte");
        let mut server = Server {
            host: "pop.laposte.net".into(),
            port: 995,
            security: Security::Tls,
        };
        assert_eq!(login_form(provider, &server), LoginForm::LocalPart);
        server.host = "pop.exemple.test".into();
        assert_eq!(login_form(provider, &server), LoginForm::FullAddress);
        assert_eq!(login_form(None, &server), LoginForm::FullAddress);
    }
}
