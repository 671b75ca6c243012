//! Lines, and the lots that they name.

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use vigie_domain::{
    billing::{LogFormat, LogLot},
    book::sighting::{LotSeen, Seen, Sighting},
};

use super::{place::Place, text::decode};
use crate::{
    Reading,
    outside::{MOST_SIGHTINGS, digest},
};

/// Octets of a line; longer ones are passed over.
pub(super) const LONGEST_LINE: usize = 64 << 10;

/// Reads the lines of one file.
pub(super) struct LineReader<'a> {
    pub(super) format: &'a LogFormat,
    pub(super) zone: &'a TimeZone,
    /// When the file was written last.
    pub(super) written: Timestamp,
    pub(super) now: Timestamp,
    /// What another file's last line left for this one's first.
    pub(super) carry: Vec<u8>,
}

impl LineReader<'_> {
    /// Reads the whole lines of what stands at the place, and moves the place behind them; gives
    /// how many octets that were.
    pub(super) fn lines(
        &mut self,
        octets: &[u8],
        place: &mut Place,
        reading: &mut Reading,
    ) -> usize {
        let mut begin = 0;
        while reading.sightings.len() < MOST_SIGHTINGS
            && let Some(length) = octets[begin..].iter().position(|&octet| octet == b'\n')
        {
            let line = &octets[begin..begin + length];
            if std::mem::take(&mut place.skipping) || line.len() > LONGEST_LINE {
                reading.unknown = reading.unknown.saturating_add(1);
            } else if !self.carry.is_empty() {
                let carry = std::mem::take(&mut self.carry);
                self.joined(&carry, line, reading);
            } else if place.line >= u64::from(self.format.header_lines()) {
                self.line(line, reading);
            }
            begin += length + 1;
            place.line += 1;
            place.unended = 0;
            place.continues = None;
        }
        if octets.len() - begin > LONGEST_LINE && reading.sightings.len() < MOST_SIGHTINGS {
            place.skipping = true;
            begin = octets.len();
        }
        place.offset += begin as u64;
        begin
    }

    /// Reads one line, without its end.
    pub(super) fn line(&self, octets: &[u8], reading: &mut Reading) {
        let octets = trimmed(octets);
        let text = decode(octets, self.format.encoding());
        match self.format.read(&text) {
            Some(Ok(lot)) => reading.sightings.push(self.sighting(octets, lot)),
            Some(Err(_)) => reading.unknown = reading.unknown.saturating_add(1),
            None if self.format.every_line() && !text.trim().is_empty() => {
                reading.unknown = reading.unknown.saturating_add(1);
            }
            None => {}
        }
    }

    /// The last line of one file and the first of the next: one line cut in two, unless both are
    /// lines of their own.
    fn joined(&self, carry: &[u8], line: &[u8], reading: &mut Reading) {
        let names = |octets: &[u8]| {
            let text = decode(trimmed(octets), self.format.encoding());
            self.format.read(&text).is_some_and(|lot| lot.is_ok())
        };
        let whole = [carry, line].concat();
        if !names(line) && names(&whole) {
            self.line(&whole, reading);
        } else {
            self.line(carry, reading);
            self.line(line, reading);
        }
    }

    fn sighting(&self, line: &[u8], lot: LogLot) -> Sighting {
        Sighting {
            key: format!("line:{}", digest(line)),
            seen: Seen::Lot(LotSeen {
                sent: self.sent(&lot),
                caisse: lot.caisse,
                reference: lot.reference,
                message_id: None,
                invoices: None,
            }),
        }
    }

    /// When it was sent: as the line says, or else at the end of the lot's day, where the file
    /// was not written before.
    fn sent(&self, lot: &LogLot) -> Timestamp {
        let latest = self.now.checked_add(SignedDuration::from_hours(24));
        let moment = |local: civil::DateTime| local.to_zoned(self.zone.clone()).ok();
        let said = lot.sent.and_then(moment).map(|at| at.timestamp());
        let day_end = || {
            lot.reference
                .date
                .and_then(|date| moment(date.at(23, 59, 59, 0)))
        };
        said.filter(|at| latest.is_ok_and(|latest| *at <= latest))
            .unwrap_or_else(|| {
                day_end().map_or(self.written, |end| end.timestamp().min(self.written))
            })
    }
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}
