//! What a world of flows is made from.

use std::collections::BTreeMap;

use jiff::{
    civil::{Date, Time, date, time},
    tz::TimeZone,
};
use vigie_domain::{book::deadline::Place, calendar::Region};

use super::lot::Fate;

/// The size of the world, the habits in it, and how often things go wrong there.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// The first day on which practices work.
    pub begins: Date,
    /// For how many days they do; answers go on arriving for some days after the last one.
    pub days: u16,
    /// Public holidays and time zone.
    pub place: Place,
    /// The practices.
    pub practices: Vec<Practice>,
    /// The caisses, all of the invented régime 99.
    pub offices: Vec<Office>,
    /// How often a lot meets which fate.
    pub shares: Shares,
    /// Fates that are given, whatever the dice say, by the lot's index in the plan.
    pub forced: BTreeMap<usize, Fate>,
    /// Chance in thousandths, for each caisse and working day, that an outage begins.
    pub outages: u32,
    /// Chance in thousandths, for each practice, day and kind, of a message that no lot asked for.
    pub noise: u32,
}

/// A practice and when it sends.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Its mailbox on the test server: what stands before the @.
    pub mailbox: String,
    /// Its emitter's number, at most 9 digits; invented numbers are small.
    pub emitter: u32,
    /// The times of day at which it sends; each is missed by up to 25 minutes.
    pub times: Vec<Time>,
    /// Chance in thousandths that a working day's time has a sending.
    pub sends: u32,
    /// Whether it works on Saturdays.
    pub saturdays: bool,
    /// The most lots of one sending, each to another caisse.
    pub lots: u32,
}

/// A caisse and how it answers.
#[derive(Clone, Copy, Debug)]
pub struct Office {
    /// Its number within the régime, 0 to 999.
    pub number: u16,
    /// When its ARLs come.
    pub answers: Answers,
}

/// When a caisse's ARLs come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Within the hour, day and night.
    AtOnce,
    /// At 6:00, 12:30 and 20:00, not on Sundays and public holidays.
    AtFixedHours,
    /// On the next working day or the one after it. What is sent before a week-end is therefore
    /// not acknowledged within 48 hours, and is sent again.
    Slowly,
}

/// How many lots of a thousand meet which fate; the rest are acknowledged.
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    /// [`Fate::Late`]
    pub late: u32,
    /// [`Fate::ArlLost`]
    pub arl_lost: u32,
    /// [`Fate::Silent`]
    pub silent: u32,
    /// [`Fate::Refused`]
    pub refused: u32,
    /// [`Fate::NotDelivered`]
    pub not_delivered: u32,
    /// [`Fate::Doubled`]
    pub doubled: u32,
}

impl Default for Parameters {
    /// One nurse and her three caisses, for two weeks around Easter 2027: a week-end, a public
    /// holiday and the change to summer time are among them.
    fn default() -> Self {
        Self {
            begins: date(2027, 3, 22),
            days: 14,
            place: Place {
                region: Region::Metropole,
                zone: TimeZone::get("Europe/Paris").expect("a known zone"),
            },
            practices: vec![Practice::nurse("cabinet", 42)],
            offices: vec![
                Office {
                    number: 511,
                    answers: Answers::AtOnce,
                },
                Office {
                    number: 751,
                    answers: Answers::AtFixedHours,
                },
                Office {
                    number: 132,
                    answers: Answers::Slowly,
                },
            ],
            shares: Shares::default(),
            forced: BTreeMap::new(),
            outages: 30,
            noise: 60,
        }
    }
}

impl Default for Shares {
    /// Far more trouble than in life, so that a short plan has some of each.
    fn default() -> Self {
        Self {
            late: 40,
            arl_lost: 60,
            silent: 30,
            refused: 30,
            not_delivered: 30,
            doubled: 60,
        }
    }
}

impl Shares {
    /// Nothing goes wrong.
    pub const CALM: Self = Self {
        late: 0,
        arl_lost: 0,
        silent: 0,
        refused: 0,
        not_delivered: 0,
        doubled: 0,
    };
}

impl Practice {
    /// Sends every evening, on Saturdays too.
    #[must_use]
    pub fn nurse(mailbox: &str, emitter: u32) -> Self {
        Self {
            mailbox: mailbox.to_owned(),
            emitter,
            times: vec![time(20, 0, 0, 0)],
            sends: 1000,
            saturdays: true,
            lots: 2,
        }
    }

    /// Sends at noon and in the evening of most working days.
    #[must_use]
    pub fn doctor(mailbox: &str, emitter: u32) -> Self {
        Self {
            times: vec![time(12, 5, 0, 0), time(18, 30, 0, 0)],
            sends: 900,
            saturdays: false,
            lots: 3,
            ..Self::nurse(mailbox, emitter)
        }
    }

    /// Sends about once a week.
    #[must_use]
    pub fn seldom(mailbox: &str, emitter: u32) -> Self {
        Self {
            times: vec![time(17, 0, 0, 0)],
            sends: 200,
            saturdays: false,
            lots: 1,
            ..Self::nurse(mailbox, emitter)
        }
    }
}
