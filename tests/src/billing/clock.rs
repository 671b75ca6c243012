//! The program's own time, which a test sets or lets run fast.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};

/// A clock: the computer's, or one that a file rules.
///
/// The file holds one line: `2027-03-22T19:00:00Z` (time stands there until the file is written
/// anew), or `2027-03-22T19:00:00Z since 2026-11-23T16:00:00Z times 1000` (it was that time then,
/// and runs so much faster since).
#[derive(Clone, Debug, Default)]
pub struct Clock {
    file: Option<PathBuf>,
}

/// Why there is no time to be had.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// The file cannot be read.
    #[error("the clock's file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The file is no clock's.
    #[error("the clock's file says no time: {0:?}")]
    NoTime(String),
}

impl Clock {
    /// The computer's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self { file: None }
    }

    /// The clock of that file.
    #[must_use]
    pub fn of(file: &Path) -> Self {
        Self {
            file: Some(file.to_owned()),
        }
    }

    /// What time it is there.
    pub fn now(&self) -> Result<Timestamp, ClockError> {
        let Some(file) = &self.file else {
            return Ok(Timestamp::now());
        };
        let text = fs::read_to_string(file)?;
        read(text.trim(), Timestamp::now()).ok_or(ClockError::NoTime(text))
    }

    /// Sets it to a time at which it stands. The computer's clock is left alone.
    pub fn set(&self, now: Timestamp) -> io::Result<()> {
        self.write(&now.to_string())
    }

    /// Sets it to a time from which it runs on, so many times as fast as the computer's.
    pub fn run(&self, from: Timestamp, times: u32) -> io::Result<()> {
        self.write(&format!("{from} since {} times {times}", Timestamp::now()))
    }

    fn write(&self, line: &str) -> io::Result<()> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        // Under a new name first: nobody reads half a line.
        let new = file.with_extension("new");
        fs::write(&new, line)?;
        fs::rename(new, file)
    }
}

fn read(line: &str, real: Timestamp) -> Option<Timestamp> {
    let words: Vec<_> = line.split(' ').collect();
    match words.as_slice() {
        [stands] => stands.parse().ok(),
        [from, "since", since, "times", times] => {
            let since: Timestamp = since.parse().ok()?;
            let times: i32 = times.parse().ok()?;
            let passed: SignedDuration = real.duration_since(since);
            let from: Timestamp = from.parse().ok()?;
            from.checked_add(passed.checked_mul(times)?).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_or_runs_or_says_that_it_cannot_be_read() {
        let real = "2026-11-23T16:00:10Z".parse().unwrap();
        for (line, now) in [
            ("2027-03-22T19:00:00Z", "2027-03-22T19:00:00Z"),
            (
                "2027-03-22T19:00:00Z since 2026-11-23T16:00:00Z times 360",
                "2027-03-22T20:00:00Z",
            ),
        ] {
            assert_eq!(read(line, real), Some(now.parse().unwrap()), "{line}");
        }
        assert_eq!(read("noon", real), None);
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::of(&dir.path().join("clock"));
        assert!(matches!(clock.now(), Err(ClockError::Unreadable(_))));
        clock.set(real).unwrap();
        assert_eq!(clock.now().unwrap(), real);
    }
}
