//! Working days in France: the public holidays of every part of the country, and deadlines in
//! working days.

use jiff::{Timestamp, ToSpan as _, civil::Date, civil::Weekday, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A part of France with public holidays of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// Metropolitan France without Alsace and Moselle.
    #[default]
    Metropole,
    /// Moselle, Bas-Rhin, Haut-Rhin (Code du travail, L3134-13). Good Friday counts although it
    /// is a holiday only in communes with a Protestant church: a deadline that is a day late
    /// there is better than one that is a day early.
    AlsaceMoselle,
    /// Guadeloupe.
    Guadeloupe,
    /// Martinique.
    Martinique,
    /// French Guiana.
    Guyane,
    /// Réunion.
    Reunion,
    /// Saint-Pierre-et-Miquelon.
    SaintPierreEtMiquelon,
    /// Mayotte.
    Mayotte,
    /// Saint-Barthélemy.
    SaintBarthelemy,
    /// Saint-Martin.
    SaintMartin,
}

/// Holidays of the whole country on fixed dates, as (month, day) (Code du travail, L3133-1).
const FIXED: [(i8, i8); 8] = [
    (1, 1),
    (5, 1),
    (5, 8),
    (7, 14),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
];

/// Holidays of the whole country, in days after Easter Sunday: Easter Monday, Ascension, Whit Monday.
const AFTER_EASTER: [i32; 3] = [1, 39, 50];

/// What a region has beside the whole country's holidays.
struct Local {
    region: Region,
    departments: &'static [&'static str],
    zone: &'static str,
    fixed: &'static [(i8, i8)],
    after_easter: &'static [i32],
}

/// Overseas, the day that commemorates the abolition of slavery (Code du travail, L3422-2).
const LOCAL: [Local; 10] = [
    Local {
        region: Region::Metropole,
        departments: &[],
        zone: "Europe/Paris",
        fixed: &[],
        after_easter: &[],
    },
    Local {
        region: Region::AlsaceMoselle,
        departments: &["57", "67", "68"],
        zone: "Europe/Paris",
        fixed: &[(12, 26)],
        after_easter: &[-2],
    },
    Local {
        region: Region::Guadeloupe,
        departments: &["971"],
        zone: "America/Guadeloupe",
        fixed: &[(5, 27)],
        after_easter: &[],
    },
    Local {
        region: Region::Martinique,
        departments: &["972"],
        zone: "America/Martinique",
        fixed: &[(5, 22)],
        after_easter: &[],
    },
    Local {
        region: Region::Guyane,
        departments: &["973"],
        zone: "America/Cayenne",
        fixed: &[(6, 10)],
        after_easter: &[],
    },
    Local {
        region: Region::Reunion,
        departments: &["974"],
        zone: "Indian/Reunion",
        fixed: &[(12, 20)],
        after_easter: &[],
    },
    Local {
        region: Region::SaintPierreEtMiquelon,
        departments: &["975"],
        zone: "America/Miquelon",
        fixed: &[],
        after_easter: &[],
    },
    Local {
        region: Region::Mayotte,
        departments: &["976"],
        zone: "Indian/Mayotte",
        fixed: &[(4, 27)],
        after_easter: &[],
    },
    Local {
        region: Region::SaintBarthelemy,
        departments: &["977"],
        zone: "America/St_Barthelemy",
        fixed: &[(10, 9)],
        after_easter: &[],
    },
    Local {
        region: Region::SaintMartin,
        departments: &["978"],
        zone: "America/Marigot",
        fixed: &[(5, 28)],
        after_easter: &[],
    },
];

impl Region {
    /// The region of a département by its number (`57`, `2A`, `974`); metropolitan where it has
    /// no holidays of its own.
    #[must_use]
    pub fn of_department(number: &str) -> Self {
        let number = number.trim();
        LOCAL
            .iter()
            .find(|local| local.departments.contains(&number))
            .map_or(Self::Metropole, |local| local.region)
    }

    /// The IANA name of the region's time zone.
    #[must_use]
    pub fn zone_name(self) -> &'static str {
        self.local().zone
    }

    /// Whether that day is a public holiday there.
    #[must_use]
    pub fn is_holiday(self, date: Date) -> bool {
        let local = self.local();
        let day = (date.month(), date.day());
        if FIXED.contains(&day) || local.fixed.contains(&day) {
            return true;
        }
        let Some(easter) = easter(date.year()) else {
            return false;
        };
        let after = easter.until(date).map_or(i32::MAX, |span| span.get_days());
        AFTER_EASTER.contains(&after) || local.after_easter.contains(&after)
    }

    /// Whether that day is a working day (« jour ouvré »): Monday to Friday, no public holiday.
    #[must_use]
    pub fn is_working_day(self, date: Date) -> bool {
        !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.is_holiday(date)
    }

    /// The end of a deadline of `days` working days that begins at `from`, in the given zone: the
    /// same time of day, so many working days later. What begins outside a working day counts
    /// from the beginning of the next one.
    ///
    /// [`Timestamp::MAX`] where the calendar ends.
    #[must_use]
    pub fn after_working_days(self, from: Timestamp, days: u16, zone: &TimeZone) -> Timestamp {
        let begins = zone.to_datetime(from);
        let (mut date, time) = if self.is_working_day(begins.date()) {
            (begins.date(), begins.time())
        } else {
            match self.next_working_day(begins.date()) {
                Some(date) => (date, jiff::civil::Time::midnight()),
                None => return Timestamp::MAX,
            }
        };
        for _ in 0..days {
            date = match self.next_working_day(date) {
                Some(date) => date,
                None => return Timestamp::MAX,
            };
        }
        zone.to_timestamp(date.to_datetime(time))
            .unwrap_or(Timestamp::MAX)
    }

    fn next_working_day(self, mut date: Date) -> Option<Date> {
        loop {
            date = date.tomorrow().ok()?;
            if self.is_working_day(date) {
                return Some(date);
            }
        }
    }

    fn local(self) -> &'static Local {
        LOCAL
            .iter()
            .find(|local| local.region == self)
            .unwrap_or(&LOCAL[0])
    }
}

/// Easter Sunday of a year of the Gregorian calendar (the anonymous algorithm of 1876); `None`
/// outside 1583 to 9999.
#[must_use]
pub fn easter(year: i16) -> Option<Date> {
    if !(1583..=9999).contains(&year) {
        return None;
    }
    let y = i32::from(year);
    let golden = y % 19;
    let century = y / 100;
    let in_century = y % 100;
    let epact =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    // Days after 22 March, from which the earliest Easter counts.
    let days = epact + weekday - 7 * late;
    Date::new(year, 3, 22).ok()?.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, month, day) in [
            (1818, 3, 22),
            (1943, 4, 25),
            (2000, 4, 23),
            (2019, 4, 21),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            (2049, 4, 18),
        ] {
            assert_eq!(easter(year), Some(date(year, month, day)), "{year}");
        }
        assert_eq!(easter(1500), None);
    }

    #[test]
    fn every_easter_is_a_sunday_of_spring() {
        for year in 1583..=9999 {
            let easter = easter(year).unwrap();
            assert_eq!(easter.weekday(), Weekday::Sunday);
            assert!(easter >= date(year, 3, 22) && easter <= date(year, 4, 25));
        }
    }

    #[test]
    fn the_holidays_of_2026() {
        let holidays = |region: Region| -> Vec<(i8, i8)> {
            date(2026, 1, 1)
                .series(1.day())
                .take(365)
                .filter(|day| region.is_holiday(*day))
                .map(|day| (day.month(), day.day()))
                .collect()
        };
        let metropole = vec![
            (1, 1),
            (4, 6),
            (5, 1),
            (5, 8),
            (5, 14),
            (5, 25),
            (7, 14),
            (8, 15),
            (11, 1),
            (11, 11),
            (12, 25),
        ];
        assert_eq!(holidays(Region::Metropole), metropole);
        for (region, own) in [
            (Region::AlsaceMoselle, vec![(4, 3), (12, 26)]),
            (Region::Guadeloupe, vec![(5, 27)]),
            (Region::Martinique, vec![(5, 22)]),
            (Region::Guyane, vec![(6, 10)]),
            (Region::Reunion, vec![(12, 20)]),
            (Region::SaintPierreEtMiquelon, vec![]),
            (Region::Mayotte, vec![(4, 27)]),
            (Region::SaintBarthelemy, vec![(10, 9)]),
            (Region::SaintMartin, vec![(5, 28)]),
        ] {
            let mut expected = metropole.clone();
            expected.extend(own);
            expected.sort_unstable();
            assert_eq!(holidays(region), expected, "{region:?}");
        }
    }

    #[test]
    fn two_working_days() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        for (what, region, from, until) in [
            (
                "in the week",
                Region::Metropole,
                "2026-11-23T10:00",
                "2026-11-25T10:00",
            ),
            (
                "over a week-end",
                Region::Metropole,
                "2026-11-27T15:00",
                "2026-12-01T15:00",
            ),
            (
                "from a Saturday",
                Region::Metropole,
                "2026-11-28T15:00",
                "2026-12-02T00:00",
            ),
            (
                "over Christmas",
                Region::Metropole,
                "2026-12-24T09:00",
                "2026-12-29T09:00",
            ),
            (
                "over Christmas in Strasbourg",
                Region::AlsaceMoselle,
                "2025-12-24T09:00",
                "2025-12-30T09:00",
            ),
            (
                "over the change to summer time",
                Region::Metropole,
                "2026-03-27T02:30",
                "2026-03-31T02:30",
            ),
        ] {
            let at = |text: &str| {
                text.parse::<jiff::civil::DateTime>()
                    .unwrap()
                    .to_zoned(paris.clone())
                    .unwrap()
                    .timestamp()
            };
            assert_eq!(
                region.after_working_days(at(from), 2, &paris),
                at(until),
                "{what}"
            );
        }
        assert_eq!(
            Region::Metropole.after_working_days(Timestamp::MAX, 2, &paris),
            Timestamp::MAX
        );
    }

    #[test]
    fn every_zone_is_known() {
        for local in &LOCAL {
            assert!(TimeZone::get(local.zone).is_ok(), "{}", local.zone);
            for number in local.departments {
                assert_eq!(Region::of_department(number), local.region);
            }
        }
        assert_eq!(Region::of_department("2A"), Region::Metropole);
    }
}
