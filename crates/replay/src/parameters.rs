//! The numbers of the model, read from one commented file.

use std::collections::BTreeSet;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use serde::Deserialize;
use vigie_domain::cause::Cause;

/// The model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parameters {
    /// Size and time of the replay.
    pub(crate) run: Run,
    /// The provider that closes POP.
    pub(crate) provider: Provider,
    /// The practices' own lines.
    pub(crate) line: Line,
    /// The caisses.
    pub(crate) caisses: Caisses,
    /// The billing software.
    pub(crate) software: Software,
    /// The people.
    pub(crate) people: People,
    /// What is varied.
    pub(crate) sensitivity: Sensitivity,
    /// How practices work; their shares add up to one.
    pub(crate) profession: Vec<Profession>,
}

/// Size and time of the replay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    /// Practices, 1 to 1,000,000.
    pub(crate) practices: u32,
    /// Days, 1 to 366.
    pub(crate) days: u16,
    /// The first day.
    pub(crate) begins: Date,
    /// When POP is closed, in local time.
    pub(crate) closes: DateTime,
    /// The practices' time zone.
    pub(crate) zone: String,
    /// Where chance begins.
    pub(crate) seed: u64,
}

/// The provider that closes POP.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Provider {
    /// First day of failures of single mailboxes.
    pub(crate) hiccups_from: Date,
    /// Share of the practices that have one.
    pub(crate) hiccup_share: f64,
    /// How long it lasts, from and to.
    pub(crate) hiccup_hours: [f64; 2],
    /// Days after the closure at which a mailbox is open again, from and to.
    pub(crate) reopens_after_days: [f64; 2],
    /// How a closed POP looks to a client.
    pub(crate) closed_as: Cause,
}

/// The practices' own lines.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    /// Failures of one line in a year.
    pub(crate) failures_a_year: f64,
    /// How long one lasts, from and to.
    pub(crate) failure_hours: [f64; 2],
    /// Share of single checks that fail for no lasting reason.
    pub(crate) failed_checks: f64,
}

/// The caisses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Caisses {
    /// From a sending to its acknowledgement, in the median.
    pub(crate) acknowledge_median_hours: f64,
    /// Standard deviation of its logarithm.
    pub(crate) acknowledge_spread: f64,
    /// Share of the acknowledgements that are slow.
    pub(crate) slow_share: f64,
    /// By how much, from and to.
    pub(crate) slow_hours: [f64; 2],
    /// From a sending to the payment return, from and to.
    pub(crate) pays_after_days: [f64; 2],
    /// Share of the lots that never arrive.
    pub(crate) never: f64,
}

/// The billing software.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Software {
    /// How often a practice's program collects, from and to.
    pub(crate) collects_every_minutes: [f64; 2],
}

/// The people. Days and hours are elapsed ones unless the file says otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub(crate) reacts_median_hours: f64,
    pub(crate) reacts_spread: f64,
    pub(crate) understands_median_days: f64,
    pub(crate) understands_spread: f64,
    pub(crate) hears_median_days: f64,
    pub(crate) hears_spread: f64,
    pub(crate) hears_share: f64,
    pub(crate) moves_unaided_median_days: f64,
    pub(crate) moves_unaided_spread: f64,
    pub(crate) trapped_share: f64,
    pub(crate) trapped_days: [f64; 2],
    pub(crate) moves_aided_median_days: f64,
    pub(crate) moves_aided_spread: f64,
    pub(crate) renews_password_share: f64,
    pub(crate) renews_password_median_days: f64,
    pub(crate) looks_back_share: f64,
    pub(crate) settles_after_days: [f64; 2],
    pub(crate) reconciles_share: f64,
    pub(crate) reconciles_after_days: [f64; 2],
}

/// What is varied, one at a time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sensitivity {
    /// Practices of a varied run.
    pub(crate) practices: u32,
    /// Names, as `table.name`.
    pub(crate) parameters: Vec<String>,
    /// What each is multiplied by.
    pub(crate) factors: Vec<f64>,
}

/// How practices of one profession work.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profession {
    /// Its name.
    pub(crate) name: String,
    /// Its share of the practices.
    pub(crate) share: f64,
    /// Chance of sending, Monday to Saturday.
    pub(crate) sends: [f64; 6],
    /// Hours at which it sends.
    pub(crate) hours: Vec<f64>,
    /// Lots of one sending, from and to.
    pub(crate) lots: [u32; 2],
    /// Hours at which the computer is switched on.
    pub(crate) opens: Vec<f64>,
    /// Hours at which it is switched off, one for each of `opens`.
    pub(crate) closes: Vec<f64>,
}

/// Why a file is no model.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidParameters {
    /// It is no TOML, or lacks something.
    #[error("{0}")]
    Unreadable(#[from] toml::de::Error),
    /// A value is out of its range.
    #[error("{name}: {problem}")]
    OutOfRange {
        /// Which.
        name: String,
        /// What is wrong.
        problem: &'static str,
    },
}

impl Parameters {
    /// The model that comes with the sources.
    pub(crate) const BUILT_IN: &'static str = include_str!("../parameters.toml");

    /// Reads a model.
    pub(crate) fn parse(document: &str) -> Result<Self, InvalidParameters> {
        let parameters: Self = toml::from_str(document)?;
        parameters.check()?;
        Ok(parameters)
    }

    /// The practices' zone.
    #[must_use]
    pub(crate) fn zone(&self) -> TimeZone {
        TimeZone::get(&self.run.zone).unwrap_or(TimeZone::UTC)
    }

    /// The moment at which a local day begins; the days of this model are far from the ends of time.
    #[must_use]
    pub(crate) fn moment(&self, local: DateTime) -> Timestamp {
        local
            .to_zoned(self.zone())
            .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }

    /// The same model with one of its numbers multiplied; `None` where there is none of that name.
    #[must_use]
    pub(crate) fn varied(&self, name: &str, factor: f64) -> Option<Self> {
        let mut varied = self.clone();
        let people = &mut varied.people;
        let number = match name {
            "people.reacts_median_hours" => &mut people.reacts_median_hours,
            "people.understands_median_days" => &mut people.understands_median_days,
            "people.hears_median_days" => &mut people.hears_median_days,
            "people.moves_unaided_median_days" => &mut people.moves_unaided_median_days,
            "people.moves_aided_median_days" => &mut people.moves_aided_median_days,
            "people.renews_password_median_days" => &mut people.renews_password_median_days,
            "caisses.acknowledge_median_hours" => &mut varied.caisses.acknowledge_median_hours,
            _ => return None,
        };
        *number *= factor;
        Some(varied)
    }

    fn check(&self) -> Result<(), InvalidParameters> {
        let require = |holds: bool, name: &str, problem| {
            if holds {
                Ok(())
            } else {
                Err(InvalidParameters::OutOfRange {
                    name: name.to_owned(),
                    problem,
                })
            }
        };
        let practices = 1..=1_000_000;
        require(
            practices.contains(&self.run.practices),
            "run.practices",
            "1 to 1,000,000",
        )?;
        require((1..=366).contains(&self.run.days), "run.days", "1 to 366")?;
        require(
            TimeZone::get(&self.run.zone).is_ok(),
            "run.zone",
            "no time zone of this name",
        )?;
        require(
            self.run.closes.date() > self.run.begins,
            "run.closes",
            "lies before the first day",
        )?;
        for (name, share) in self.shares() {
            require((0.0..=1.0).contains(&share), name, "a share is 0 to 1")?;
        }
        for (name, [from, to]) in self.spans() {
            require(
                from >= 0.0 && from <= to && to.is_finite(),
                name,
                "from must not be greater than to",
            )?;
        }
        for (name, number) in self.positive() {
            require(number > 0.0 && number.is_finite(), name, "must be positive")?;
        }
        let names: BTreeSet<&str> = self
            .profession
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        require(
            !names.is_empty() && names.len() == self.profession.len(),
            "profession",
            "names must be there, and differ",
        )?;
        let shares: f64 = self.profession.iter().map(|one| one.share).sum();
        require(
            (shares - 1.0).abs() < 1e-6,
            "profession.share",
            "the shares must add up to 1",
        )?;
        for one in &self.profession {
            require(
                one.opens.len() == one.closes.len()
                    && one
                        .opens
                        .iter()
                        .zip(&one.closes)
                        .all(|(from, to)| from < to),
                "profession.opens",
                "one closing hour after each opening hour",
            )?;
            require(
                one.lots[0] <= one.lots[1] && one.lots[1] <= 100,
                "profession.lots",
                "from must not be greater than to, 100 at most",
            )?;
        }
        for name in &self.sensitivity.parameters {
            require(
                self.varied(name, 1.0).is_some(),
                "sensitivity.parameters",
                "a name that cannot be varied",
            )?;
        }
        Ok(())
    }

    fn shares(&self) -> [(&'static str, f64); 9] {
        [
            ("provider.hiccup_share", self.provider.hiccup_share),
            ("line.failed_checks", self.line.failed_checks),
            ("caisses.slow_share", self.caisses.slow_share),
            ("caisses.never", self.caisses.never),
            ("people.hears_share", self.people.hears_share),
            ("people.trapped_share", self.people.trapped_share),
            ("people.looks_back_share", self.people.looks_back_share),
            (
                "people.renews_password_share",
                self.people.renews_password_share,
            ),
            ("people.reconciles_share", self.people.reconciles_share),
        ]
    }

    fn spans(&self) -> [(&'static str, [f64; 2]); 9] {
        [
            ("provider.hiccup_hours", self.provider.hiccup_hours),
            (
                "provider.reopens_after_days",
                self.provider.reopens_after_days,
            ),
            ("line.failure_hours", self.line.failure_hours),
            ("caisses.slow_hours", self.caisses.slow_hours),
            ("caisses.pays_after_days", self.caisses.pays_after_days),
            (
                "software.collects_every_minutes",
                self.software.collects_every_minutes,
            ),
            ("people.trapped_days", self.people.trapped_days),
            ("people.settles_after_days", self.people.settles_after_days),
            (
                "people.reconciles_after_days",
                self.people.reconciles_after_days,
            ),
        ]
    }

    fn positive(&self) -> [(&'static str, f64); 9] {
        [
            (
                "caisses.acknowledge_median_hours",
                self.caisses.acknowledge_median_hours,
            ),
            ("line.failure_hours", self.line.failure_hours[0]),
            (
                "software.collects_every_minutes",
                self.software.collects_every_minutes[0],
            ),
            (
                "people.reacts_median_hours",
                self.people.reacts_median_hours,
            ),
            (
                "people.understands_median_days",
                self.people.understands_median_days,
            ),
            ("people.hears_median_days", self.people.hears_median_days),
            (
                "people.moves_unaided_median_days",
                self.people.moves_unaided_median_days,
            ),
            (
                "people.moves_aided_median_days",
                self.people.moves_aided_median_days,
            ),
            (
                "people.renews_password_median_days",
                self.people.renews_password_median_days,
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_is_one() {
        Parameters::parse(Parameters::BUILT_IN).unwrap();
    }

    #[test]
    fn what_is_wrong_is_named() {
        let with = |from: &str, to: &str| Parameters::BUILT_IN.replacen(from, to, 1);
        for (document, name) in [
            (with("practices = 20_000", "practices = 0"), "run.practices"),
            (with("share = 0.6", "share = 0.7"), "profession.share"),
            (with("[0.5, 4.0]", "[4.0, 0.5]"), "provider.hiccup_hours"),
            (with("hears_share = 0.7", "hears_share = 7"), "hears_share"),
            (with("seed = 2022", "sede = 2022"), "sede"),
        ] {
            let error = Parameters::parse(&document).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }
}
