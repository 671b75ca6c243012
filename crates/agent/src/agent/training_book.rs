//! The book of the training ground: a record of its own, gone with the ground, and a clock on which
//! days pass in minutes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use vigie_domain::{
    account::{Account, AccountId},
    book::{
        matching::LotId,
        source::{LotSource, SourceKind},
    },
};
use vigie_journal::{Journal, OpenError, RecordError};

use crate::book::{BookClock, Knowledge, Ledger};

use super::{Agent, ground::TRAINING_ACCOUNT};

/// Its record's file in the data folder.
const RECORD: &str = "training.sqlite";

/// Its lots, returns and sources have numbers above this one, which no practice's record reaches.
const FIRST_NUMBER: i64 = 1_000_000_000_000;

/// Whether a lot of this number stands in the training ground's book.
pub(super) fn is_of_training(lot: LotId) -> bool {
    lot.0 > FIRST_NUMBER
}

/// The training ground's book while it runs; its file goes with it.
pub(super) struct TrainingBook {
    ledger: Ledger,
    knowledge: Knowledge,
    sources: Vec<LotSource>,
    file: PathBuf,
}

/// Why the training ground has no book.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoTrainingBook {
    /// What an earlier one left cannot be removed.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Its record cannot be opened.
    #[error("{0}")]
    Open(#[from] OpenError),
    /// Its record cannot be written.
    #[error("{0}")]
    Record(#[from] RecordError),
}

impl TrainingBook {
    /// An empty book in this data folder, that learns from these sources. Blocks on the disk.
    pub(super) fn open(
        data_dir: &Path,
        account: &Account,
        sources: Vec<SourceKind>,
        knowledge: Knowledge,
        clock: BookClock,
        now: Timestamp,
    ) -> Result<Self, NoTrainingBook> {
        let file = data_dir.join(RECORD);
        remove(&file)?;
        let (journal, _) = Journal::open(&file, now)?;
        journal.set_apart(account, FIRST_NUMBER, now)?;
        let sources = sources
            .into_iter()
            .map(|kind| journal.add_source(account.id, kind, now))
            .collect::<Result<_, RecordError>>()?;
        let ledger = Ledger { journal, clock };
        Ok(Self {
            ledger,
            knowledge,
            sources,
            file,
        })
    }
}

impl Drop for TrainingBook {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.file) {
            tracing::debug!(%error, "the training ground's record stays until its next start");
        }
    }
}

fn remove(file: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(&name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

impl Agent {
    /// The training ground's mailbox has a book from now on.
    pub(super) fn begin_training_book(&mut self, book: TrainingBook, now: Timestamp) {
        self.books.add(TRAINING_ACCOUNT, None, now);
        for source in &book.sources {
            self.books.sources.add(source.clone(), now);
        }
        self.training_book = Some(book);
    }

    /// And no longer.
    pub(super) fn end_training_book(&mut self) {
        self.books.remove(TRAINING_ACCOUNT);
        self.training_book = None;
        self.watch_sources();
    }

    /// The record and the clock of a mailbox's book.
    pub(super) fn ledger_of(&self, account: AccountId) -> Ledger {
        match &self.training_book {
            Some(book) if account == TRAINING_ACCOUNT => book.ledger.clone(),
            _ => Ledger {
                journal: self.record.journal().clone(),
                clock: self.world.book_clock,
            },
        }
    }

    /// By what a mailbox's messages and sources are read.
    pub(super) fn knowledge_of(&self, account: AccountId) -> &Knowledge {
        match &self.training_book {
            Some(book) if account == TRAINING_ACCOUNT => &book.knowledge,
            _ => &self.world.knowledge,
        }
    }

    /// The book's time of a mailbox now.
    pub(super) fn book_now(&self, account: AccountId) -> Timestamp {
        self.ledger_of(account).clock.book_time(self.now())
    }
}
