//! One reading of a mailbox, and several at once where POP's locks permit.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use secrecy::SecretString;
use tokio::{sync::mpsc, task::JoinSet, time::sleep};
use vigie_domain::report::CheckReport;
use vigie_mailbox::{CheckRequest, Checked, KnownUids, Resolver, SessionLimits, check, providers};

use crate::{
    mailbox::Place,
    probe::Probe,
    progress::Stop,
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
    pub(crate) stop: Stop,
}

/// A mailbox to be read.
pub(crate) struct Errand {
    /// Its place among the books.
    pub(crate) book: usize,
    pub(crate) place: Place,
    pub(crate) password: SecretString,
    pub(crate) provider: Option<String>,
    pub(crate) known: KnownUids,
    /// Not before this.
    pub(crate) turn: Option<Timestamp>,
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

/// Readings on their way; they end when this is dropped.
pub(crate) struct Visits {
    _rounds: JoinSet<()>,
    visits: mpsc::UnboundedReceiver<Visit>,
}

impl Visits {
    /// The next that has ended; `None` once there is no further one.
    pub(crate) async fn next(&mut self) -> Option<Visit> {
        self.visits.recv().await
    }
}

/// Reads the mailboxes: those at one server one after the other, because two logins may lead to
/// one maildrop and the second would find it locked (RFC 1939 §4); different servers at once. Once
/// asked to stop, none is begun.
pub(crate) fn all(errands: Vec<Errand>, means: &Arc<Means>, clock: fn() -> Timestamp) -> Visits {
    let mut by_host: BTreeMap<String, Vec<Errand>> = BTreeMap::new();
    for errand in errands {
        let host = errand.place.server.host.clone();
        by_host.entry(host).or_default().push(errand);
    }
    let mut rounds = JoinSet::new();
    let (done, visits) = mpsc::unbounded_channel();
    for errands in by_host.into_values() {
        let (means, done) = (Arc::clone(means), done.clone());
        rounds.spawn(async move {
            let mut stop = means.stop.clone();
            for errand in errands {
                wait_until(errand.turn, &mut stop, clock).await;
                if stop.is_asked() {
                    return;
                }
                // Whoever waited for it may have gone.
                let _ = done.send(one(errand, &means, clock()).await);
            }
        });
    }
    Visits {
        _rounds: rounds,
        visits,
    }
}

/// Waits for a moment, or until it is asked to stop.
pub(crate) async fn wait_until(at: Option<Timestamp>, stop: &mut Stop, clock: fn() -> Timestamp) {
    let Some(wait) = at.map(|at| at.duration_since(clock())) else {
        return;
    };
    if wait.is_positive() {
        tokio::select! {
            () = sleep(wait.unsigned_abs()) => {}
            () = stop.asked() => {}
        }
    }
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
