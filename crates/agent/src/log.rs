//! The log on disk: a file a day, seven days, a bounded size a day.
//!
//! It holds no secret, no address and no message: an account stands in it by its number.

use std::{
    fs,
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// Files that are kept.
const DAYS: usize = 7;

/// Octets written in one day; what comes after is dropped.
const OCTETS_A_DAY: u64 = 4 << 20;

/// The environment variable that sets what is logged, as `target=level,…`; `info` by default.
const FILTER_VARIABLE: &str = "VIGIE_LOG";

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    /// The folder or its file cannot be written.
    #[error("the log cannot be written: {0}")]
    Unwritable(String),
    /// A log is set up already in this process.
    #[error("a log is set up already")]
    SetUp,
}

/// The folder of the log in a data folder.
#[must_use]
pub(crate) fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("logs")
}

/// Begins to log into the data folder.
pub(crate) fn begin(data_dir: &Path) -> Result<(), LogError> {
    let folder = folder(data_dir);
    fs::create_dir_all(&folder).map_err(|error| LogError::Unwritable(error.to_string()))?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("agent")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .map_err(|error| LogError::Unwritable(error.to_string()))?;
    let filter = std::env::var(FILTER_VARIABLE)
        .ok()
        .and_then(|text| text.parse::<Targets>().ok())
        .unwrap_or_else(|| Targets::new().with_default(tracing::Level::INFO));
    // Written where it arises, without a thread of its own: the agent logs a few lines an hour.
    let daily = Mutex::new(Daily::new(appender));
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(daily);
    tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init()
        .map_err(|_| LogError::SetUp)
}

/// The end of the newest log file, whole lines, at most so many octets.
pub(crate) fn tail(data_dir: &Path, octets: u64) -> io::Result<String> {
    let newest = fs::read_dir(folder(data_dir))?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .max();
    let Some(path) = newest else {
        return Ok(String::new());
    };
    let mut file = fs::File::open(path)?;
    let length = file.metadata()?.len();
    let from = length.saturating_sub(octets);
    file.seek(SeekFrom::Start(from))?;
    let mut end = Vec::new();
    file.take(octets).read_to_end(&mut end)?;
    let text = String::from_utf8_lossy(&end);
    let whole = if from == 0 {
        &*text
    } else {
        text.split_once('\n').map_or("", |(_, rest)| rest)
    };
    Ok(whole.to_owned())
}

/// Passes on at most [`OCTETS_A_DAY`], so that a fault that repeats itself does not fill the disk.
struct Daily<W> {
    file: W,
    day: i64,
    written: u64,
}

impl<W: Write> Daily<W> {
    fn new(file: W) -> Self {
        Self {
            file,
            day: 0,
            written: 0,
        }
    }

    fn write_on(&mut self, day: i64, octets: &[u8]) -> io::Result<usize> {
        if self.day != day {
            self.day = day;
            self.written = 0;
        }
        if self.written > OCTETS_A_DAY {
            return Ok(octets.len());
        }
        self.written += octets.len() as u64;
        if self.written > OCTETS_A_DAY {
            self.file
                .write_all(b"(the rest of this day is not logged)\n")?;
            return Ok(octets.len());
        }
        self.file.write_all(octets)?;
        Ok(octets.len())
    }
}

impl<W: Write> Write for Daily<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let day = Timestamp::now().as_second().div_euclid(86_400);
        self.write_on(day, octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Takes a lock although another thread panicked while it held it.
pub(crate) fn unpoisoned<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_its_bound_and_the_next_begins_anew() {
        let mut daily = Daily::new(Vec::new());
        let line = vec![b'x'; 1 << 20];
        for _ in 0..50 {
            daily.write_on(1, &line).unwrap();
        }
        let one_day = daily.file.len() as u64;
        assert!(one_day <= OCTETS_A_DAY + 100, "{one_day}");
        assert!(daily.file.ends_with(b"not logged)\n"));
        daily.write_on(2, b"again\n").unwrap();
        assert!(daily.file.ends_with(b"again\n"));
    }

    #[test]
    fn the_tail_is_whole_lines_of_the_newest_file() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder(dir.path())).unwrap();
        assert_eq!(tail(dir.path(), 100).unwrap(), "");
        fs::write(folder(dir.path()).join("agent.2026-01-01.log"), "old\n").unwrap();
        fs::write(
            folder(dir.path()).join("agent.2026-01-02.log"),
            "first\nsecond\n",
        )
        .unwrap();
        assert_eq!(tail(dir.path(), 100).unwrap(), "first\nsecond\n");
        assert_eq!(tail(dir.path(), 10).unwrap(), "second\n");
    }
}
