//! How likely a wait is to last longer than so much, learnt from earlier waits.

/// What is believed before anything was seen, and how many waits it is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The wait, in hours, that three of four waits stay below.
    pub three_quarters: f64,
    /// Once waits were seen, the same for the quickest caisse that is believed in.
    pub quickest: f64,
    /// How many observed waits weigh as much as this belief.
    pub weight: f64,
}

/// The waits seen, with a cautious belief beside them.
///
/// The estimate is the share of earlier waits that lasted longer, mixed with the prior's heavy
/// tail: it needs no model of the caisse, one odd wait moves it little, and it never calls
/// impossible what has merely not been seen yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    sorted: Vec<f64>,
    prior: Prior,
}

/// So many of the latest waits are kept.
const MOST: usize = 1000;
/// From so many waits on, what is common is read off them.
const COMMON: usize = 20;

impl Survival {
    /// From the waits seen, in hours, oldest first.
    #[must_use]
    pub fn learn(waits: impl DoubleEndedIterator<Item = f64>, prior: Prior) -> Self {
        let mut sorted: Vec<f64> = waits
            .rev()
            .filter(|wait| wait.is_finite())
            .take(MOST)
            .collect();
        sorted.sort_by(f64::total_cmp);
        Self { sorted, prior }
    }

    /// How many waits it was learnt from.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// The probability that a wait lasts longer than so many hours, between 0 and 1, never 0.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most a thousand waits")]
    pub fn longer_than(&self, hours: f64) -> f64 {
        let longer = self.sorted.len() - self.sorted.partition_point(|wait| *wait <= hours);
        let believed = self.believed(hours);
        (longer as f64 + self.prior.weight * believed)
            / (self.sorted.len() as f64 + self.prior.weight)
    }

    /// The heavy tail: it begins where the waits seen end to be common, so that a slow caisse is
    /// given more time and a quick one is not given days.
    fn believed(&self, hours: f64) -> f64 {
        let common = self
            .quantile(0.95)
            .filter(|_| self.sorted.len() >= COMMON)
            .map_or(self.prior.three_quarters, |wait| {
                wait.max(self.prior.quickest)
            });
        // (1 + 0.587 t)^-3 is one quarter at t = 1.
        (1.0 + 0.587 * hours.max(0.0) / common).powi(-3)
    }

    /// The wait that this share of the waits seen stays below, `None` where none was seen.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index into at most a thousand waits"
    )]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        let index = (share.clamp(0.0, 1.0) * last as f64).round() as usize;
        self.sorted.get(index).copied()
    }
}

/// The probability of seeing independent waits that are together at least as odd as these (R. A.
/// Fisher's combination), so that two waits that are each unusual count for more than either.
#[must_use]
pub fn together(probabilities: &[f64]) -> f64 {
    let odds: f64 = probabilities
        .iter()
        .map(|probability| -probability.max(1e-12).ln())
        .sum();
    let mut term = 1.0;
    let mut sum = 0.0;
    for (index, _) in probabilities.iter().enumerate() {
        sum += term;
        #[expect(clippy::cast_precision_loss, reason = "a handful of waits")]
        let next = (index + 1) as f64;
        term *= odds / next;
    }
    if probabilities.is_empty() {
        1.0
    } else {
        ((-odds).exp() * sum).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIOR: Prior = Prior {
        three_quarters: 2.0,
        quickest: 1.0,
        weight: 5.0,
    };

    #[test]
    fn nothing_seen_is_the_prior() {
        let none = Survival::learn(std::iter::empty(), PRIOR);
        assert!((none.longer_than(0.0) - 1.0).abs() < 1e-9);
        assert!((none.longer_than(2.0) - 0.25).abs() < 1e-3);
        assert_eq!(none.quantile(0.5), None);
    }

    #[test]
    fn what_was_seen_outweighs_the_prior_and_nothing_is_impossible() {
        let seen = Survival::learn((0..500).map(|wait| f64::from(wait % 5)), PRIOR);
        assert!((seen.longer_than(1.0) - 0.6).abs() < 0.02);
        let beyond = seen.longer_than(10.0);
        assert!(beyond > 0.0 && beyond < 0.01, "{beyond}");
        assert_eq!(seen.quantile(1.0), Some(4.0));
    }

    #[test]
    fn one_odd_wait_moves_the_estimate_little() {
        let calm = Survival::learn(std::iter::repeat_n(1.0, 100), PRIOR);
        let odd = Survival::learn(std::iter::repeat_n(1.0, 100).chain([1e6]), PRIOR);
        assert!((calm.longer_than(5.0) - odd.longer_than(5.0)).abs() < 0.011);
    }

    #[test]
    fn odd_waits_together_are_odder_and_ordinary_ones_are_not() {
        assert!((together(&[0.01]) - 0.01).abs() < 1e-12);
        assert!(together(&[0.01, 0.01]) < 0.0011);
        assert!(together(&[0.5, 0.5, 0.5]) > 0.5);
        assert!((together(&[]) - 1.0).abs() < 1e-12);
        assert!(together(&[0.0, 0.0]) >= 0.0);
    }
}
