//! Metadata of The Update Framework: parsed, signed, and written in one form.

use std::collections::{BTreeSet, HashMap};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use jiff::{SignedDuration, Timestamp, Unit};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use tough::schema::{Metafile, Role, RoleType, Root, Signature, Signed, key::Key};

use crate::keys::{KeyError, KeyId, SigningKey};

/// The version of the specification that the metadata follows.
pub(crate) const SPEC_VERSION: &str = "1.0.0";

/// Hours for which metadata of each kind is taken. Afterwards agents keep what they have, say so
/// in their diagnostics, and take nothing new before it is signed again.
pub(crate) mod term {
    use jiff::SignedDuration;

    /// A root: two years. Its holders meet once before then.
    pub(crate) const ROOT: SignedDuration = SignedDuration::from_hours(730 * 24);
    /// The documents: half a year.
    pub(crate) const TARGETS: SignedDuration = SignedDuration::from_hours(180 * 24);
    /// Which documents count: a month.
    pub(crate) const SNAPSHOT: SignedDuration = SignedDuration::from_hours(30 * 24);
    /// That they are still the last: a week, so that a server may be ill over a long weekend.
    /// Without one of our keys, nobody can hold a practice back at an old configuration for
    /// longer unseen.
    pub(crate) const TIMESTAMP: SignedDuration = SignedDuration::from_hours(7 * 24);
}

/// What our metadata says besides, under the field `vigie`; it is signed with the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Besides {
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) made: Option<Timestamp>,
    /// Why, in its author's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// In a root: the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organisation: Option<String>,
    /// In a root: what its keys are called, by their ids.
    #[serde(default, skip_serializing_if = "HashMap::is_empty")]
    pub(crate) names: HashMap<String, String>,
}

const BESIDES: &str = "vigie";

impl Besides {
    /// What metadata says besides; nothing of it decides anything.
    pub(crate) fn of(extra: &HashMap<String, Value>) -> Self {
        let value = extra.get(BESIDES).cloned();
        let besides = value.and_then(|value| serde_json::from_value(value).ok());
        besides.unwrap_or_default()
    }

    /// As it is put into metadata.
    pub(crate) fn into_extra(self) -> HashMap<String, Value> {
        let value = serde_json::to_value(self).ok();
        let field = value.map(|value| (BESIDES.to_owned(), value));
        field.into_iter().collect()
    }
}

/// Metadata that cannot be written or signed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MetadataError {
    /// It has no canonical form.
    #[error("the metadata cannot be written")]
    Unwritable,
    /// The key does not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Parses signed metadata; nothing is verified.
pub(crate) fn parse<T: DeserializeOwned>(octets: &[u8]) -> Option<Signed<T>> {
    serde_json::from_slice(octets).ok()
}

/// The one form in which we write metadata: what is signed in its canonical form, the signatures
/// by their keys.
pub(crate) fn write<T: Role>(metadata: &Signed<T>) -> Result<Vec<u8>, MetadataError> {
    let unwritable = |_| MetadataError::Unwritable;
    let canonical = metadata.signed.canonical_form();
    let canonical = canonical.map_err(|_| MetadataError::Unwritable)?;
    let mut signatures = metadata.signatures.clone();
    signatures.sort_by(|one, other| one.keyid.cmp(&other.keyid));
    let mut octets = b"{\"signatures\":".to_vec();
    octets.extend(serde_json::to_vec(&signatures).map_err(unwritable)?);
    octets.extend_from_slice(b",\"signed\":");
    octets.extend(canonical);
    octets.extend_from_slice(b"}\n");
    // Canonical JSON is no JSON where a text holds control characters.
    serde_json::from_slice::<Value>(&octets).map_err(unwritable)?;
    Ok(octets)
}

/// Signs with a key, once.
pub(crate) fn sign<T: Role>(
    metadata: &mut Signed<T>,
    key: &SigningKey,
) -> Result<(), MetadataError> {
    let canonical = metadata.signed.canonical_form();
    let signature = key.sign(&canonical.map_err(|_| MetadataError::Unwritable)?)?;
    metadata
        .signatures
        .retain(|other| other.keyid != signature.keyid);
    metadata.signatures.push(signature);
    Ok(())
}

/// The keys of a role in a root whose signatures are right, each once.
pub(crate) fn signers<T: Role>(metadata: &Signed<T>, root: &Root) -> BTreeSet<KeyId> {
    let Ok(canonical) = metadata.signed.canonical_form() else {
        return BTreeSet::new();
    };
    let Some(role) = root.roles.get(&T::TYPE) else {
        return BTreeSet::new();
    };
    let is_right = |signature: &&Signature| {
        role.keyids.contains(&signature.keyid)
            && root
                .keys
                .get(&signature.keyid)
                .is_some_and(|key| verifies(key, &canonical, &signature.sig))
    };
    let right = metadata.signatures.iter().filter(is_right);
    right.map(|signature| signature.keyid.clone()).collect()
}

/// Whether enough keys of the root signed.
pub(crate) fn is_signed<T: Role>(metadata: &Signed<T>, root: &Root) -> bool {
    signers(metadata, root).len() as u64 >= threshold(root, T::TYPE)
}

/// How many keys must sign.
pub(crate) fn threshold(root: &Root, role: RoleType) -> u64 {
    let role = root.roles.get(&role);
    role.map_or(u64::MAX, |role| role.threshold.get())
}

/// Takes over the signatures of another copy of the same metadata; `false` where it is not the same.
pub(crate) fn merge<T: Role + PartialEq>(into: &mut Signed<T>, other: &Signed<T>) -> bool {
    if into.signed != other.signed {
        return false;
    }
    for signature in &other.signatures {
        if !into.signatures.contains(signature) {
            into.signatures.push(signature.clone());
        }
    }
    true
}

/// Leaves out signatures that are wrong, of keys that none of these roots knows, or there twice.
pub(crate) fn keep_right_signatures<T: Role>(metadata: &mut Signed<T>, roots: &[&Root]) {
    let right: BTreeSet<KeyId> = roots
        .iter()
        .flat_map(|root| signers(metadata, root))
        .collect();
    let mut kept = BTreeSet::new();
    metadata.signatures.retain(|signature| {
        right.contains(&signature.keyid) && kept.insert(signature.keyid.clone())
    });
}

/// The moment until which metadata made now is taken, in whole seconds.
pub(crate) fn expires(now: Timestamp, term: SignedDuration) -> Timestamp {
    let until = now.saturating_add(term).unwrap_or(Timestamp::MAX);
    until.round(Unit::Second).unwrap_or(until)
}

/// This moment in whole seconds.
pub(crate) fn whole_seconds(now: Timestamp) -> Timestamp {
    now.round(Unit::Second).unwrap_or(now)
}

/// How metadata names another file of it.
pub(crate) fn metafile(octets: &[u8], version: std::num::NonZeroU64) -> Metafile {
    Metafile {
        length: Some(octets.len() as u64),
        hashes: Some(hashes(octets)),
        version,
        _extra: HashMap::new(),
    }
}

/// The digests of octets, as metadata writes them.
pub(crate) fn hashes(octets: &[u8]) -> tough::schema::Hashes {
    tough::schema::Hashes {
        sha256: vigie_steering::Digest::of(octets).octets().to_vec().into(),
        _extra: HashMap::new(),
    }
}

/// Only Ed25519 is used here; a signature of another kind counts for nothing.
fn verifies(key: &Key, message: &[u8], signature: &[u8]) -> bool {
    match key {
        Key::Ed25519 { keyval, .. } => UnparsedPublicKey::new(&ED25519, &*keyval.public)
            .verify(message, signature)
            .is_ok(),
        _ => false,
    }
}
