//! The program's log: one line for each thing done, in the Windows code page, as such logs are.
//!
//! `22/03/2027 20:00:07;LOT;017;22/03/2027;000000042;99511;Lot envoyé`: local date and time, what
//! (`LOT`, `RENVOI`, `ARL+`, `ARL-`, `MANUEL`), lot number, lot date, emitter, caisse (empty where
//! not known), words.

use std::{fs, io, path::Path};

use jiff::{Timestamp, tz::TimeZone};
use vigie_domain::book::lot::LotReference;

use crate::caisse::windows_1252;

/// The billing-software profile that says how to read this log, as support would push it.
pub const PROFILES: &str = include_str!("../../data/billing-profiles.json");

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Sent,
    SentAgain,
    Acknowledged,
    Refused,
    HandedOver,
}

impl Entry {
    const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Sent => ("LOT", "Lot envoyé"),
            Self::SentAgain => ("RENVOI", "Lot sans réponse depuis 48 h, envoyé de nouveau"),
            Self::Acknowledged => ("ARL+", "Accusé de réception positif"),
            Self::Refused => ("ARL-", "Accusé de réception négatif"),
            Self::HandedOver => ("MANUEL", "Lot sans réponse, traitement manuel nécessaire"),
        }
    }
}

/// Adds a line.
pub(super) fn write(
    path: &Path,
    zone: &TimeZone,
    now: Timestamp,
    entry: Entry,
    lot: &LotReference,
    caisse: &str,
) -> io::Result<()> {
    use io::Write as _;
    let (word, sentence) = entry.text();
    let number = lot.number.map(|it| it.to_string()).unwrap_or_default();
    let emitter = lot.emitter.as_ref().map_or("", |it| it.as_str());
    let date = lot
        .date
        .map(|it| it.strftime("%d/%m/%Y").to_string())
        .unwrap_or_default();
    let at = zone.to_datetime(now).strftime("%d/%m/%Y %H:%M:%S");
    let line = format!("{at};{word};{number};{date};{emitter:0>9};{caisse};{sentence}\r\n");
    fs::File::options()
        .create(true)
        .append(true)
        .open(path)?
        .write_all(&windows_1252(&line))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, atomic::AtomicBool};

    use jiff::SignedDuration;
    use vigie_domain::book::{sighting::Seen, source::SourceKind};
    use vigie_sources::Knowledge;

    use super::*;
    use crate::caisse::rules;

    #[test]
    fn a_line_is_whole_and_in_the_windows_code_page() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("facturation.log");
        let lot = LotReference {
            emitter: "42".parse().ok(),
            number: 17.try_into().ok(),
            date: "2027-03-22".parse().ok(),
        };
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let now = "2027-03-22T19:00:07Z".parse().unwrap();
        write(&path, &zone, now, Entry::Sent, &lot, "99511").unwrap();
        let expected: &[u8] =
            b"22/03/2027 20:00:07;LOT;017;22/03/2027;000000042;99511;Lot envoy\xe9\r\n";
        assert_eq!(fs::read(path).unwrap(), expected);
    }

    #[test]
    fn with_its_profile_the_log_shows_what_was_sent() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("facturation.log");
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let lot = LotReference {
            emitter: "42".parse().ok(),
            number: 17.try_into().ok(),
            date: "2027-03-22".parse().ok(),
        };
        let sent: Timestamp = "2027-03-22T19:00:07Z".parse().unwrap();
        let again = sent + SignedDuration::from_hours(48);
        for (at, entry, caisse) in [
            (sent, Entry::Sent, "99511"),
            (again, Entry::SentAgain, "99511"),
            (again, Entry::Acknowledged, ""),
        ] {
            write(&path, &zone, at, entry, &lot, caisse).unwrap();
        }
        let kind = SourceKind::Log {
            path: path.display().to_string(),
            profile: "essai-facturation".to_owned(),
        };
        let knowledge = Knowledge {
            rules: Arc::new(rules()),
            profiles: Arc::new(vigie_sources::parse(PROFILES).unwrap()),
            zone,
        };
        let mut source = vigie_sources::open(&kind, &knowledge).unwrap();
        let reading = source.read(None, again, &AtomicBool::new(false)).unwrap();
        let seen: Vec<_> = reading
            .sightings
            .into_iter()
            .map(|sighting| match sighting.seen {
                Seen::Lot(seen) => (seen.reference, seen.sent),
                Seen::Return(_) => panic!("the log's ARL lines are not read"),
            })
            .collect();
        assert_eq!(seen, [(lot.clone(), sent), (lot, again)]);
    }
}
