//! How long an acknowledgement may take before the rule says that there is none.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::calendar::Region;

/// The two readings of the rule that are in use; which one is in force is not settled, so it is a
/// setting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Deadline {
    /// 48 hours by the clock, whatever the days (a vendor's letter of May 2022).
    #[default]
    FortyEightHours,
    /// Two working days (Code de la sécurité sociale, R161-47, in one of its stored versions).
    TwoWorkingDays,
}

/// Where the practice is: its public holidays and its time zone.
#[derive(Clone, Debug)]
pub struct Place {
    /// The region with its holidays.
    pub region: Region,
    /// The zone in which its days begin and end.
    pub zone: TimeZone,
}

impl Deadline {
    /// The moment at which a wait that began at `from` has lasted too long.
    ///
    /// Elapsed hours are real hours, also on the two days a year that have 23 or 25;
    /// [`Timestamp::MAX`] where time ends before.
    #[must_use]
    pub fn after(self, from: Timestamp, place: &Place) -> Timestamp {
        match self {
            Self::FortyEightHours => from
                .checked_add(SignedDuration::from_hours(48))
                .unwrap_or(Timestamp::MAX),
            Self::TwoWorkingDays => place.region.after_working_days(from, 2, &place.zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(region: Region) -> Place {
        Place {
            region,
            zone: TimeZone::get(region.zone_name()).unwrap(),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Zoned>().unwrap().timestamp()
    }

    #[test]
    fn forty_eight_hours_are_forty_eight_hours_when_the_clocks_change() {
        let metropole = place(Region::Metropole);
        let sent = at("2027-03-27T18:00[Europe/Paris]");
        let end = Deadline::FortyEightHours.after(sent, &metropole);
        assert_eq!(end, at("2027-03-29T19:00[Europe/Paris]"));
    }

    #[test]
    fn two_working_days_step_over_weekend_and_holidays() {
        // Thursday before Easter: Friday is a working day in Paris, not in Strasbourg; Monday is
        // a holiday in both.
        let sent = at("2027-03-25T18:00[Europe/Paris]");
        let end = Deadline::TwoWorkingDays.after(sent, &place(Region::Metropole));
        assert_eq!(end, at("2027-03-30T18:00[Europe/Paris]"));
        let end = Deadline::TwoWorkingDays.after(sent, &place(Region::AlsaceMoselle));
        assert_eq!(end, at("2027-03-31T18:00[Europe/Paris]"));
    }
}
