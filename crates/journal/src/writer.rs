//! The thread that writes.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError},
    },
    thread::JoinHandle,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, TransactionBehavior};

use crate::{
    fault::{Fault, RecordError},
    maintenance::{self, Maintained},
    open::{self, OpenError},
    schema,
    write::Write,
};

/// How many writes wait for a full disk at most: a week of checks of one mailbox.
const WAITING: usize = 1_000;

/// How often a write that failed is tried again when nothing else is written.
const RETRY: Duration = Duration::from_secs(30);

/// How often the record is maintained.
const MAINTENANCE: SignedDuration = SignedDuration::from_hours(1);

/// The way back of a job's result.
pub(crate) type Answer<T> = SyncSender<Result<T, RecordError>>;

/// What the thread is asked.
#[derive(Debug)]
pub(crate) enum Job {
    /// With an answer: now or not at all. Without: queued, and tried until it succeeds.
    Write(Box<Write>, Option<Answer<i64>>),
    Flush(Answer<()>),
    /// Now or not at all; it carries its own way back.
    Task(Task),
    /// One batch.
    Maintain(Timestamp, Answer<Maintained>),
    #[cfg(test)]
    LimitPages(Option<u32>, Answer<()>),
    Stop,
}

/// Something to be done on the writing thread.
pub(crate) struct Task(pub(crate) Box<dyn FnOnce(&mut Writer) + Send>);

impl std::fmt::Debug for Task {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Task")
    }
}

type Listener = Box<dyn Fn(Option<Fault>) + Send>;

/// What thread and handles share.
pub(crate) struct Shared {
    fault: Mutex<Option<Fault>>,
    listener: Mutex<Option<Listener>>,
    lost: AtomicU64,
    /// No connection writes: the file is read as it lies there, without its locks.
    detached: AtomicBool,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared")
            .field("fault", &self.fault())
            .field("lost", &self.lost())
            .finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn new(fault: Option<Fault>) -> Self {
        Self {
            fault: Mutex::new(fault),
            listener: Mutex::new(None),
            lost: AtomicU64::new(0),
            detached: AtomicBool::new(false),
        }
    }

    pub(crate) fn fault(&self) -> Option<Fault> {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    pub(crate) fn lose_one(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn listen(&self, listener: Listener) {
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
    }

    pub(crate) fn is_detached(&self) -> bool {
        self.detached.load(Ordering::Relaxed)
    }

    fn set_fault(&self, fault: Option<Fault>) {
        let before = std::mem::replace(
            &mut *self.fault.lock().unwrap_or_else(PoisonError::into_inner),
            fault,
        );
        if before == fault {
            return;
        }
        if let Some(fault) = fault {
            tracing::error!(%fault, "the record cannot be written");
        } else {
            tracing::info!("the record can be written again");
        }
        let listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listener) = listener.as_ref() {
            listener(fault);
        }
    }
}

/// Starts the thread on a connection; `None` where the file could not be opened for writing yet.
pub(crate) fn start(
    path: PathBuf,
    connection: Option<Connection>,
    jobs: Receiver<Job>,
    shared: Arc<Shared>,
) -> Result<JoinHandle<()>, OpenError> {
    shared
        .detached
        .store(connection.is_none(), Ordering::Relaxed);
    let writer = Writer {
        path,
        connection,
        shared,
        waiting: VecDeque::new(),
        maintained: None,
        maintaining: None,
    };
    std::thread::Builder::new()
        .name("journal".to_owned())
        .stack_size(512 * 1024)
        .spawn(move || writer.run(&jobs))
        .map_err(OpenError::Io)
}

pub(crate) struct Writer {
    path: PathBuf,
    connection: Option<Connection>,
    shared: Arc<Shared>,
    /// Writes that failed, in order.
    waiting: VecDeque<Box<Write>>,
    maintained: Option<Timestamp>,
    /// A round of maintenance that has batches left.
    maintaining: Option<Timestamp>,
}

impl Writer {
    fn run(mut self, jobs: &Receiver<Job>) {
        while let Some(job) = self.next_job(jobs) {
            match job {
                Job::Write(write, answer) => self.take(write, answer),
                Job::Task(Task(task)) => task(&mut self),
                Job::Flush(answer) => {
                    let written = self.write_waiting();
                    // Nobody may be waiting any more; here and below that is their affair.
                    let _ = answer.send(written);
                }
                Job::Maintain(now, answer) => {
                    let _ = answer.send(self.maintain(now));
                }
                #[cfg(test)]
                Job::LimitPages(pages, answer) => {
                    let pages = pages.unwrap_or(1_000_000);
                    let _ = answer.send(self.connection().and_then(|connection| {
                        Ok(connection.pragma_update(None, "max_page_count", pages)?)
                    }));
                }
                Job::Stop => break,
            }
        }
        if let Err(error) = self.write_waiting() {
            tracing::error!(%error, waiting = self.waiting.len(), "closed with writes left");
        }
    }

    /// The next job; between jobs, what failed is tried again and maintenance goes on. Blocks
    /// without any timer while there is neither.
    fn next_job(&mut self, jobs: &Receiver<Job>) -> Option<Job> {
        loop {
            if let Some(now) = self.maintaining {
                match jobs.try_recv() {
                    Ok(job) => return Some(job),
                    Err(TryRecvError::Disconnected) => return None,
                    Err(TryRecvError::Empty) => {}
                }
                let more = self.maintain(now).is_ok_and(|done| done.more);
                self.maintaining = more.then_some(now);
                continue;
            }
            if self.waiting.is_empty() {
                return jobs.recv().ok();
            }
            match jobs.recv_timeout(RETRY) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                // The fault that it leaves is already told.
                Err(RecvTimeoutError::Timeout) => drop(self.write_waiting()),
            }
        }
    }

    fn take(&mut self, write: Box<Write>, answer: Option<Answer<i64>>) {
        let check_at = write.check_at();
        let result = self.write_waiting().and_then(|()| self.write_one(&write));
        match (answer, result) {
            (Some(answer), result) => {
                let _ = answer.send(result);
            }
            (None, Ok(_)) => {}
            (None, Err(RecordError::Fault(_))) => self.wait(write),
            (None, Err(error)) => {
                tracing::warn!(%error, "not recorded");
                self.shared.lose_one();
            }
        }
        if let Some(at) = check_at {
            self.maintain_if_due(at);
        }
    }

    /// Puts a write that failed at the end of the queue. Where that is full, the oldest check
    /// without any happening makes room, for it is missed least.
    fn wait(&mut self, write: Box<Write>) {
        if self.waiting.len() >= WAITING {
            let index = self
                .waiting
                .iter()
                .position(|write| write.is_uneventful())
                .unwrap_or(0);
            self.waiting.remove(index);
            self.shared.lose_one();
        }
        self.waiting.push_back(write);
    }

    fn write_waiting(&mut self) -> Result<(), RecordError> {
        while let Some(write) = self.waiting.pop_front() {
            match self.write_one(&write) {
                Ok(_) => {}
                Err(RecordError::Fault(fault)) => {
                    self.waiting.push_front(write);
                    return Err(RecordError::Fault(fault));
                }
                Err(error) => {
                    tracing::warn!(%error, "not recorded");
                    self.shared.lose_one();
                }
            }
        }
        Ok(())
    }

    fn write_one(&mut self, write: &Write) -> Result<i64, RecordError> {
        let result = self.connection().and_then(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let id = write.apply(&transaction)?;
            transaction.commit()?;
            Ok(id)
        });
        self.note(&result);
        result
    }

    /// Does something in one transaction, after what waits.
    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, RecordError>,
    ) -> Result<T, RecordError> {
        self.write_waiting()?;
        let result = self.connection().and_then(|connection| {
            schema::make_room(connection, true)?;
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        });
        if let Some(connection) = &self.connection
            && let Err(error) = schema::make_room(connection, false)
        {
            tracing::warn!(%error, "the record's memory could not be given back");
        }
        self.note(&result);
        result
    }

    fn maintain(&mut self, now: Timestamp) -> Result<Maintained, RecordError> {
        let result = self
            .connection()
            .and_then(|connection| maintenance::batch(connection, now));
        // Maintenance that had nothing to write proves nothing about the disk.
        if result.is_err() {
            self.note(&result);
        }
        result
    }

    fn maintain_if_due(&mut self, now: Timestamp) {
        let due = self
            .maintained
            .is_none_or(|last| now.duration_since(last).abs() >= MAINTENANCE);
        if due {
            self.maintained = Some(now);
            self.maintaining = Some(now);
        }
    }

    /// The connection; where the file could not be opened for writing before, tries again.
    fn connection(&mut self) -> Result<&mut Connection, RecordError> {
        if self.connection.is_none() {
            self.connection = Some(open::writer(&self.path)?);
            self.shared.detached.store(false, Ordering::Relaxed);
        }
        self.connection
            .as_mut()
            .ok_or(RecordError::Fault(Fault::Other))
    }

    fn note<T>(&self, result: &Result<T, RecordError>) {
        match result {
            Ok(_) if self.waiting.is_empty() => self.shared.set_fault(None),
            Err(RecordError::Fault(fault)) => self.shared.set_fault(Some(*fault)),
            // More waits; or what was to be written did not fit, which says nothing of the disk.
            Ok(_) | Err(_) => {}
        }
    }
}
