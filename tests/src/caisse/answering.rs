//! What a caisse sends back, and when.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Weekday, time},
};

use super::{
    arrival::{Arrival, Kind, Outcome, Packing},
    dice::Dice,
    lot::{Fate, Lot},
    parameters::Answers,
    world::{DEADLINE, MARGIN, World, following, minutes},
};

/// What these dice are thrown for.
const ANSWERS: u64 = 5;

impl World {
    /// What comes back for one transmission of a lot, sent at `sent`. `transmission` counts from 1.
    #[must_use]
    pub fn answers(&self, lot: &Lot, transmission: u32, sent: Timestamp) -> Vec<Arrival> {
        let mut dice = Dice::of(
            self.seed(),
            &[ANSWERS, lot.index as u64, u64::from(transmission)],
        );
        let office = self.office_of(lot);
        let mut arrivals = Vec::new();
        let mut arrive = |at: Timestamp, kind: Kind, serial: u64| {
            arrivals.push(Arrival {
                at: self.clear_of_outages(at, office, kind),
                practice: lot.practice,
                kind,
                lot: Some(lot.index),
                office,
                serial,
            });
        };
        let again = transmission > 1;
        if lot.fate == Fate::Silent {
            return arrivals;
        }
        if lot.fate == Fate::NotDelivered && !again {
            arrive(
                sent + minutes(&mut dice, 1, 30),
                Kind::NonDelivery,
                dice.next(),
            );
            return arrivals;
        }
        let arl = Kind::Arl {
            positive: lot.fate != Fate::Refused,
        };
        let usual = self.usual_answer(office, sent, &mut dice);
        let serial = dice.next();
        match (lot.fate, again) {
            (Fate::ArlLost, false) => {}
            (Fate::Late, false) => arrive(sent + minutes(&mut dice, 51 * 60, 90 * 60), arl, serial),
            (Fate::Doubled, _) => {
                arrive(usual, arl, serial);
                arrive(usual + minutes(&mut dice, 1, 600), arl, serial);
            }
            _ => arrive(usual, arl, serial),
        }
        if lot.fate != Fate::Refused {
            let outcome = if again && lot.fate != Fate::NotDelivered {
                Outcome::AlreadyReceived
            } else {
                Outcome::Settled
            };
            let packing = *dice.pick(&Packing::ALL);
            let paid = self.some_working_days_later(sent, 2, 5, &mut dice);
            arrive(paid, Kind::Rsp(outcome, packing), dice.next());
            if outcome == Outcome::Settled && dice.chance(150) {
                let later = self.some_working_days_later(paid, 1, 2, &mut dice);
                arrive(later, Kind::ComplementaryReturn(packing), dice.next());
            }
        }
        for arrival in &mut arrivals {
            if arrival.kind.is_arl() {
                arrival.at = clear_of_deadlines(sent, arrival.at);
            }
        }
        arrivals
    }

    /// When the caisse would acknowledge what it received then.
    fn usual_answer(&self, office: usize, received: Timestamp, dice: &mut Dice) -> Timestamp {
        let region = self.parameters().place.region;
        let local = self.parameters().place.zone.to_datetime(received);
        match self.parameters().offices[office].answers {
            Answers::AtOnce => received + minutes(dice, 2, 55),
            Answers::AtFixedHours => {
                let mut date = local.date();
                loop {
                    let closed = date.weekday() == Weekday::Sunday || region.is_holiday(date);
                    let next = [time(6, 0, 0, 0), time(12, 30, 0, 0), time(20, 0, 0, 0)]
                        .map(|hour| self.local(date.to_datetime(hour)))
                        .into_iter()
                        .find(|&at| !closed && at > received);
                    match next {
                        Some(at) => return at + minutes(dice, 0, 10),
                        None => date = following(date),
                    }
                }
            }
            Answers::Slowly => {
                let mut days = 1 + u32::from(dice.chance(200));
                let mut date = local.date();
                while days > 0 {
                    date = following(date);
                    days -= u32::from(region.is_working_day(date));
                }
                self.local(date.to_datetime(time(8, 0, 0, 0))) + minutes(dice, 0, 600)
            }
        }
    }

    /// Early on a working day, `from` to `until` working days later.
    fn some_working_days_later(
        &self,
        begun: Timestamp,
        from: u32,
        until: u32,
        dice: &mut Dice,
    ) -> Timestamp {
        let place = &self.parameters().place;
        let days = u16::try_from(dice.between(from, until)).expect("few");
        let after = place.region.after_working_days(begun, days, &place.zone);
        let mut date = place.zone.to_datetime(after).date();
        let early = time(5, 30, 0, 0);
        if self.local(date.to_datetime(early)) <= begun {
            date = following(date);
        }
        self.local(date.to_datetime(early)) + minutes(dice, 0, 60)
    }

    fn office_of(&self, lot: &Lot) -> usize {
        let number = lot.caisse.number();
        self.parameters()
            .offices
            .iter()
            .position(|office| office.number == number)
            .expect("a lot of this world")
    }
}

/// An ARL that would come near the end of the first or second wait comes a margin after it. The
/// caisse's outages may be long enough for the second.
fn clear_of_deadlines(sent: Timestamp, at: Timestamp) -> Timestamp {
    let mut at = at;
    for deadline in [sent + DEADLINE, sent + DEADLINE + DEADLINE] {
        if (deadline - MARGIN..=deadline + MARGIN).contains(&at) {
            at = deadline + MARGIN + SignedDuration::from_mins(5);
        }
    }
    at
}
