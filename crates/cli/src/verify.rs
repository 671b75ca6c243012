//! `vigie verify`: whether a new mailbox can carry the télétransmission, without agent or record.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use vigie_domain::{
    account::Address,
    text::{Text, TextArg},
    verdict::{Patience, ProviderFacts, Role, judge},
};
use vigie_mailbox::{Resolver, discovery::Discovery};
use vigie_relocation::{
    Ended, Mailbox, Pace, ProbeText, Progress, Removal, Request, State, Task, gather, locate,
    provider_facts, remove_probes, stop_switch,
};
use vigie_words::{Catalogue, Language};

use crate::{
    arguments::Verify,
    complaint::Complaint,
    outcome::Outcome,
    password, stop,
    terminal::Terminal,
    trust,
    verify_report::{CheckJson, Report},
};

pub(crate) async fn run(asked: &Verify, terminal: &mut Terminal) -> Result<Outcome, Complaint> {
    let began = Instant::now();
    let authorities = match &asked.ca_file {
        Some(path) => trust::authorities(path)?,
        None => Vec::new(),
    };
    if password::is_typed() {
        terminal.remark(&Text::new("cli-verify-passwords-typed"));
    }
    let passwords = password::list_from_standard_input()?;
    if password_of(&passwords, &asked.candidate).is_none() {
        return Err(Complaint::NoPassword(asked.candidate.to_string()));
    }
    let known = find(asked, &passwords, &authorities).await?;
    let text = probe_text();
    let request = Request {
        candidate: &known.candidate,
        existing: &known.existing,
        text: &text,
        own_domain: asked.own_domain,
        patience: patience(asked),
        // It hurries at a test's own servers alone.
        pace: Pace::Hurried,
        extra_roots: &authorities,
        resolver: Resolver::System,
        clock: Timestamp::now,
    };
    let mut state = State::new(request.candidate, known.facts.clone(), request.existing);
    let mut checks = Vec::new();
    let consent = !asked.keep_probes;
    let (ended, removal) = checked(&request, &mut state, consent, terminal, &mut checks).await;
    let verdict = judge(&state.evidence, &request.patience);
    let report = Report {
        candidate: &asked.candidate,
        provider: known.provider_name.as_deref(),
        verdict: &verdict,
        evidence: &state.evidence,
        checks: &checks,
        removal: &removal,
        is_stopped: ended == Ended::Stopped,
        probe_subject: &text.subject,
        seconds: began.elapsed().as_secs_f64(),
    };
    if asked.listing.json {
        report.json(terminal)?;
    } else {
        report.tell(terminal)?;
    }
    Ok(verdict.conclusion.into())
}

/// The mailboxes, with the ways to them.
struct Known {
    candidate: Mailbox,
    existing: Vec<(Mailbox, Role)>,
    facts: ProviderFacts,
    provider_name: Option<String>,
}

async fn find(
    asked: &Verify,
    passwords: &[(Address, SecretString)],
    authorities: &[CertificateDer<'static>],
) -> Result<Known, Complaint> {
    let options = Discovery {
        extra_roots: authorities,
        ..Discovery::default()
    };
    let one = async |address: &Address| {
        let located = locate(address, &asked.choice(address), &options).await;
        let password = password_of(passwords, address).cloned();
        if password.is_some()
            && let Some(host) = located.needs_approval.iter().find(|h| !asked.approves(h))
        {
            return Err(Complaint::NotApproved { host: host.clone() });
        }
        let mailbox = Mailbox {
            address: address.clone(),
            password,
            pop: located.pop,
            submission: located.submission,
            provider: located
                .provider
                .as_ref()
                .map(|provider| provider.id.clone()),
        };
        Ok((mailbox, located.provider))
    };
    let (candidate, provider) = one(&asked.candidate).await?;
    let mut existing = Vec::with_capacity(asked.existing.len());
    for (place, address) in asked.existing.iter().enumerate() {
        let role = if place == 0 {
            Role::Current
        } else {
            Role::Other
        };
        existing.push((one(address).await?.0, role));
    }
    Ok(Known {
        candidate,
        existing,
        facts: provider_facts(provider.as_ref()),
        provider_name: provider.map(|provider| provider.name),
    })
}

fn password_of<'p>(
    passwords: &'p [(Address, SecretString)],
    address: &Address,
) -> Option<&'p SecretString> {
    let wanted = address.as_str().to_lowercase();
    passwords
        .iter()
        .find(|(known, _)| known.as_str().to_lowercase() == wanted)
        .map(|(_, password)| password)
}

/// What the probes say: in French, whatever the terminal speaks, for it is read in a French mailbox.
fn probe_text() -> ProbeText {
    let catalogue = Catalogue::new(Language::French, TimeZone::UTC);
    ProbeText {
        subject: catalogue.say(&Text::new("cli-verify-probe-subject")),
        text: catalogue.say(&Text::new("cli-verify-probe-text")),
    }
}

fn patience(asked: &Verify) -> Patience {
    let usual = Patience::default();
    Patience {
        lost: asked
            .wait
            .and_then(|wait| SignedDuration::try_from(wait).ok())
            .unwrap_or(usual.lost),
        ..usual
    }
}

/// Gathers the evidence and removes the probes. The first Ctrl-C ends it in order: a session that
/// is broken off without QUIT leaves the mailbox locked at many providers.
async fn checked(
    request: &Request<'_>,
    state: &mut State,
    consent: bool,
    terminal: &Terminal,
    checks: &mut Vec<CheckJson>,
) -> (Ended, Removal) {
    let (switch, mut stopping) = stop_switch();
    let mut show = |progress: Progress| tell(&progress, request, terminal, checks);
    let mut work = std::pin::pin!(async {
        let ended = gather(request, state, &mut show, &mut stopping).await;
        let removal = remove_probes(request, state, consent, &mut show, &mut stopping).await;
        (ended, removal)
    });
    tokio::select! {
        done = &mut work => done,
        Ok(()) = stop::asked() => {
            terminal.remark(&Text::new("cli-verify-stopping"));
            let _ = switch.send(true);
            tokio::select! {
                done = &mut work => done,
                Ok(()) = stop::asked() => std::process::exit(130),
            }
        }
    }
}

/// One step of the check, for whoever watches, and for the report.
fn tell(
    progress: &Progress,
    request: &Request<'_>,
    terminal: &Terminal,
    checks: &mut Vec<CheckJson>,
) {
    match progress {
        Progress::Began(_) | Progress::Known(_) => {}
        Progress::Ended {
            task,
            well,
            seconds,
        } => {
            checks.push(CheckJson {
                task: task.clone(),
                well: *well,
                seconds: *seconds,
            });
            let address = match task {
                Task::Existing { address } => address,
                _ => &request.candidate.address,
            };
            terminal.remark(
                &Text::new("cli-verify-ended")
                    .with("task", TextArg::Words(task.name().to_owned()))
                    .with(
                        "well",
                        TextArg::Words(if *well { "yes" } else { "no" }.to_owned()),
                    )
                    .with("address", TextArg::Words(address.to_string()))
                    .with("took", TextArg::Seconds(*seconds)),
            );
        }
        Progress::Waiting { until } => {
            // Waits of a second or two are nobody's business.
            if until.duration_since(Timestamp::now()) > SignedDuration::from_secs(5) {
                terminal
                    .remark(&Text::new("cli-verify-waiting").with("until", TextArg::Time(*until)));
            }
        }
    }
}
