//! Chance that falls the same way on every machine.

/// A small generator (`SplitMix64`), one for each purpose, so that one question more in one place
/// changes nothing in another.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The dice of a practice for one purpose.
    pub(crate) fn of(seed: u64, practice: u32, purpose: &str) -> Self {
        let mut dice = Self(seed ^ (u64::from(practice) << 20));
        for octet in purpose.bytes() {
            dice.0 ^= u64::from(octet);
            dice.draw();
        }
        dice
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to 1, without 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub(crate) fn next(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn happens(&mut self, chance: f64) -> bool {
        self.next() < chance
    }

    pub(crate) fn between(&mut self, [from, to]: [f64; 2]) -> f64 {
        from + (to - from) * self.next()
    }

    /// With that median, and that standard deviation of the logarithm.
    pub(crate) fn around(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp()
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.next().max(1e-12).ln()).sqrt() * (std::f64::consts::TAU * self.next()).cos()
    }
}
