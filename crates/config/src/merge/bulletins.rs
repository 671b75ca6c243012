//! Which bulletins stand.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::document::{Body, Bulletin, Document, Severity};

/// A bulletin that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its document's id, by which it is notified once.
    pub id: String,
    /// The bulletin.
    pub bulletin: Bulletin,
}

pub(super) fn standing(reaching: &[&Document], now: Timestamp) -> Vec<Standing> {
    let bulletins = || {
        reaching.iter().filter_map(|document| match &document.body {
            Body::Bulletin(bulletin) => Some((&document.id, bulletin.as_ref())),
            _ => None,
        })
    };
    let mut gone: BTreeSet<&str> = BTreeSet::new();
    for document in reaching {
        if let Body::Withdrawal(ids) = &document.body {
            gone.extend(ids.iter().map(String::as_str));
        }
    }
    // What was replaced stays replaced, also when the newer one ends first or is withdrawn.
    for (_, bulletin) in bulletins().filter(|(_, bulletin)| bulletin.from <= now) {
        gone.extend(bulletin.replaces.iter().map(String::as_str));
    }
    let mut standing: Vec<Standing> = bulletins()
        .filter(|(id, bulletin)| {
            bulletin.from <= now && now < bulletin.until && !gone.contains(id.as_str())
        })
        .map(|(id, bulletin)| Standing {
            id: id.clone(),
            bulletin: bulletin.clone(),
        })
        .collect();
    standing.sort_by(|a, b| {
        let key = |standing: &Standing| {
            let calm = standing.bulletin.severity != Severity::Incident;
            (calm, std::cmp::Reverse(standing.bulletin.from))
        };
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
    standing
}
