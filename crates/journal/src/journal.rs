//! The handle.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, SyncSender, TrySendError},
    },
    thread::JoinHandle,
};

use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Serialize, de::DeserializeOwned};
use vigie_domain::{
    account::{Account, AccountId},
    health::{Happening, Health},
    report::CheckReport,
};

use crate::{
    fault::{Fault, RecordError},
    history::{self, Point},
    maintenance::Maintained,
    open::{self, OpenError, Opened},
    read::{self, Incident, KnownUid, Notice, NotificationRecord},
    write::{CheckRecord, NewAccount, Notification, Write, to_json},
    writer::{self, Job, Shared, Task},
};

/// How many writes may wait for the writing thread. One mailbox brings a handful in ten minutes.
const QUEUE: usize = 256;

/// The record, open. Clones share it; the file is closed with the last of them.
///
/// Methods that return a `Result` wait for the disk (milliseconds); those that only `record`
/// something queue it, and report failure through [`Journal::fault`].
#[derive(Clone, Debug)]
pub struct Journal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    shared: Arc<Shared>,
    jobs: SyncSender<Job>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Held as long as the file is open: a second agent on the same record is refused.
    _lock: Option<open::Lock>,
}

impl Journal {
    /// Opens the record, or creates it. A damaged file is set aside under a dated name, and an
    /// empty record begun. A file that exists but cannot be written to is opened for reading, with
    /// the reason in [`Journal::fault`]; what is recorded waits until writing works.
    pub fn open(path: &Path, now: Timestamp) -> Result<(Self, Opened), OpenError> {
        let open::Prepared {
            connection,
            lock,
            opened,
            fault,
        } = open::prepare(path, now)?;
        let shared = Arc::new(Shared::new(fault));
        let (jobs, queue) = mpsc::sync_channel(QUEUE);
        let writer = writer::start(path.to_owned(), connection, queue, Arc::clone(&shared))?;
        let journal = Self(Arc::new(Inner {
            path: path.to_owned(),
            shared,
            jobs,
            writer: Mutex::new(Some(writer)),
            _lock: lock,
        }));
        Ok((journal, opened))
    }

    /// Why the record cannot be written at present; `None` while all is well.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.0.shared.fault()
    }

    /// How many recorded things were given up since the start, because too many were waiting.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.0.shared.lost()
    }

    /// Calls back, on the writing thread, whenever [`Journal::fault`] changes. One listener.
    pub fn on_fault(&self, listener: impl Fn(Option<Fault>) + Send + 'static) {
        self.0.shared.listen(Box::new(listener));
    }

    /// Waits until everything recorded so far is on disk.
    pub fn flush(&self) -> Result<(), RecordError> {
        self.ask(Job::Flush)
    }

    /// This installation's random number, 32 hexadecimal digits, fixed when the record was begun.
    pub fn installation_id(&self) -> Result<String, RecordError> {
        self.setting("installation")?
            .ok_or(RecordError::Unreadable {
                what: "the installation's number",
            })
    }

    /// A setting by its key; `None` where it was never set.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, RecordError> {
        read::setting(&self.reader()?, key)
    }

    /// Keeps a setting.
    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> Result<(), RecordError> {
        self.write(Write::Setting {
            key: key.to_owned(),
            value: to_json(value, "a setting")?,
        })
        .map(drop)
    }

    /// The watched accounts, in the order in which they were added.
    pub fn accounts(&self) -> Result<Vec<Account>, RecordError> {
        read::accounts(&self.reader()?)
    }

    /// Adds an account.
    pub fn add_account(&self, account: NewAccount, now: Timestamp) -> Result<Account, RecordError> {
        let id = self.write(Write::AddAccount {
            account: account.clone(),
            at: now,
        })?;
        Ok(account.numbered(AccountId(id)))
    }

    /// Changes a watched account, by its number.
    pub fn update_account(&self, account: &Account) -> Result<(), RecordError> {
        self.write(Write::UpdateAccount {
            account: account.clone(),
        })
        .map(drop)
    }

    /// Removes an account: its history stays, what the watch remembered goes, an open incident ends.
    pub fn remove_account(&self, account: AccountId, now: Timestamp) -> Result<(), RecordError> {
        self.write(Write::RemoveAccount { account, at: now })
            .map(drop)
    }

    /// The health as it was recorded last; `None` before the first step of the watch.
    pub fn health(&self, account: AccountId) -> Result<Option<Health>, RecordError> {
        read::watched(&self.reader()?, account, "health")
    }

    /// The last check's report, without what belongs to single messages.
    pub fn last_report(&self, account: AccountId) -> Result<Option<CheckReport>, RecordError> {
        read::watched(&self.reader()?, account, "report")
    }

    /// What is remembered of the account's server.
    pub fn server_memory<T: DeserializeOwned>(
        &self,
        account: AccountId,
    ) -> Result<Option<T>, RecordError> {
        read::watched(&self.reader()?, account, "memory")
    }

    /// The messages known in a mailbox, in no particular order.
    pub fn known_uids(&self, account: AccountId) -> Result<Vec<KnownUid>, RecordError> {
        read::known_uids(&self.reader()?, account)
    }

    /// Records a check and everything that it changes, in one transaction. Queued.
    pub fn record_check(&self, record: &CheckRecord<'_>) -> Result<(), RecordError> {
        self.queue(Write::check(record)?);
        Ok(())
    }

    /// Records a step of the watch without a check: a reminder, a pause, a new password. Queued.
    pub fn record_step(
        &self,
        account: AccountId,
        health: &Health,
        happenings: &[Happening],
        now: Timestamp,
    ) -> Result<(), RecordError> {
        self.queue(Write::step(account, health, happenings, now)?);
        Ok(())
    }

    /// Like [`Journal::record_step`], but waits until it is on disk.
    pub fn save_step(
        &self,
        account: AccountId,
        health: &Health,
        happenings: &[Happening],
        now: Timestamp,
    ) -> Result<(), RecordError> {
        self.write(Write::step(account, health, happenings, now)?)
            .map(drop)
    }

    /// Records a notification that was shown, or could not be. Queued.
    pub fn record_notification(&self, notification: &Notification) -> Result<(), RecordError> {
        self.queue(Write::notification(notification)?);
        Ok(())
    }

    /// The notifications of a range of time, latest first, at most a thousand.
    pub fn notifications(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<NotificationRecord>, RecordError> {
        read::notifications(&self.reader()?, from, until)
    }

    /// Keeps a notice until it is cleared. Its beginning stays if it stands already.
    pub fn raise_notice<T: Serialize>(
        &self,
        key: &str,
        body: &T,
        now: Timestamp,
    ) -> Result<(), RecordError> {
        self.write(Write::RaiseNotice {
            key: key.to_owned(),
            body: to_json(body, "a notice")?,
            at: now,
        })
        .map(drop)
    }

    /// Clears a notice.
    pub fn clear_notice(&self, key: &str) -> Result<(), RecordError> {
        self.write(Write::ClearNotice {
            key: key.to_owned(),
        })
        .map(drop)
    }

    /// The notices that stand, oldest first.
    pub fn notices(&self) -> Result<Vec<Notice>, RecordError> {
        read::notices(&self.reader()?)
    }

    /// What was found in a range of time (its end excluded), in at most `points` points (1 to
    /// [`MAX_POINTS`](crate::MAX_POINTS)): single checks, hours, days or several days, whichever
    /// is finest and fits.
    pub fn history(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
        points: u32,
    ) -> Result<Vec<Point>, RecordError> {
        history::read(&self.reader()?, account, from, until, points)
    }

    /// The incidents that touch a range of time, latest first, at most a thousand.
    pub fn incidents(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Incident>, RecordError> {
        read::incidents(&self.reader()?, account, from, until)
    }

    /// What happened to a mailbox in a range of time, latest first, at most a thousand.
    pub fn happenings(
        &self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<(Timestamp, Happening)>, RecordError> {
        read::happenings(&self.reader()?, account, from, until)
    }

    /// Rolls checks up and removes what is past its time, in small transactions. The record does
    /// this by itself about once an hour, when a check is recorded; this waits until all is done.
    pub fn maintain(&self, now: Timestamp) -> Result<Maintained, RecordError> {
        let mut total = Maintained::default();
        loop {
            let done = self.ask(|answer| Job::Maintain(now, answer))?;
            total.add(&done);
            if !done.more {
                return Ok(total);
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn limit_pages(&self, pages: Option<u32>) {
        self.ask(|answer| Job::LimitPages(pages, answer)).unwrap();
    }

    #[cfg(test)]
    pub(crate) fn page_count(&self) -> u32 {
        self.reader()
            .unwrap()
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap()
    }

    pub(crate) fn write(&self, write: Write) -> Result<i64, RecordError> {
        self.ask(|answer| Job::Write(Box::new(write), Some(answer)))
    }

    /// Does something on the writing thread, in one transaction.
    pub(crate) fn transact<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, RecordError> + Send + 'static,
    ) -> Result<T, RecordError> {
        self.ask(|answer| {
            Job::Task(Task(Box::new(move |writer| {
                // Nobody may be waiting any more; that is their affair.
                let _ = answer.send(writer.transact(work));
            })))
        })
    }

    fn queue(&self, write: Write) {
        match self.0.jobs.try_send(Job::Write(Box::new(write), None)) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.0.shared.lose_one();
            }
        }
    }

    /// Sends a job that carries its way back, and waits for the answer.
    fn ask<T>(&self, job: impl FnOnce(writer::Answer<T>) -> Job) -> Result<T, RecordError> {
        let (answer, answered) = mpsc::sync_channel(1);
        self.0
            .jobs
            .send(job(answer))
            .map_err(|_| RecordError::Fault(Fault::Other))?;
        answered
            .recv()
            .unwrap_or(Err(RecordError::Fault(Fault::Other)))
    }

    pub(crate) fn reader(&self) -> Result<Connection, RecordError> {
        Ok(open::reader(&self.0.path, self.0.shared.is_detached())?)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // If the thread is gone already there is nobody to stop.
        let _ = self.jobs.send(Job::Stop);
        let writer = self
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(writer) = writer
            && writer.join().is_err()
        {
            tracing::error!("the record's thread ended badly");
        }
    }
}

#[cfg(test)]
mod tests;
