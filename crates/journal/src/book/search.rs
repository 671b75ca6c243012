//! What a person types to find lots and returns.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rusqlite::Connection;

use super::{codes, rows};
use crate::fault::RecordError;

/// How much of what was typed is looked at.
const CHARACTERS: usize = 100;
const WORDS: usize = 8;

/// How many emitters one word may mean.
const EMITTERS: i64 = 1_000;

/// One word, and what it may mean: any of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// A lot's number.
    pub(crate) number: Option<u16>,
    /// Caisses, from the first to before the second.
    pub(crate) caisses: Option<(i64, i64)>,
    /// Emitters, by their numbers in the file.
    pub(crate) emitters: Vec<i64>,
    /// Days.
    pub(crate) days: Option<Days>,
    /// A reject code.
    pub(crate) code: Option<String>,
}

/// A day or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    /// First and last day, as numbers of the file.
    pub(crate) first: i64,
    pub(crate) last: i64,
    /// Their beginning, and the beginning of the next, in milliseconds.
    pub(crate) from: i64,
    pub(crate) until: i64,
}

/// The words of a search; every one has to fit.
pub(crate) fn words(db: &Connection, search: &str) -> Result<Vec<Word>, RecordError> {
    let zone = TimeZone::system();
    search
        .chars()
        .take(CHARACTERS)
        .collect::<String>()
        .split_whitespace()
        .take(WORDS)
        .map(|word| Word::read(db, word, &zone))
        .collect()
}

impl Word {
    fn read(db: &Connection, text: &str, zone: &TimeZone) -> Result<Self, RecordError> {
        let mut word = Self {
            days: days(text, zone),
            ..Self::default()
        };
        if word.days.is_some() {
            return Ok(word);
        }
        let is_code = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        word.code = is_code.then(|| text.to_ascii_uppercase());
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(word);
        }
        word.number = (text.len() <= 3).then(|| text.parse().ok()).flatten();
        word.caisses = caisses(text);
        let digits = text.trim_start_matches('0');
        if !digits.is_empty() && text.len() <= 14 {
            word.emitters = rows::numbers(
                db,
                "SELECT id FROM emitter WHERE digits >= ?1 AND digits < ?1 || ':' LIMIT ?2",
                (digits, EMITTERS),
            )?;
        }
        Ok(word)
    }

    /// Whether a lot or return with this caisse and emitter fits, whatever else it is.
    pub(crate) fn takes(&self, caisse: i64, emitter: i64) -> bool {
        self.caisses
            .is_some_and(|(from, until)| from <= caisse && caisse < until)
            || self.emitters.contains(&emitter)
    }

    /// The same as a condition on the columns `caisse` and `emitter`.
    pub(crate) fn takes_sql(&self) -> String {
        let mut any = Vec::new();
        if let Some((from, until)) = self.caisses {
            any.push(format!(
                "(coalesce(caisse, -1) >= {from} AND coalesce(caisse, -1) < {until})"
            ));
        }
        if !self.emitters.is_empty() {
            any.push(format!(
                "coalesce(emitter, -1) IN ({})",
                list(&self.emitters)
            ));
        }
        either(&any)
    }
}

/// Numbers of the file, as SQL writes a list.
pub(crate) fn list(numbers: &[i64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    numbers.join(", ")
}

/// A condition of which one part suffices.
pub(crate) fn either(any: &[String]) -> String {
    if any.is_empty() {
        "0".to_owned()
    } else {
        format!("({})", any.join(" OR "))
    }
}

/// A condition of which every part is needed.
pub(crate) fn every(all: &[String]) -> String {
    if all.is_empty() {
        "1".to_owned()
    } else {
        format!("({})", all.join(" AND "))
    }
}

fn caisses(text: &str) -> Option<(i64, i64)> {
    let width = u32::try_from(text.len()).ok().filter(|len| *len <= 5)?;
    let begin: i64 = text.parse().ok()?;
    let span = 10_i64.pow(5 - width);
    Some((begin * span, (begin + 1) * span))
}

/// `2026-04-27`, `27/04/2026`, `04/2026`, `2026-04`.
fn days(text: &str, zone: &TimeZone) -> Option<Days> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    if !parts
        .iter()
        .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    let number = |part: &str| part.parse::<i8>().ok();
    let (first, last) = match *parts.as_slice() {
        [year, month, day] if year.len() == 4 => one(year, number(month)?, number(day)?)?,
        [day, month, year] if year.len() == 4 => one(year, number(month)?, number(day)?)?,
        [year, month] | [month, year] if year.len() == 4 && month.len() <= 2 => {
            let (first, _) = one(year, number(month)?, 1)?;
            (first, first.last_of_month())
        }
        _ => return None,
    };
    let begin =
        |day: Date| -> Option<Timestamp> { Some(day.to_zoned(zone.clone()).ok()?.timestamp()) };
    Some(Days {
        first: codes::day_code(first),
        last: codes::day_code(last),
        from: begin(first)?.as_millisecond(),
        until: begin(last.tomorrow().ok()?)?.as_millisecond(),
    })
}

fn one(year: &str, month: i8, day: i8) -> Option<(Date, Date)> {
    let date = Date::new(year.parse().ok()?, month, day).ok()?;
    Some((date, date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_read_as_people_write_them() {
        let read = |text| days(text, &TimeZone::UTC).map(|days| (days.first, days.last));
        let day = Some((20_260_427, 20_260_427));
        for text in ["2026-04-27", "27/04/2026", "27.04.2026"] {
            assert_eq!(read(text), day, "{text}");
        }
        for text in ["04/2026", "4/2026", "2026-04"] {
            assert_eq!(read(text), Some((20_260_401, 20_260_430)), "{text}");
        }
        for text in [
            "",
            "/",
            "31/02/2026",
            "2026",
            "27/04",
            "a/2026",
            "1/2/3/2026",
            "999/2026",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_caisse_is_found_by_its_beginning() {
        assert_eq!(caisses("01511"), Some((1_511, 1_512)));
        assert_eq!(caisses("015"), Some((1_500, 1_600)));
        assert_eq!(caisses("0"), Some((0, 10_000)));
        assert_eq!(caisses("015111"), None);
    }
}
