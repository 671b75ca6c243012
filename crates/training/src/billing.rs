//! The billing program of the training ground: it sends lots, and keeps a copy of each in a folder.
//! It does not collect the mailbox.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Mutex,
    time::{Duration, SystemTime},
};

use jiff::{
    SignedDuration, Timestamp,
    civil::{DateTime, Time},
};
use vigie_domain::book::deadline::Place;

use crate::{
    ground::TrainingGround,
    letters::{CAISSE, Kind, Lot, Received},
    submission::SubmitError,
};

/// Weeks of lots and answers that the folder holds at the start.
const PAST_WEEKS: i64 = 6;
/// The number of the first lot of that past.
const FIRST_LOT: u16 = 301;
/// Files are dated back by so much: each is whole when it appears, and whoever reads the folder need
/// not wait for it to lie still.
const STILL: Duration = Duration::from_mins(20);

/// The program with its folder.
pub struct BillingProgram {
    folder: PathBuf,
    address: String,
    next_lot: Mutex<u16>,
}

/// Why a lot was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The server did not take it; it is not in the folder either.
    #[error(transparent)]
    NotSubmitted(#[from] SubmitError),
    /// It was sent, but its copy could not be written.
    #[error("the copy of a training lot cannot be written: {0}")]
    NoCopy(#[from] io::Error),
}

impl BillingProgram {
    /// A program that has been sending lots for six weeks until `until`: two on every working day,
    /// each acknowledged within a few hours. Lots and ARLs are written into this folder as mail
    /// files. Blocks on the disk.
    pub fn begin(
        folder: &Path,
        ground: &TrainingGround,
        until: Timestamp,
        place: &Place,
    ) -> io::Result<Self> {
        let program = Self {
            folder: folder.to_owned(),
            address: ground.address().to_string(),
            next_lot: Mutex::new(FIRST_LOT),
        };
        fs::create_dir_all(folder)?;
        for (made, answered_after) in past(until, place) {
            let lot = program.next(made);
            let at = place.zone.to_timestamp(made).unwrap_or(until);
            program.keep(
                &format!("lot-{:03}", lot.number),
                &lot.mail(&program.address, at),
            )?;
            let arrived = at.checked_add(answered_after).unwrap_or(until);
            let arl = Received::from(&lot).answer(Kind::Arl, &program.address, arrived);
            program.keep(&format!("arl-{:03}", lot.number), &arl)?;
        }
        Ok(program)
    }

    /// Sends a lot that was made at this moment of the practice's wall clock, dated `now`: by SMTP
    /// through the ground's own server, then as a copy into the folder.
    pub async fn send(
        &self,
        ground: &TrainingGround,
        made: DateTime,
        now: Timestamp,
    ) -> Result<(), SendError> {
        let lot = self.next(made);
        let mail = lot.mail(&self.address, now);
        ground.submit(CAISSE, &mail).await?;
        self.keep(&format!("lot-{:03}", lot.number), &mail)?;
        Ok(())
    }

    fn next(&self, made: DateTime) -> Lot {
        let mut next = self
            .next_lot
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let number = *next;
        *next = (number + 1) % 1000;
        Lot { number, made }
    }

    /// Writes a mail file that is whole as soon as it bears its name.
    fn keep(&self, name: &str, mail: &str) -> io::Result<()> {
        let unfinished = self.folder.join(format!("{name}.tmp"));
        fs::write(&unfinished, mail)?;
        let dated = SystemTime::now().checked_sub(STILL);
        if let Some(dated) = dated {
            File::options()
                .write(true)
                .open(&unfinished)?
                .set_modified(dated)?;
        }
        fs::rename(&unfinished, self.folder.join(format!("{name}.eml")))
    }
}

/// The lots of the past: when each was made, and after how long its ARL came.
fn past(until: Timestamp, place: &Place) -> Vec<(DateTime, SignedDuration)> {
    let today = until.to_zoned(place.zone.clone()).date();
    let begin = today.checked_sub(jiff::Span::new().weeks(PAST_WEEKS));
    let Ok(begin) = begin else {
        return Vec::new();
    };
    begin
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day < today)
        .filter(|day| place.region.is_working_day(*day))
        .flat_map(|day| {
            // Some days a little sooner, some a little later, and the same at every start.
            let shift = day.day() % 7;
            [
                (
                    Time::constant(10, 10 + shift, 0, 0),
                    90 + i64::from(shift) * 12,
                ),
                (
                    Time::constant(15, 40 - shift, 0, 0),
                    60 + i64::from(shift) * 15,
                ),
            ]
            .map(|(time, minutes)| (day.to_datetime(time), SignedDuration::from_mins(minutes)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use vigie_domain::calendar::Region;

    use super::*;

    #[test]
    fn the_past_has_two_lots_on_every_working_day_all_answered_before_now() {
        let place = Place {
            region: Region::Metropole,
            zone: TimeZone::get("Europe/Paris").unwrap(),
        };
        // Six weeks with 11 November, a Wednesday.
        let until: Timestamp = "2026-11-23T07:00:00Z".parse().unwrap();
        let past = past(until, &place);
        assert_eq!(past.len(), 2 * (6 * 5 - 1));
        for (made, answered_after) in past {
            let made = place.zone.to_timestamp(made).unwrap();
            assert!(made.checked_add(answered_after).unwrap() < until);
        }
    }
}
