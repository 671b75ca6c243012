//! Chance that is the same on every machine.

/// A small generator (`SplitMix64`), begun anew for each thing that is decided, so that one
/// decision never shifts another.
pub struct Dice(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// The dice of one thing: the same seed and keys always fall the same way.
    #[must_use]
    pub fn of(seed: u64, keys: &[u64]) -> Self {
        let mut dice = Self(seed);
        for key in keys {
            dice.0 = dice.next() ^ key.wrapping_mul(STEP);
        }
        dice
    }

    /// The next number.
    #[expect(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `from` to `until`, both included.
    pub fn between(&mut self, from: u32, until: u32) -> u32 {
        let width = u64::from(until.saturating_sub(from)) + 1;
        from + u32::try_from(self.next() % width).unwrap_or_default()
    }

    /// Whether something happens whose chance is so many thousandths.
    pub fn chance(&mut self, thousandths: u32) -> bool {
        self.between(0, 999) < thousandths
    }

    /// One of these; panics where there is none.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        let last = u32::try_from(among.len()).expect("few") - 1;
        &among[self.between(0, last) as usize]
    }
}
