//! What support can set at most and at least. The limits are part of the program: a document
//! outside them is refused, whoever signed it.

use std::ops::RangeInclusive;

/// Minutes between two checks. Fewer would load the providers, more would alarm too late.
pub const INTERVAL_MINUTES: RangeInclusive<i64> = 3..=60;

/// Seconds that one check may last.
pub const SESSION_CAP_S: RangeInclusive<i64> = 5..=60;

/// Days for which the old mailbox is watched besides after a switch.
pub const TRANSITION_DAYS: RangeInclusive<i64> = 1..=365;

/// Hours of a day for which support can let notifications wait.
pub const LONGEST_QUIET_HOURS: i64 = 14;

/// Days before a certificate's end from which a server is worth a warning.
pub const CERTIFICATE_WARNING_DAYS: RangeInclusive<i64> = 3..=60;

/// The share of its limit from which a mailbox is nearly full, in per cent.
pub const FULL_FROM_PERCENT: RangeInclusive<i64> = 50..=95;

/// Working days that a message may lie uncollected.
pub const UNCOLLECTED_WORKING_DAYS: RangeInclusive<i64> = 1..=10;

/// Hours from an alarm to its first reminder.
pub const FIRST_REMINDER_HOURS: RangeInclusive<i64> = 1..=24;

/// Days that a bulletin may stand.
pub const LONGEST_BULLETIN_DAYS: i64 = 366;
