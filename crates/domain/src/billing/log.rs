//! How the lines of a log or an export name the lots that were sent.

use jiff::civil::{Date, DateTime, Time};
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::book::lot::{Caisse, LotReference};

/// A log's or export's format.
///
/// The pattern is of the `regex` crate, whose time is linear in the line; its named captures are
/// `number` (which must be there), `emitter`, `date`, `caisse` and `time`.
#[derive(Clone, Debug)]
pub struct LogFormat {
    encoding: Encoding,
    pattern: Regex,
    file_names: Option<Regex>,
    dates: Vec<String>,
    times: Vec<TimeFormat>,
    header_lines: u8,
    every_line: bool,
}

/// The encodings that logs are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// With or without a byte-order mark.
    Utf8,
    /// The code page of French Windows programs.
    Windows1252,
    /// Latin-9.
    Iso885915,
}

/// What a line says of a lot. Times are those of this computer's clock on the wall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLot {
    /// What names the lot.
    pub reference: LotReference,
    /// Where it went.
    pub caisse: Option<Caisse>,
    /// When it was sent.
    pub sent: Option<DateTime>,
}

/// The pattern matched, but what it captured is no such thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// No lot number.
    #[error("the lot number is none")]
    Number,
    /// No emitter.
    #[error("the emitter is none")]
    Emitter,
    /// No caisse.
    #[error("the caisse is none")]
    Caisse,
    /// No date of the formats given.
    #[error("the date has none of the formats")]
    Date,
    /// No time of the formats given.
    #[error("the time has none of the formats")]
    Time,
}

/// What is wrong with a log part.
#[derive(Debug, thiserror::Error)]
pub enum LogFault {
    /// Longer than 2,000 characters.
    #[error("a pattern is longer than {LONGEST_PATTERN} characters")]
    TooLong,
    /// It does not compile within bounds.
    #[error("{0}")]
    Pattern(#[from] regex::Error),
    /// Without the lot's number nothing is learnt.
    #[error("the pattern has no capture named number")]
    NoNumber,
    /// Lot numbers begin anew after 999: a line needs a time of its own, or it could not be told
    /// from the one a thousand lots later.
    #[error("the pattern captures neither date nor time")]
    NoTime,
    /// A capture of a name that means nothing here.
    #[error("the pattern has a capture named {0}, which means nothing")]
    UnknownCapture(String),
    /// A capture without formats to read it, or formats without a capture.
    #[error("the pattern captures {0}, but there is no format for it, or the other way round")]
    Formats(&'static str),
    /// More than 20 formats.
    #[error("more than {MOST_FORMATS} formats")]
    TooMany,
    /// A format with which a date or time cannot be written and read again.
    #[error("{0:?} is no format of a {1}")]
    Format(String, &'static str),
    /// More than 20 lines of head.
    #[error("more than {MOST_HEADER_LINES} lines of head")]
    HeaderLines,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogSource {
    encoding: Encoding,
    pattern: String,
    file_names: Option<String>,
    #[serde(default)]
    date_formats: Vec<String>,
    #[serde(default)]
    time_formats: Vec<String>,
    #[serde(default)]
    header_lines: u8,
    #[serde(default)]
    every_line: bool,
}

#[derive(Clone, Debug)]
enum TimeFormat {
    /// Date and time of day.
    Moment(String),
    /// A time of day, on the line's `date`.
    TimeOfDay(String),
}

const LONGEST_PATTERN: usize = 2000;
const MOST_FORMATS: usize = 20;
const MOST_HEADER_LINES: u8 = 20;
/// Octets of one compiled pattern.
const PATTERN_SIZE: usize = 256 << 10;
const CAPTURES: [&str; 5] = ["number", "emitter", "date", "caisse", "time"];
/// Any date and time whose parts differ from one another, so that a format that confuses two of
/// them is noticed.
const SAMPLE: DateTime = DateTime::constant(2031, 11, 23, 14, 35, 0, 0);

impl LogFormat {
    /// The encoding.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How many lines at a file's beginning name columns and are no lots.
    #[must_use]
    pub const fn header_lines(&self) -> u8 {
        self.header_lines
    }

    /// Whether every line should name a lot, so that one that does not was not understood. A log
    /// has lines of other matters, an export has none.
    #[must_use]
    pub const fn every_line(&self) -> bool {
        self.every_line
    }

    /// Whether it says which files of a folder are such logs.
    #[must_use]
    pub const fn names_files(&self) -> bool {
        self.file_names.is_some()
    }

    /// Whether a file of this name is such a log, where a folder of them is given.
    #[must_use]
    pub fn is_log(&self, file_name: &str) -> bool {
        self.file_names
            .as_ref()
            .is_none_or(|pattern| pattern.is_match(file_name))
    }

    /// The lot that a line names; `None`: it names none.
    #[must_use]
    pub fn read(&self, line: &str) -> Option<Result<LogLot, LineFault>> {
        let captures = self.pattern.captures(line)?;
        let text = |name: &str| {
            let text = captures.name(name)?.as_str().trim();
            (!text.is_empty()).then_some(text)
        };
        Some(self.lot(text))
    }

    fn lot<'a>(&self, text: impl Fn(&str) -> Option<&'a str>) -> Result<LogLot, LineFault> {
        let number = text("number").ok_or(LineFault::Number)?;
        let emitter = text("emitter").map(str::parse).transpose();
        let caisse = text("caisse").map(str::parse).transpose();
        let date = text("date").map(|text| self.date(text).ok_or(LineFault::Date));
        let date = date.transpose()?;
        let time = text("time").map(|text| self.time(text, date).ok_or(LineFault::Time));
        Ok(LogLot {
            reference: LotReference {
                emitter: emitter.map_err(|_| LineFault::Emitter)?,
                number: Some(number.parse().map_err(|_| LineFault::Number)?),
                date,
            },
            caisse: caisse.map_err(|_| LineFault::Caisse)?,
            sent: time.transpose()?,
        })
    }

    fn date(&self, text: &str) -> Option<Date> {
        self.dates
            .iter()
            .find_map(|format| Date::strptime(format, text).ok())
    }

    fn time(&self, text: &str, date: Option<Date>) -> Option<DateTime> {
        self.times.iter().find_map(|format| match format {
            TimeFormat::Moment(format) => DateTime::strptime(format, text).ok(),
            TimeFormat::TimeOfDay(format) => {
                let time = Time::strptime(format, text).ok()?;
                Some(date?.to_datetime(time))
            }
        })
    }

    pub(super) fn check(source: LogSource) -> Result<Self, LogFault> {
        let pattern = compile(&source.pattern)?;
        let has = |name: &str| pattern.capture_names().flatten().any(|found| found == name);
        if let Some(unknown) = pattern
            .capture_names()
            .flatten()
            .find(|name| !CAPTURES.contains(name))
        {
            return Err(LogFault::UnknownCapture(unknown.to_owned()));
        }
        if !has("number") {
            return Err(LogFault::NoNumber);
        }
        if has("date") == source.date_formats.is_empty() {
            return Err(LogFault::Formats("date"));
        }
        if has("time") == source.time_formats.is_empty() {
            return Err(LogFault::Formats("time"));
        }
        if !has("date") && !has("time") {
            return Err(LogFault::NoTime);
        }
        if source.date_formats.len().max(source.time_formats.len()) > MOST_FORMATS {
            return Err(LogFault::TooMany);
        }
        if source.header_lines > MOST_HEADER_LINES {
            return Err(LogFault::HeaderLines);
        }
        let times: Vec<TimeFormat> = source
            .time_formats
            .into_iter()
            .map(TimeFormat::check)
            .collect::<Result<_, _>>()?;
        let without_date = |format: &TimeFormat| matches!(format, TimeFormat::TimeOfDay(_));
        if times.iter().any(without_date) && !has("date") {
            return Err(LogFault::Formats("date"));
        }
        for format in &source.date_formats {
            let written = jiff::fmt::strtime::format(format, SAMPLE).ok();
            let read = written.and_then(|text| Date::strptime(format, text).ok());
            if read != Some(SAMPLE.date()) {
                return Err(LogFault::Format(format.clone(), "date"));
            }
        }
        Ok(Self {
            encoding: source.encoding,
            file_names: source.file_names.as_deref().map(compile).transpose()?,
            pattern,
            dates: source.date_formats,
            times,
            header_lines: source.header_lines,
            every_line: source.every_line,
        })
    }
}

impl TimeFormat {
    fn check(format: String) -> Result<Self, LogFault> {
        let Ok(written) = jiff::fmt::strtime::format(&format, SAMPLE) else {
            return Err(LogFault::Format(format, "time"));
        };
        if DateTime::strptime(&format, &written).is_ok_and(|read| read == SAMPLE) {
            return Ok(Self::Moment(format));
        }
        if Time::strptime(&format, &written).is_ok_and(|read| read == SAMPLE.time()) {
            return Ok(Self::TimeOfDay(format));
        }
        Err(LogFault::Format(format, "time"))
    }
}

fn compile(pattern: &str) -> Result<Regex, LogFault> {
    if pattern.chars().count() > LONGEST_PATTERN {
        return Err(LogFault::TooLong);
    }
    Ok(RegexBuilder::new(pattern)
        .size_limit(PATTERN_SIZE)
        .dfa_size_limit(PATTERN_SIZE)
        .nest_limit(20)
        .build()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str) -> Result<LogFormat, String> {
        let source = serde_json::from_str(source).map_err(|error| error.to_string())?;
        LogFormat::check(source).map_err(|error| error.to_string())
    }

    fn sample() -> LogFormat {
        check(
            r#"{
                "encoding": "windows1252",
                "pattern": "^(?P<date>\\S+) (?P<time>\\S+) lot (?P<number>\\d+) vers (?P<caisse>\\d*) de (?P<emitter>\\d*)",
                "date_formats": ["%d/%m/%Y", "%d/%m/%y"],
                "time_formats": ["%H:%M:%S", "%H:%M", "%Y-%m-%dT%H:%M"]
            }"#,
        )
        .unwrap()
    }

    #[test]
    fn a_line_names_its_lot() {
        let lot = sample()
            .read("02/03/2026 17:25:09 lot 017 vers 01511 de 00000000000042")
            .unwrap()
            .unwrap();
        assert_eq!(lot.reference.number.unwrap().get(), 17);
        assert_eq!(lot.reference.emitter.unwrap().as_str(), "42");
        assert_eq!(lot.reference.date, Some(jiff::civil::date(2026, 3, 2)));
        assert_eq!(lot.caisse.unwrap().to_string(), "01511");
        assert_eq!(
            lot.sent,
            Some(jiff::civil::datetime(2026, 3, 2, 17, 25, 9, 0))
        );
        let bare = sample()
            .read("02/03/26 2026-03-03T08:00 lot 1 vers  de ")
            .unwrap()
            .unwrap();
        assert_eq!((bare.caisse, bare.reference.emitter), (None, None));
        assert_eq!(
            bare.sent,
            Some(jiff::civil::datetime(2026, 3, 3, 8, 0, 0, 0))
        );
    }

    #[test]
    fn what_is_captured_must_be_what_it_is_called() {
        let read = |line: &str| sample().read(line);
        assert_eq!(read("rien"), None);
        for (line, fault) in [
            (
                "02/03/2026 8:00 lot 1000 vers 01511 de 1",
                LineFault::Number,
            ),
            ("02/03/2026 8:00 lot 1 vers 0151 de 1", LineFault::Caisse),
            ("02/03/2026 8:00 lot 1 vers 01511 de 0", LineFault::Emitter),
            ("32/03/2026 8:00 lot 1 vers 01511 de 1", LineFault::Date),
            ("02/03/2026 25:00 lot 1 vers 01511 de 1", LineFault::Time),
        ] {
            assert_eq!(read(line), Some(Err(fault)), "{line}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let part = |rest: &str| format!(r#"{{"encoding":"utf8",{rest}}}"#);
        for (source, fault) in [
            (part(r#""pattern":"x""#), "no capture named number"),
            (
                part(r#""pattern":"(?P<number>x)(?P<name>y)""#),
                "named name",
            ),
            (part(r#""pattern":"(""#), "regex parse error"),
            (
                part(r#""pattern":"(?P<number>(\\w{1000}){1000})""#),
                "size limit",
            ),
            (
                part(r#""pattern":"(?P<number>x)(?P<date>y)""#),
                "captures date",
            ),
            (
                part(r#""pattern":"(?P<number>x)","time_formats":["%H:%M"]"#),
                "captures time",
            ),
            (
                part(r#""pattern":"(?P<number>x)(?P<time>y)","time_formats":["%H:%M"]"#),
                "captures date",
            ),
            (
                part(r#""pattern":"(?P<number>x)(?P<date>y)","date_formats":["%d/%m"]"#),
                "no format of a date",
            ),
            (
                part(r#""pattern":"(?P<number>x)(?P<time>y)","time_formats":["%é"]"#),
                "no format of a time",
            ),
            (
                part(r#""pattern":"(?P<number>x)""#),
                "neither date nor time",
            ),
            (
                part(
                    r#""pattern":"(?P<number>x)(?P<date>y)","date_formats":["%Y%m%d"],"header_lines":21"#,
                ),
                "lines of head",
            ),
        ] {
            let error = check(&source).unwrap_err();
            assert!(error.contains(fault), "{error} should say {fault}");
        }
        let long = part(&format!(r#""pattern":"(?P<number>{})""#, "x".repeat(3000)));
        assert!(check(&long).unwrap_err().contains("longer"));
    }

    proptest::proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "\\PC{0,80}", day in 0..40_u8, time in "[0-9:]{0,9}", number in "[0-9]{0,5}") {
            let format = sample();
            let _ = format.read(&line);
            let _ = format.read(&format!("{day:02}/03/2026 {time} lot {number} vers {number} de {number}"));
        }
    }
}
