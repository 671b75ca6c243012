//! The versions below which nothing is taken any more.

/// The highest versions that were verified, by role. They are kept apart from the datastore, so
/// that emptying it allows no way back.
///
/// A fetch hands back the floors that hold from then on. They are stored as they are, in place of
/// the earlier ones: a rotation of keys may lower those of the roles that it concerns, so that an
/// organisation recovers from a thief who published a version of 2⁶⁰.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Floors {
    /// Version of the root.
    pub root: u64,
    /// Version of the timestamp.
    pub timestamp: u64,
    /// Version of the snapshot.
    pub snapshot: u64,
    /// Version of the targets.
    pub targets: u64,
    /// When metadata was last verified, in seconds since 1970: a clock that is set back behind it
    /// makes nothing fresh again.
    pub seen: u64,
}

impl Floors {
    /// Each with its name, for a record.
    #[must_use]
    pub fn entries(&self) -> [(&'static str, u64); 5] {
        [
            ("root", self.root),
            ("timestamp", self.timestamp),
            ("snapshot", self.snapshot),
            ("targets", self.targets),
            ("seen", self.seen),
        ]
    }
}

impl<S: AsRef<str>> FromIterator<(S, u64)> for Floors {
    /// From a record; names that are not known are left out, those that are missing are 0.
    fn from_iter<I: IntoIterator<Item = (S, u64)>>(entries: I) -> Self {
        let mut floors = Self::default();
        for (name, number) in entries {
            match name.as_ref() {
                "root" => floors.root = number,
                "timestamp" => floors.timestamp = number,
                "snapshot" => floors.snapshot = number,
                "targets" => floors.targets = number,
                "seen" => floors.seen = number,
                _ => {}
            }
        }
        floors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_gives_back_what_it_was_given() {
        let floors = Floors {
            root: 1,
            timestamp: 40,
            snapshot: 7,
            targets: 6,
            seen: 1_800_000_000,
        };
        assert_eq!(floors.entries().into_iter().collect::<Floors>(), floors);
        assert_eq!(
            [("other", 3)].into_iter().collect::<Floors>(),
            Floors::default()
        );
    }
}
