//! The practices and caisses of a seed: which lots are made, and what comes back for each.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime, Weekday, time},
};
use vigie_domain::book::lot::{Caisse, LotNumber};

use super::{
    arrival::{Arrival, Kind},
    dice::Dice,
    lot::{Fate, Lot},
    parameters::{Parameters, Practice},
};

/// The invented régime of every caisse here; no caisse bears it.
pub const REGIME: u8 = 99;

/// How long the rule lets a transmission wait for its ARL.
pub const DEADLINE: SignedDuration = SignedDuration::from_hours(48);

/// No ARL arrives within this time of a deadline, so that a billing program that looks once an
/// hour decides as the plan does.
pub const MARGIN: SignedDuration = SignedDuration::from_hours(2);

/// A caisse sends nothing between two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The caisse, by its place in the parameters.
    pub office: usize,
    /// The beginning.
    pub from: Timestamp,
    /// The end.
    pub until: Timestamp,
}

/// What a seed and its parameters make; the same ones always make the same.
#[derive(Clone, Debug)]
pub struct World {
    seed: u64,
    parameters: Parameters,
    lots: Vec<Lot>,
    outages: Vec<Outage>,
}

// What dice are thrown for; `answering` has a number of its own.
const SENDINGS: u64 = 1;
const FATES: u64 = 2;
const OUTAGES: u64 = 3;
const NOISE: u64 = 4;
const NUMBERS: u64 = 6;

impl World {
    /// The world of this seed.
    #[must_use]
    pub fn new(seed: u64, parameters: Parameters) -> Self {
        let mut world = Self {
            seed,
            lots: Vec::new(),
            outages: Vec::new(),
            parameters,
        };
        world.outages = world.make_outages();
        world.lots = world.make_lots();
        world
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// What it was made from.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Every lot, in order of time.
    #[must_use]
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// When which caisse sends nothing.
    #[must_use]
    pub fn outages(&self) -> &[Outage] {
        &self.outages
    }

    /// The practice of that place.
    #[must_use]
    pub fn practice(&self, place: usize) -> &Practice {
        &self.parameters.practices[place]
    }

    /// The caisse of that place.
    #[must_use]
    pub fn caisse(&self, office: usize) -> Caisse {
        let number = self.parameters.offices[office].number;
        format!("{REGIME:02}{number:03}")
            .parse()
            .expect("five digits")
    }

    /// The messages that no lot asked for, in order of time.
    #[must_use]
    pub fn noise(&self) -> Vec<Arrival> {
        const KINDS: [Kind; 5] = [
            Kind::ServiceMessage,
            Kind::ComplementaryNotice,
            Kind::Newsletter,
            Kind::Spam,
            Kind::Personal,
        ];
        let mut arrivals = Vec::new();
        for practice in 0..self.parameters.practices.len() {
            for (day, date) in self.days() {
                let mut dice = Dice::of(self.seed, &[NOISE, practice as u64, day]);
                for kind in KINDS {
                    let place = time(0, 0, 0, 0);
                    let at = self.local(date.to_datetime(place)) + minutes(&mut dice, 0, 23 * 60);
                    let office = self.any_office(&mut dice);
                    let serial = dice.next();
                    if dice.chance(self.parameters.noise) {
                        arrivals.push(Arrival {
                            at: self.clear_of_outages(at, office, kind),
                            practice,
                            kind,
                            lot: None,
                            office,
                            serial,
                        });
                    }
                }
            }
        }
        arrivals.sort();
        arrivals
    }

    fn make_lots(&self) -> Vec<Lot> {
        let mut sendings = Vec::new();
        for (place, practice) in self.parameters.practices.iter().enumerate() {
            // So near its end that the numbers of a longer plan begin anew.
            let mut number = Dice::of(self.seed, &[NUMBERS, place as u64]).between(980, 999);
            for (day, date) in self.days().filter(|(_, date)| self.works(practice, *date)) {
                for (which, &when) in practice.times.iter().enumerate() {
                    let keys = [SENDINGS, place as u64, day, which as u64];
                    let mut dice = Dice::of(self.seed, &keys);
                    if !dice.chance(practice.sends) {
                        continue;
                    }
                    let begun = self.local(date.to_datetime(when)) + minutes(&mut dice, 0, 25);
                    let offices = self.parameters.offices.len();
                    let first = self.any_office(&mut dice);
                    let most = practice.lots.min(u32::try_from(offices).expect("few"));
                    for nth in 0..dice.between(1, most.max(1)) as usize {
                        let made =
                            begun + SignedDuration::from_secs(7) * i32::try_from(nth).expect("few");
                        number = (number + 1) % 1000;
                        let office = (first + nth) % offices;
                        let invoices = dice.between(1, 40);
                        sendings.push((made, place, number, office, invoices));
                    }
                }
            }
        }
        sendings.sort_unstable();
        (0..)
            .zip(sendings)
            .map(|(index, sending)| self.lot(index, sending))
            .collect()
    }

    fn lot(
        &self,
        index: usize,
        (made, practice, number, office, invoices): (Timestamp, usize, u32, usize, u32),
    ) -> Lot {
        let local = self.parameters.place.zone.to_datetime(made);
        let emitter = self.practice(practice).emitter;
        Lot {
            index,
            practice,
            emitter: emitter.to_string().parse().expect("an emitter's number"),
            number: LotNumber::try_from(u16::try_from(number).expect("three digits"))
                .expect("three digits"),
            date: local.date(),
            caisse: self.caisse(office),
            made,
            stamp: format!("{}{:05}", local.strftime("%Y%m%d%H%M%S"), index % 100_000),
            invoices: u16::try_from(invoices).expect("few"),
            fate: self.fate(index),
        }
    }

    fn fate(&self, index: usize) -> Fate {
        if let Some(forced) = self.parameters.forced.get(&index) {
            return *forced;
        }
        let shares = self.parameters.shares;
        let mut fallen = Dice::of(self.seed, &[FATES, index as u64]).between(0, 999);
        for (share, fate) in [
            (shares.late, Fate::Late),
            (shares.arl_lost, Fate::ArlLost),
            (shares.silent, Fate::Silent),
            (shares.refused, Fate::Refused),
            (shares.not_delivered, Fate::NotDelivered),
            (shares.doubled, Fate::Doubled),
        ] {
            if fallen < share {
                return fate;
            }
            fallen -= share;
        }
        Fate::Acknowledged
    }

    fn make_outages(&self) -> Vec<Outage> {
        let mut outages = Vec::new();
        for office in 0..self.parameters.offices.len() {
            for (day, date) in self.days() {
                let mut dice = Dice::of(self.seed, &[OUTAGES, office as u64, day]);
                let begins = self.parameters.place.region.is_working_day(date)
                    && dice.chance(self.parameters.outages);
                if begins {
                    let from =
                        self.local(date.to_datetime(time(8, 0, 0, 0))) + minutes(&mut dice, 0, 540);
                    let until = from + minutes(&mut dice, 180, 60 * 60);
                    outages.push(Outage {
                        office,
                        from,
                        until,
                    });
                }
            }
        }
        outages
    }

    pub(super) fn clear_of_outages(&self, at: Timestamp, office: usize, kind: Kind) -> Timestamp {
        let mut at = at;
        if kind.is_of_the_caisse() {
            // In order of their beginnings, so that one that follows another is met too.
            for outage in self.outages.iter().filter(|outage| outage.office == office) {
                if (outage.from..outage.until).contains(&at) {
                    at = outage.until + SignedDuration::from_mins(1);
                }
            }
        }
        at
    }

    fn any_office(&self, dice: &mut Dice) -> usize {
        let last = u32::try_from(self.parameters.offices.len()).expect("few") - 1;
        dice.between(0, last) as usize
    }

    fn works(&self, practice: &Practice, date: Date) -> bool {
        let region = self.parameters.place.region;
        let saturday = date.weekday() == Weekday::Saturday && !region.is_holiday(date);
        region.is_working_day(date) || practice.saturdays && saturday
    }

    fn days(&self) -> impl Iterator<Item = (u64, Date)> {
        (0..).zip(
            self.parameters
                .begins
                .series(1.day())
                .take(usize::from(self.parameters.days)),
        )
    }

    pub(super) fn local(&self, moment: DateTime) -> Timestamp {
        self.parameters
            .place
            .zone
            .to_timestamp(moment)
            .expect("a moment of this century")
    }
}

pub(super) fn minutes(dice: &mut Dice, from: u32, until: u32) -> SignedDuration {
    SignedDuration::from_mins(i64::from(dice.between(from, until)))
}

pub(super) fn following(date: Date) -> Date {
    date.tomorrow().expect("a day of this century")
}
