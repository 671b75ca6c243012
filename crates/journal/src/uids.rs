//! What a check changes in the set of known messages.

use std::collections::HashSet;

use vigie_domain::report::CheckReport;

/// The longest unique id that is kept; RFC 1939 §7 allows 70 octets, some servers send more.
/// A message with a longer one is looked at again at every check.
const LONGEST: usize = 512;

/// How many unique ids one check adds at most.
const MOST: usize = 100_000;

/// Unique ids that a check adds to the known ones, and those that the server no longer lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UidDelta {
    /// Messages whose header was seen for the first time.
    pub learned: Vec<String>,
    /// Messages that are no longer there.
    pub gone: Vec<String>,
}

impl UidDelta {
    /// What the report changes in the known set. A check that did not list the messages changes
    /// nothing.
    #[must_use]
    pub fn of(report: &CheckReport, known: &HashSet<String>) -> Self {
        let Ok(seen) = &report.outcome else {
            return Self::default();
        };
        let Some(listed) = &seen.uids else {
            return Self::default();
        };
        let listed: HashSet<&str> = listed.iter().map(String::as_str).collect();
        let learned = seen
            .new_messages
            .iter()
            .map(|message| message.uid.as_str())
            .filter(|uid| uid.len() <= LONGEST && listed.contains(uid) && !known.contains(*uid))
            .take(MOST)
            .map(str::to_owned)
            .collect();
        let mut gone: Vec<String> = known
            .iter()
            .filter(|uid| !listed.contains(uid.as_str()))
            .cloned()
            .collect();
        gone.sort_unstable();
        Self { learned, gone }
    }

    /// Brings a known set up to date.
    pub fn apply(&self, known: &mut HashSet<String>) {
        for uid in &self.gone {
            known.remove(uid);
        }
        known.extend(self.learned.iter().cloned());
    }
}
