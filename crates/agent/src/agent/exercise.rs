//! What fills the training ground's book: a billing program with weeks of lots behind it, and a clock
//! by which 48 hours pass while somebody watches. All of it lies in a folder that goes with the
//! training.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp, civil::Weekday};
use vigie_domain::{
    account::Account,
    book::{deadline::Place, source::SourceKind},
};
use vigie_protocol::TrainingClock;
use vigie_sesam::rules::InvalidRules;
use vigie_training::{BillingProgram, RULES, TrainingGround};

use crate::book::{BookClock, Knowledge};

use super::training_book::{NoTrainingBook, TrainingBook};

/// An hour passes in a second: the 48 hours of the rule in less than a minute.
const PACE: u16 = 3600;
/// The folder of all trainings within the installation's.
const FOLDER: &str = "training";
/// Weeks that are looked back for one that begins without a holiday.
const MOST_WEEKS: i32 = 10;

/// The program and the clock of one training.
pub(super) struct Exercise {
    pub(super) program: BillingProgram,
    clock: BookClock,
    _folder: Folder,
}

/// Why an exercise cannot be begun.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoExercise {
    /// Its folder cannot be made or filled.
    #[error("the training's folder: {0}")]
    Folder(#[from] io::Error),
    /// Its book cannot be begun.
    #[error("the training's book: {0}")]
    Book(#[from] NoTrainingBook),
    /// The ground's rules are no rules.
    #[error("the training's rules: {0}")]
    Rules(#[from] InvalidRules),
    /// The path of the folder is not Unicode, so no source can name it.
    #[error("the path of the training's folder is not Unicode")]
    Path,
}

impl Exercise {
    /// Begins an exercise with this mailbox of the ground. Its book is empty yet: weeks of lots and
    /// ARLs lie in its source's folder, to be read like any other's. Blocks on the disk.
    pub(super) fn begin(
        data_dir: &Path,
        ground: &TrainingGround,
        account: &Account,
        place: &Place,
        now: Timestamp,
    ) -> Result<(Self, TrainingBook), NoExercise> {
        let folder = Folder::make(data_dir, now)?;
        let began = monday_morning(place, now);
        // Headers tell whole seconds: what is dated in the first one must not lie before it.
        let since = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let clock = BookClock::new(since, began, PACE);
        let mail = folder.0.join("mail");
        let program = BillingProgram::begin(&mail, ground, began, place)?;
        let path = mail.to_str().ok_or(NoExercise::Path)?.to_owned();
        let sources = vec![SourceKind::LotFolder { path }];
        let knowledge = Knowledge::with_rules(RULES)?;
        let book = TrainingBook::open(&folder.0, account, sources, knowledge, clock, now)?;
        let exercise = Self {
            program,
            clock,
            _folder: folder,
        };
        Ok((exercise, book))
    }

    /// The book's clock, for faces to show.
    pub(super) fn clock(&self, now: Timestamp) -> TrainingClock {
        TrainingClock {
            since: now,
            showed: self.clock.book_time(now),
            pace: PACE,
        }
    }
}

/// Removes what a training that was broken off has left behind.
pub(super) fn clear(data_dir: &Path) {
    if let Err(error) = fs::remove_dir_all(data_dir.join(FOLDER))
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "an old training cannot be removed");
    }
}

/// Eight o'clock of the latest Monday that begins three working days.
fn monday_morning(place: &Place, now: Timestamp) -> Timestamp {
    let mut day = now.to_zoned(place.zone.clone()).date();
    for _ in 0..MOST_WEEKS * 7 {
        let at = place.zone.to_timestamp(day.at(8, 0, 0, 0)).unwrap_or(now);
        let mut days = day.series(jiff::Span::new().days(1)).take(3);
        if day.weekday() == Weekday::Monday
            && at <= now
            && days.all(|day| place.region.is_working_day(day))
        {
            return at;
        }
        day = day.yesterday().unwrap_or(day);
    }
    now.checked_sub(SignedDuration::from_hours(24))
        .unwrap_or(now)
}

/// The folder of one training; it goes with this value.
struct Folder(PathBuf);

impl Folder {
    fn make(data_dir: &Path, now: Timestamp) -> io::Result<Self> {
        let folder = data_dir.join(FOLDER).join(now.as_millisecond().to_string());
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::debug!(%error, "the training's folder stays until the next start");
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use vigie_domain::calendar::Region;

    use super::*;

    #[test]
    fn the_exercise_begins_on_a_monday_without_holidays_that_has_been() {
        let place = Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        };
        let began = |now: &str| monday_morning(&place, now.parse().unwrap()).to_string();
        assert_eq!(began("2026-11-23T16:00:00Z"), "2026-11-23T07:00:00Z");
        assert_eq!(began("2026-11-23T06:00:00Z"), "2026-11-16T07:00:00Z");
        assert_eq!(began("2026-11-29T06:00:00Z"), "2026-11-23T07:00:00Z");
        // Easter Monday 2026, and the week of Armistice Day, a Wednesday.
        assert_eq!(began("2026-04-07T12:00:00Z"), "2026-03-30T06:00:00Z");
        assert_eq!(began("2026-11-13T12:00:00Z"), "2026-11-02T07:00:00Z");
    }

    #[test]
    fn what_a_broken_off_training_left_behind_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        clear(dir.path());
        let left = Folder::make(dir.path(), Timestamp::UNIX_EPOCH).unwrap();
        fs::write(left.0.join("journal.sqlite"), "x").unwrap();
        std::mem::forget(left);
        clear(dir.path());
        assert!(!dir.path().join(FOLDER).exists());
        let gone = Folder::make(dir.path(), Timestamp::UNIX_EPOCH).unwrap();
        let path = gone.0.clone();
        drop(gone);
        assert!(!path.exists());
    }
}
