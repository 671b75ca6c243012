//! The acknowledgement's deadline, and the watch's thresholds.

use jiff::SignedDuration;
use vigie_domain::{book::deadline::Deadline, health::Policy};

use super::{
    maybe,
    settings::{Steered, steered},
};
use crate::{
    cursor::Fields,
    fault::Problem,
    limits::{
        CERTIFICATE_WARNING_DAYS, FIRST_REMINDER_HOURS, FULL_FROM_PERCENT, UNCOLLECTED_WORKING_DAYS,
    },
};

/// Deadline and thresholds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deadlines {
    /// Which reading of the rule is in force.
    pub acknowledgement: Option<Steered<Deadline>>,
    /// The thresholds; users have no setting for them.
    pub thresholds: Thresholds,
}

/// Thresholds of the watch; `None`: the built-in one. How often a server is asked and how often a
/// password is tried are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Thresholds {
    /// Days before a certificate's end from which it is worth a warning.
    pub certificate_warning_days: Option<u8>,
    /// The share of its limit from which a mailbox is nearly full, in per cent.
    pub full_from_percent: Option<u8>,
    /// Working days that a message may lie uncollected.
    pub uncollected_working_days: Option<u16>,
    /// Hours from an alarm to its first reminder.
    pub first_reminder_hours: Option<u8>,
}

impl Thresholds {
    /// The policy with these thresholds.
    #[must_use]
    pub fn on(self, mut policy: Policy) -> Policy {
        if let Some(days) = self.certificate_warning_days {
            policy.certificate_warning = SignedDuration::from_hours(24 * i64::from(days));
        }
        if let Some(percent) = self.full_from_percent {
            policy.full_from_percent = percent;
            // As far below as in the built-in policy.
            policy.full_until_percent = percent.saturating_sub(5);
        }
        if let Some(days) = self.uncollected_working_days {
            policy.uncollected_working_days = days;
        }
        if let Some(hours) = self.first_reminder_hours {
            policy.first_reminder = SignedDuration::from_hours(i64::from(hours));
        }
        policy
    }

    /// These, and the other's where there is none here.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            certificate_warning_days: self
                .certificate_warning_days
                .or(other.certificate_warning_days),
            full_from_percent: self.full_from_percent.or(other.full_from_percent),
            uncollected_working_days: self
                .uncollected_working_days
                .or(other.uncollected_working_days),
            first_reminder_hours: self.first_reminder_hours.or(other.first_reminder_hours),
        }
    }
}

pub(super) fn read(fields: &mut Fields<'_>) -> Option<Deadlines> {
    let acknowledgement = maybe(fields, "acknowledgement", |field| {
        steered(field, |value| {
            value.word(&[
                ("forty_eight_hours", Deadline::FortyEightHours),
                ("two_working_days", Deadline::TwoWorkingDays),
            ])
        })
    });
    let thresholds = maybe(fields, "thresholds", |table| {
        let mut fields = table.fields()?;
        let certificate = number(
            &mut fields,
            "certificate_warning_days",
            &CERTIFICATE_WARNING_DAYS,
        );
        let full = number(&mut fields, "full_from_percent", &FULL_FROM_PERCENT);
        let days = number(
            &mut fields,
            "uncollected_working_days",
            &UNCOLLECTED_WORKING_DAYS,
        );
        let hours = number(&mut fields, "first_reminder_hours", &FIRST_REMINDER_HOURS);
        fields.finish();
        Some(Thresholds {
            certificate_warning_days: certificate?,
            full_from_percent: full?,
            uncollected_working_days: days?,
            first_reminder_hours: hours?,
        })
    });
    if acknowledgement == Some(None) && thresholds == Some(None) {
        return fields.table().refuse(Problem::Empty);
    }
    Some(Deadlines {
        acknowledgement: acknowledgement?,
        thresholds: thresholds?.unwrap_or_default(),
    })
}

#[expect(clippy::option_option, reason = "wrong, absent, or read")]
fn number<T: TryFrom<i64>>(
    fields: &mut Fields<'_>,
    name: &'static str,
    range: &std::ops::RangeInclusive<i64>,
) -> Option<Option<T>> {
    maybe(fields, name, |field| {
        field.number(*range.start(), *range.end())
    })
}
