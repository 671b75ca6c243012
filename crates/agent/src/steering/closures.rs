//! Providers that closed POP.

use jiff::{Timestamp, civil::time, tz::TimeZone};
use vigie_config::document::PopClosure;

/// Who has POP closed today, and since when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Closures(Vec<(String, Timestamp)>);

impl Closures {
    /// Those that are in force at `now`, as far as the practice was told.
    pub(crate) fn today(told: &[PopClosure], zone: &TimeZone, now: Timestamp) -> Self {
        let today = zone.to_datetime(now).date();
        let closed = told.iter().filter(|closure| {
            closure.since <= today && closure.until.is_none_or(|until| today < until)
        });
        let since = |closure: &PopClosure| {
            // At noon: the day is the same in every zone nearby.
            let noon = closure.since.to_datetime(time(12, 0, 0, 0));
            Some((closure.provider.clone(), zone.to_timestamp(noon).ok()?))
        };
        Self(closed.filter_map(since).collect())
    }

    /// Since when this provider has POP closed; a moment of the first day.
    pub(crate) fn of(&self, provider: &str) -> Option<Timestamp> {
        self.0
            .iter()
            .find(|(id, _)| id == provider)
            .map(|(_, since)| *since)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_closure_holds_from_its_first_day_to_the_day_of_reopening() {
        let told = [PopClosure {
            provider: "laposte".to_owned(),
            since: date(2026, 4, 27),
            until: Some(date(2026, 5, 9)),
        }];
        let of = |now: &str| {
            let now = now.parse().unwrap();
            Closures::today(&told, &TimeZone::UTC, now).of("laposte")
        };
        assert_eq!(of("2026-04-26T23:59:59Z"), None);
        let since = "2026-04-27T12:00:00Z".parse().unwrap();
        assert_eq!(of("2026-04-27T00:00:00Z"), Some(since));
        assert_eq!(of("2026-05-08T23:59:59Z"), Some(since));
        assert_eq!(of("2026-05-09T00:00:00Z"), None);
    }
}
