//! The 48 h rule, as billing software keeps it.
//!
//! No ARL within 48 hours: the lot is sent again (orange, « sans réponse depuis 48 h »). None
//! within another 48: the program stops, and leaves it to a person (red, « traitement manuel »).

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vigie_domain::book::lot::LotReference;

/// How long a transmission may wait for its ARL.
const DEADLINE: SignedDuration = SignedDuration::from_hours(48);

/// The lots that the program follows; a file, so that they outlive the program.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct FollowUp {
    /// Every lot, in the order in which it was first seen.
    pub lots: Vec<Followed>,
    /// Collected messages that were read already, by their files' names.
    pub read: BTreeSet<String>,
}

/// One lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// What names it.
    pub lot: LotReference,
    /// Its file's name.
    pub file: String,
    /// When it was sent; nothing yet where the program broke off before.
    pub sent: Vec<Timestamp>,
    /// Where it stands.
    pub state: State,
}

/// Where a lot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Sent once, or about to be.
    Awaiting,
    /// Sent again: orange.
    SentAgain,
    /// Left to a person: red.
    ByHand,
    /// A positive ARL came.
    Acknowledged,
    /// A negative ARL came.
    Refused,
}

/// What the rule wants done with a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// It was never sent.
    Send,
    /// Its first 48 hours are over.
    SendAgain,
    /// Its second ones are.
    HandOver,
}

impl Followed {
    pub(super) fn new(lot: LotReference, file: String) -> Self {
        Self {
            lot,
            file,
            sent: Vec::new(),
            state: State::Awaiting,
        }
    }

    pub(super) fn due(&self, now: Timestamp) -> Option<Due> {
        let late = |since: &Timestamp| now.duration_since(*since) >= DEADLINE;
        match (self.state, self.sent.last()) {
            (State::Awaiting, None) => Some(Due::Send),
            (State::Awaiting, Some(sent)) if late(sent) => Some(Due::SendAgain),
            (State::SentAgain, Some(sent)) if late(sent) => Some(Due::HandOver),
            _ => None,
        }
    }
}

impl FollowUp {
    /// Reads it from its folder; a folder without one has followed nothing yet.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(kept(folder))?;
        match fs::read(file(folder)) {
            Ok(octets) => Ok(serde_json::from_slice(&octets)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Writes it, whole or not at all.
    pub(super) fn save(&self, folder: &Path) -> io::Result<()> {
        let new = file(folder).with_extension("new");
        let written = fs::File::create(&new)?;
        serde_json::to_writer(&written, self)?;
        written.sync_all()?;
        fs::rename(new, file(folder))
    }

    /// Notes an ARL. Returns the lot's place, if it is one of ours that had no ARL yet.
    pub(super) fn answered(&mut self, lot: &LotReference, positive: bool) -> Option<usize> {
        let place = self.lots.iter().rposition(|known| &known.lot == lot)?;
        let known = &mut self.lots[place];
        if matches!(known.state, State::Acknowledged | State::Refused) {
            return None;
        }
        known.state = if positive {
            State::Acknowledged
        } else {
            State::Refused
        };
        Some(place)
    }
}

/// Where the files of followed lots lie, to be sent again.
pub(super) fn kept(folder: &Path) -> PathBuf {
    folder.join("lots")
}

fn file(folder: &Path) -> PathBuf {
    folder.join("suivi.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot(number: u16) -> LotReference {
        LotReference {
            emitter: "42".parse().ok(),
            number: number.try_into().ok(),
            date: "2027-03-22".parse().ok(),
        }
    }

    #[test]
    fn forty_eight_hours_are_counted_twice_and_an_arl_ends_them() {
        let begun: Timestamp = "2027-03-22T19:00:00Z".parse().unwrap();
        let after = |hours, minutes| {
            begun + SignedDuration::from_hours(hours) + SignedDuration::from_mins(minutes)
        };
        let mut book = FollowUp::default();
        book.lots.push(Followed::new(lot(1), "a".to_owned()));
        assert_eq!(book.lots[0].due(begun), Some(Due::Send));
        book.lots[0].sent.push(begun);
        assert_eq!(book.lots[0].due(after(47, 59)), None);
        assert_eq!(book.lots[0].due(after(48, 0)), Some(Due::SendAgain));
        book.lots[0].sent.push(after(48, 30));
        book.lots[0].state = State::SentAgain;
        assert_eq!(book.lots[0].due(after(96, 0)), None);
        assert_eq!(book.lots[0].due(after(96, 30)), Some(Due::HandOver));
        book.lots[0].state = State::ByHand;
        assert_eq!(book.lots[0].due(after(1000, 0)), None);
        // A very late ARL still settles it, once.
        assert_eq!(book.answered(&lot(1), true), Some(0));
        assert_eq!(book.answered(&lot(1), false), None);
        assert_eq!(book.answered(&lot(2), true), None);
        assert_eq!(book.lots[0].state, State::Acknowledged);
    }

    #[test]
    fn it_outlives_the_program() {
        let dir = tempfile::tempdir().unwrap();
        let mut book = FollowUp::open(dir.path()).unwrap();
        book.lots.push(Followed::new(lot(7), "b".to_owned()));
        book.read.insert("message".to_owned());
        book.save(dir.path()).unwrap();
        let again = FollowUp::open(dir.path()).unwrap();
        assert_eq!((again.lots, again.read), (book.lots, book.read));
        fs::write(file(dir.path()), "{").unwrap();
        assert!(FollowUp::open(dir.path()).is_err());
    }
}
