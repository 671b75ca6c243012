//! One reading of a mailbox, and several at once where POP's locks permit.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use tokio::task::JoinSet;
use vigie_domain::report::CheckReport;
use vigie_mailbox::{CheckRequest, Checked, KnownUids, Resolver, SessionLimits, check, providers};

use crate::{
    mailbox::Place,
    probe::Probe,
    reader::{Find, ProbeReader},
};

/// Nobody waits at the counter here, and a busy Dovecot needs more than the usual time before it
/// says that a mailbox is locked: taken for slowness, that would say less.
pub(crate) const LIMITS: SessionLimits = SessionLimits {
    cap: Duration::from_secs(45),
    dns: Duration::from_secs(5),
    connect: Duration::from_secs(10),
    tls: Duration::from_secs(10),
    reply: Duration::from_secs(30),
};

/// What all readings share.
pub(crate) struct Means {
    pub(crate) probes: Vec<Probe>,
    pub(crate) extra_roots: Vec<CertificateDer<'static>>,
    pub(crate) resolver: Resolver,
}

/// A mailbox to be read.
pub(crate) struct Errand {
    /// Its place among the books.
    pub(crate) book: usize,
    pub(crate) place: Place,
    pub(crate) password: SecretString,
    pub(crate) provider: Option<String>,
    pub(crate) known: KnownUids,
    /// Look at so many of the newest messages.
    pub(crate) newest: usize,
}

/// What a reading brought.
pub(crate) struct Visit {
    pub(crate) book: usize,
    pub(crate) report: CheckReport,
    pub(crate) finds: Vec<Find>,
    pub(crate) top_refused: bool,
    pub(crate) seconds: f64,
}

/// Reads the mailboxes: those at one server one after the other, because two logins may lead to
/// one maildrop and the second would find it locked (RFC 1939 §4); different servers at once.
pub(crate) async fn all(
    errands: Vec<Errand>,
    means: Arc<Means>,
    clock: fn() -> Timestamp,
) -> Vec<Visit> {
    let mut by_host: BTreeMap<String, Vec<Errand>> = BTreeMap::new();
    for errand in errands {
        let host = errand.place.server.host.clone();
        by_host.entry(host).or_default().push(errand);
    }
    let mut rounds = JoinSet::new();
    for errands in by_host.into_values() {
        let means = Arc::clone(&means);
        rounds.spawn(async move {
            let mut visits = Vec::with_capacity(errands.len());
            for errand in errands {
                visits.push(one(errand, &means, clock()).await);
            }
            visits
        });
    }
    let mut visits = Vec::new();
    while let Some(round) = rounds.join_next().await {
        match round {
            Ok(round) => visits.extend(round),
            Err(error) => tracing::error!(%error, "a reading did not end"),
        }
    }
    visits.sort_by_key(|visit| visit.book);
    visits
}

async fn one(errand: Errand, means: &Means, now: Timestamp) -> Visit {
    let began = Instant::now();
    let request = CheckRequest {
        extra_roots: &means.extra_roots,
        resolver: means.resolver,
        replies: providers::table().replies(errand.provider.as_deref()),
        newest: Some(errand.newest),
        limits: LIMITS,
        ..CheckRequest::new(
            now,
            &errand.place.server,
            &errand.place.login,
            &errand.password,
            &errand.known,
        )
    };
    let mut reader = ProbeReader::new(&means.probes);
    let mut untold = |_| {};
    let Checked { report, .. } = check(&request, &mut reader, &mut untold).await;
    let ProbeReader {
        finds, top_refused, ..
    } = reader;
    Visit {
        book: errand.book,
        report,
        finds,
        top_refused,
        seconds: began.elapsed().as_secs_f64(),
    }
}
