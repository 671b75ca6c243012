//! A check on its way, beside the agent's loop.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use tokio::{
    runtime,
    sync::{mpsc, oneshot},
};
use vigie_domain::verdict::{Patience, Role};
use vigie_mailbox::Resolver;
use vigie_relocation::{
    Ended, Mailbox, Pace, ProbeText, Progress, Request, Stop, Why, find_probes, gather,
    remove_probes,
};

use crate::relocation::{Kept, Phase};

use super::{
    super::{checks::Done, record::Record},
    RelocationDone,
};

/// How often mailboxes are read for probes that were not seen, once a check is given up.
const SEARCHES: u8 = 2;

/// Everything that a run needs.
pub(super) struct Run {
    pub(super) candidate: Mailbox,
    pub(super) existing: Vec<(Mailbox, Role)>,
    pub(super) text: ProbeText,
    pub(super) pace: Pace,
    pub(super) extra_roots: Vec<CertificateDer<'static>>,
    pub(super) stop: Stop,
    pub(super) clerk: Clerk,
}

/// Writes down what a run brings, and tells the agent.
pub(super) struct Clerk {
    pub(super) number: u64,
    pub(super) began: Timestamp,
    pub(super) kept: Kept,
    pub(super) given_up: Arc<AtomicBool>,
    pub(super) record: Record,
    pub(super) done: mpsc::UnboundedSender<Done>,
    pub(super) waiting: Option<Timestamp>,
}

impl Run {
    /// Carries it out on a thread of its own: the record is written at every step, and whoever waits
    /// for the disk there keeps nobody else waiting. Nothing comes of what is given back where a fault
    /// broke it off.
    pub(super) fn begin(self) -> oneshot::Receiver<()> {
        apart(move || {
            let built = runtime::Builder::new_current_thread().enable_all().build();
            let runtime = built.inspect_err(|error| {
                tracing::error!(%error, "a check of a new mailbox cannot run");
            });
            let Ok(runtime) = runtime else {
                return false;
            };
            runtime.block_on(self.carry_out());
            // A name that is still being looked up is not waited for.
            runtime.shutdown_background();
            true
        })
    }

    /// Goes on from where the check stands until it is over, or asked to stop.
    async fn carry_out(self) {
        let Self {
            candidate,
            existing,
            text,
            pace,
            extra_roots,
            mut stop,
            mut clerk,
        } = self;
        let request = Request {
            candidate: &candidate,
            existing: &existing,
            text: &text,
            own_domain: clerk.kept.own_domain,
            patience: Patience::default(),
            pace,
            extra_roots: &extra_roots,
            resolver: Resolver::System,
            clock: Timestamp::now,
        };
        let mut state = clerk.kept.state.clone();
        if clerk.kept.phase == Phase::Gathering {
            let mut note = |progress| clerk.note(progress);
            let ended = gather(&request, &mut state, &mut note, &mut stop).await;
            clerk.kept.state = state.clone();
            if ended == Ended::Stopped {
                return clerk.end(false);
            }
            clerk.kept.phase = Phase::Removing;
            clerk.waiting = None;
            clerk.keep();
            clerk.tell();
        }
        if clerk.kept.phase == Phase::Ending {
            for _ in 0..SEARCHES {
                if state.misses_probes() {
                    let mut note = |progress| clerk.note(progress);
                    find_probes(&request, &mut state, &mut note, &mut stop).await;
                }
            }
        }
        let mut note = |progress| clerk.note(progress);
        // The user agreed to it before anything was sent.
        let removal = remove_probes(&request, &mut state, true, &mut note, &mut stop).await;
        clerk.kept.state = state;
        let was_stopped = removal.left.iter().any(|left| left.why == Why::Stopped);
        clerk.kept.removal.removed += removal.removed;
        clerk.kept.removal.left = removal.left;
        if was_stopped {
            return clerk.end(false);
        }
        clerk.kept.phase = Phase::Judged;
        clerk.kept.ended = Some(Timestamp::now());
        clerk.end(true);
    }
}

/// Does something on a thread of its own. Nothing comes of what is given back where it says that it
/// could not, or where a panic ended it.
fn apart(work: impl FnOnce() -> bool + Send + 'static) -> oneshot::Receiver<()> {
    let (over, ended) = oneshot::channel();
    let spawned = thread::Builder::new()
        .name("relocation".to_owned())
        .spawn(move || {
            if work() {
                // The agent may have ended meanwhile.
                let _ = over.send(());
            }
        });
    if let Err(error) = spawned {
        tracing::error!(%error, "a check of a new mailbox gets no thread");
    }
    ended
}

impl Clerk {
    /// What is known is on disk before this returns: a login or a sending may follow.
    fn note(&mut self, progress: Progress) {
        match &progress {
            Progress::Waiting { until } => self.waiting = Some(*until),
            // A part that begins or ends, not what a reading in between brings.
            Progress::Began(_) | Progress::Ended { .. } => self.waiting = None,
            Progress::Known(_) => {}
        }
        let is_to_be_kept = !matches!(progress, Progress::Waiting { .. });
        self.kept.note(progress);
        if is_to_be_kept {
            self.keep();
        }
        self.tell();
    }

    fn keep(&mut self) {
        if self.given_up.load(Ordering::Relaxed) {
            self.kept.phase = Phase::Ending;
        }
        if let Err(error) = self.record.keep_relocation(self.began, &self.kept) {
            tracing::warn!(%error, "the check of a new mailbox goes on without a record of it");
        }
    }

    fn tell(&self) {
        self.send(RelocationDone::Progress {
            run: self.number,
            kept: Box::new(self.kept.clone()),
            waiting: self.waiting,
        });
    }

    fn end(mut self, finished: bool) {
        self.keep();
        let done = RelocationDone::Ended {
            run: self.number,
            kept: Box::new(self.kept.clone()),
            finished,
        };
        self.send(done);
    }

    fn send(&self, done: RelocationDone) {
        // The agent may have ended meanwhile.
        let _ = self.done.send(Done::Relocation(done));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_told_of_and_ends_nothing_else() {
        assert!(apart(|| true).await.is_ok());
        assert!(apart(|| false).await.is_err());
        assert!(apart(|| panic!("a test")).await.is_err());
    }
}
