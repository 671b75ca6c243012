//! Arguments as people read them; the rules stand in `catalogue/README.md`.

use fluent_bundle::{FluentArgs, FluentValue};
use jiff::Zoned;

use crate::{Catalogue, catalogue::SayError};

/// The longest string put into a sentence, in characters.
const LONGEST: usize = 300;

/// Beyond this a number of type `f64` no longer counts exactly.
const GREATEST: f64 = 9e15;

/// Words from outside, made fit for one line: nothing in them can move the cursor, break the
/// line, turn the reading direction or fill the screen.
pub(crate) fn words(raw: &str) -> String {
    let mut clean = String::with_capacity(raw.len().min(4 * LONGEST));
    let mut count = 0;
    for c in raw.chars() {
        let c = if is_unfit(c) || c.is_whitespace() && c != '\u{a0}' {
            ' '
        } else {
            c
        };
        if c == ' ' && (clean.is_empty() || clean.ends_with(' ')) {
            continue;
        }
        if count == LONGEST {
            clean.push('…');
            return clean;
        }
        clean.push(c);
        count += 1;
    }
    clean.truncate(clean.trim_end_matches(' ').len());
    clean
}

/// Control characters, and the marks that turn the direction of reading (Unicode UAX #9).
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
        )
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// A number that the plural rules can take.
pub(crate) fn number(raw: f64) -> f64 {
    if raw.is_finite() {
        raw.clamp(-GREATEST, GREATEST)
    } else {
        0.0
    }
}

/// « lundi 27 avril à 9 h 14 »
pub(crate) fn moment(catalogue: &Catalogue, at: &Zoned) -> Result<String, SayError> {
    let mut args = FluentArgs::new();
    args.set("weekday", at.weekday().to_monday_one_offset());
    args.set("day", at.day());
    args.set("month", at.month());
    args.set("time", time(catalogue, at)?);
    catalogue.phrase("format-moment", &args)
}

/// « 27 avril 2026 »
pub(crate) fn date(catalogue: &Catalogue, at: &Zoned) -> Result<String, SayError> {
    let mut args = FluentArgs::new();
    args.set("day", at.day());
    args.set("month", at.month());
    args.set("year", at.year().to_string());
    catalogue.phrase("format-date", &args)
}

/// « 9 h 14 »
pub(crate) fn time(catalogue: &Catalogue, at: &Zoned) -> Result<String, SayError> {
    let mut args = FluentArgs::new();
    args.set("hour", at.hour());
    args.set("minute", format!("{:02}", at.minute()));
    catalogue.phrase("format-time", &args)
}

/// « 3 heures »
pub(crate) fn duration(catalogue: &Catalogue, seconds: f64) -> Result<String, SayError> {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 60.0 * MINUTE;
    const DAY: f64 = 24.0 * HOUR;

    let seconds = number(seconds).max(0.0);
    let minutes = (seconds / MINUTE).round();
    let mut args = FluentArgs::new();
    let key = if seconds.round() < MINUTE {
        args.set("count", short(seconds));
        "format-seconds"
    } else if minutes < 60.0 {
        args.set("count", minutes);
        "format-minutes"
    } else if seconds < 2.0 * DAY {
        args.set("count", (minutes / 60.0).floor());
        let rest = minutes % 60.0;
        if rest == 0.0 {
            "format-hours"
        } else {
            args.set("minute", format!("{rest:02}"));
            "format-hours-minutes"
        }
    } else {
        args.set("count", (seconds / DAY).floor());
        "format-days"
    };
    catalogue.phrase(key, &args)
}

/// « 12 Mo »
pub(crate) fn size(catalogue: &Catalogue, octets: f64) -> Result<String, SayError> {
    const STEP: f64 = 1000.0;
    const UNITS: [&str; 3] = ["format-kilo", "format-mega", "format-giga"];

    let octets = number(octets).max(0.0).round();
    let mut args = FluentArgs::new();
    if octets < STEP {
        args.set("count", octets);
        return catalogue.phrase("format-octets", &args);
    }
    let mut value = octets / STEP;
    let mut unit = 0;
    // 999.6 Mo would be written as 1000 Mo: the step is taken on the rounded value.
    while value.round() >= STEP && unit + 1 < UNITS.len() {
        value /= STEP;
        unit += 1;
    }
    args.set("count", short(value));
    catalogue.phrase(UNITS[unit], &args)
}

/// One decimal below 10, none above.
fn short(value: f64) -> f64 {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths < 10.0 { tenths } else { value.round() }
}

/// A number as French writes it: `12 345,6` with narrow no-break spaces.
pub(crate) fn french_number<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    written(value, '\u{202f}', ',')
}

/// A number as English writes it: `12,345.6`.
pub(crate) fn english_number<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    written(value, ',', '.')
}

fn written(value: &FluentValue<'_>, group: char, point: char) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let rounded = format!("{:.3}", number.value.abs());
    let (whole, fraction) = rounded.split_once('.')?;
    let fraction = fraction.trim_end_matches('0');
    let mut said = String::new();
    if number.value < 0.0 && (whole != "0" || !fraction.is_empty()) {
        said.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            said.push(group);
        }
        said.push(digit);
    }
    if !fraction.is_empty() {
        said.push(point);
        said.push_str(fraction);
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_outside_stay_on_their_line() {
        assert_eq!(
            words("  -ERR\r\n\u{1b}[2Jgone\t\u{202e}x "),
            "-ERR [2Jgone x"
        );
        assert_eq!(words("\u{7f}\u{0}"), "");
        let long = words(&"é".repeat(5000));
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.ends_with('…'));
        assert_eq!(words(&"a".repeat(LONGEST)).len(), LONGEST);
    }

    #[test]
    fn numbers_are_grouped() {
        let fr = |n: f64| french_number(&FluentValue::from(n), &()).unwrap();
        assert_eq!(fr(0.0), "0");
        assert_eq!(fr(-0.0001), "0");
        assert_eq!(fr(1234.5), "1\u{202f}234,5");
        assert_eq!(fr(-1_234_567.0), "-1\u{202f}234\u{202f}567");
        assert_eq!(
            english_number(&FluentValue::from(10_000.25), &()).unwrap(),
            "10,000.25"
        );
        assert!(number(f64::NAN).abs() < f64::EPSILON);
        assert!(number(f64::INFINITY) < 1.0);
    }
}
