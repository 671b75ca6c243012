//! Settings, each a default that the user may change or a value that support manages.

use super::maybe;
use crate::{
    cursor::{Cursor, Fields},
    fault::Problem,
    limits::{INTERVAL_MINUTES, LONGEST_QUIET_HOURS, SESSION_CAP_S, TRANSITION_DAYS},
    words::Said,
};

/// The settings that support can set; there is no field for any other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PushedSettings {
    /// Minutes between two checks.
    pub interval_minutes: Option<Steered<u16>>,
    /// When notifications wait.
    pub quiet_hours: Option<Steered<QuietSpan>>,
    /// Seconds that one check may last.
    pub session_cap_s: Option<Steered<u16>>,
    /// Days for which the old mailbox is watched besides after a switch.
    pub transition_days: Option<Steered<u16>>,
}

/// A value from support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steered<T> {
    /// The value.
    pub value: T,
    /// Why the user cannot change it; `None`: the user can.
    pub managed: Option<Said>,
}

/// Hours of the day in which notifications wait; equal ones: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietSpan {
    /// The first quiet hour, 0 to 23.
    pub from: u8,
    /// The hour at which notifications may come again, 0 to 23.
    pub until: u8,
}

const LONGEST_REASON: usize = 200;

pub(super) fn read(fields: &mut Fields<'_>) -> Option<PushedSettings> {
    read_table(&fields.required("settings")?)
}

/// The table of settings, also of a document for one practice.
pub(super) fn read_table(cursor: &Cursor<'_>) -> Option<PushedSettings> {
    let mut fields = cursor.fields()?;
    let mut number = |name, range: &std::ops::RangeInclusive<i64>| {
        let (least, most) = (*range.start(), *range.end());
        maybe(&mut fields, name, |field| {
            steered(field, |value| value.number(least, most))
        })
    };
    let interval_minutes = number("interval_minutes", &INTERVAL_MINUTES);
    let session_cap_s = number("session_cap_s", &SESSION_CAP_S);
    let transition_days = number("transition_days", &TRANSITION_DAYS);
    let quiet_hours = maybe(&mut fields, "quiet_hours", |field| {
        steered(field, quiet_span)
    });
    fields.finish();
    Some(PushedSettings {
        interval_minutes: interval_minutes?,
        quiet_hours: quiet_hours?,
        session_cap_s: session_cap_s?,
        transition_days: transition_days?,
    })
}

/// `{ value = …, managed = true, reason = { fr = "…", en = "…" } }`.
pub(super) fn steered<'a, T>(
    cursor: &Cursor<'a>,
    read: impl Fn(&Cursor<'a>) -> Option<T>,
) -> Option<Steered<T>> {
    let mut fields = cursor.fields()?;
    let value = fields.required("value").and_then(|value| read(&value));
    let managed = maybe(&mut fields, "managed", Cursor::truth);
    let reason = if managed == Some(Some(true)) {
        let reason = fields.required("reason");
        Some(reason.and_then(|reason| reason.said(LONGEST_REASON)))
    } else {
        None
    };
    fields.finish();
    managed?;
    Some(Steered {
        value: value?,
        managed: match reason {
            Some(reason) => Some(reason?),
            None => None,
        },
    })
}

fn quiet_span(cursor: &Cursor<'_>) -> Option<QuietSpan> {
    let mut fields = cursor.fields()?;
    let from = fields
        .required("from")
        .and_then(|hour| hour.number::<u8>(0, 23));
    let until = fields
        .required("until")
        .and_then(|hour| hour.number::<u8>(0, 23));
    fields.finish();
    let (from, until) = (from?, until?);
    let hours = (i64::from(until) - i64::from(from)).rem_euclid(24);
    if hours > LONGEST_QUIET_HOURS {
        return cursor.refuse(Problem::QuietTooLong(LONGEST_QUIET_HOURS));
    }
    Some(QuietSpan { from, until })
}
