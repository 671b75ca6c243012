//! What was seen before, and what may not be older than that.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use tough::{
    Repository,
    schema::{Role, RoleType, Root, Signed},
};

use super::{causes, kept::Versions};
use crate::{FetchError, Floors};

/// How far a clock may stand behind what was seen before it is remarked.
const TOLERANCE: SignedDuration = SignedDuration::from_hours(24);

/// The moment by which expiry is judged, and whether the clock is behind it.
///
/// A clock that is set back would make old metadata fresh again, so what was already seen counts.
/// It is only ever noted while the metadata of that day was good, so a clock that was ahead for a
/// while keeps nothing out that is published afterwards.
pub(super) fn judged(now: Timestamp, floors: &Floors) -> (Timestamp, bool) {
    let seen = i64::try_from(floors.seen)
        .ok()
        .and_then(|seen| Timestamp::from_second(seen).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH);
    (now.max(seen), seen.duration_since(now) > TOLERANCE)
}

/// The versions of verified metadata.
pub(super) fn versions(repository: &Repository) -> Versions {
    Versions {
        root: repository.root().signed.version.get(),
        timestamp: repository.timestamp().signed.version.get(),
        snapshot: repository.snapshot().signed.version.get(),
        targets: repository.targets().signed.version.get(),
    }
}

/// The floors under the last of these roots, which led from the floors' own root to it.
///
/// A thief of the keys of timestamp or snapshot may have published a version of 2⁶⁰. New keys begin
/// anew (specification, 5.3.11); those of the targets do so for the targets.
pub(super) fn under(floors: &Floors, roots: &[Signed<Root>]) -> Floors {
    let then = roots
        .iter()
        .find(|root| root.signed.version.get() == floors.root);
    let rotated = |role| match (then, roots.last()) {
        (Some(then), Some(now)) => is_rotated(&then.signed, &now.signed, role),
        _ => false,
    };
    let mut floors = *floors;
    if rotated(RoleType::Timestamp) || rotated(RoleType::Snapshot) {
        floors.timestamp = 0;
        floors.snapshot = 0;
    }
    if rotated(RoleType::Targets) {
        floors.targets = 0;
    }
    floors
}

/// Refuses versions below the floors.
pub(super) fn check_versions(offered: &Versions, floors: &Floors) -> Result<(), FetchError> {
    for (role, offered, known) in [
        ("root", offered.root, floors.root),
        ("timestamp", offered.timestamp, floors.timestamp),
        ("snapshot", offered.snapshot, floors.snapshot),
        ("targets", offered.targets, floors.targets),
    ] {
        if offered < known {
            return Err(FetchError::Rollback {
                role,
                offered,
                known,
            });
        }
    }
    Ok(())
}

/// Refuses what is past its date, and says until when all of it is good.
pub(super) fn check_expiry(
    repository: &Repository,
    judged: Timestamp,
    server_time: Option<Timestamp>,
) -> Result<Timestamp, FetchError> {
    let until = [
        end(&repository.root().signed),
        end(&repository.timestamp().signed),
        end(&repository.snapshot().signed),
        end(&repository.targets().signed),
    ];
    let (until, role) = until
        .into_iter()
        .min_by_key(|(until, _)| *until)
        .unwrap_or_default();
    if judged < until {
        Ok(until)
    } else {
        Err(FetchError::Expired {
            role,
            until,
            server_time,
        })
    }
}

fn end<R: Role>(role: &R) -> (Timestamp, &'static str) {
    (role.expires(), causes::name(R::TYPE))
}

/// Whether the old keys that remain are too few to sign for the role: whoever held them all has
/// lost it. Where one key of several was replaced, the old ones could still sign what is old.
fn is_rotated(then: &Root, now: &Root, role: RoleType) -> bool {
    let (Some(then), Some(now)) = (then.roles.get(&role), now.roles.get(&role)) else {
        return false;
    };
    let old: BTreeSet<&[u8]> = then.keyids.iter().map(AsRef::as_ref).collect();
    let new: BTreeSet<&[u8]> = now.keyids.iter().map(AsRef::as_ref).collect();
    (old.intersection(&new).count() as u64) < now.threshold.get()
}
