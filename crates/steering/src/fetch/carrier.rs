//! Brings metadata to the verifier: only the files that a repository has, each within its bound.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_lite::stream;
use reqwest::Url;
use serde::Deserialize;
use tough::{Bytes, Transport, TransportError, TransportErrorKind, TransportStream, async_trait};

use crate::{
    Digest, FetchError,
    http::{Validators, Visitor},
    layout,
};

/// Brings files, and remembers what it brought.
#[derive(Clone, Debug)]
pub(super) struct Carrier(Arc<Carried>);

#[derive(Debug)]
struct Carried {
    visitor: Arc<Visitor>,
    /// New roots that may still be brought.
    rotations: u64,
    brought: Mutex<Brought>,
}

/// What was brought, as it was served.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub(super) roots: BTreeMap<u64, Vec<u8>>,
    pub(super) timestamp: Vec<u8>,
    pub(super) validators: Validators,
    pub(super) snapshot: Vec<u8>,
    pub(super) targets: Vec<u8>,
    /// The first failure: the verifier only knows that there was one.
    pub(super) failed: Option<FetchError>,
    /// The timestamp that the poll brought already.
    offered: Option<Vec<u8>>,
    /// What is kept of the last time; each is brought again if it is what was signed.
    kept: Vec<Vec<u8>>,
}

enum Kind {
    Root(u64),
    Timestamp,
    Snapshot,
    Targets,
}

impl Carrier {
    pub(super) fn new(
        visitor: Arc<Visitor>,
        rotations: u64,
        offered: Option<(Vec<u8>, Validators)>,
        kept: Vec<Vec<u8>>,
    ) -> Self {
        let (offered, validators) = offered.unzip();
        let brought = Brought {
            offered,
            validators: validators.unwrap_or_default(),
            kept,
            ..Brought::default()
        };
        Self(Arc::new(Carried {
            visitor,
            rotations,
            brought: Mutex::new(brought),
        }))
    }

    /// What was brought; nothing is left behind.
    pub(super) fn take(&self) -> Brought {
        std::mem::take(&mut *self.brought())
    }

    fn brought(&self) -> MutexGuard<'_, Brought> {
        self.0
            .brought
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    async fn bring(&self, kind: &Kind, file: &str) -> Result<Vec<u8>, FetchError> {
        let visitor = &self.0.visitor;
        match kind {
            Kind::Root(version) => {
                if self.brought().roots.len() as u64 >= self.0.rotations {
                    let most = self.0.rotations;
                    return Err(FetchError::TooManyRoots { most });
                }
                let octets = visitor.get(file, layout::most::ROOT).await?;
                let mut brought = self.brought();
                // What was offered was signed under an older root: the new one may name new keys.
                brought.offered = None;
                brought.roots.insert(*version, octets.clone());
                Ok(octets)
            }
            Kind::Timestamp => {
                let offered = self.brought().offered.take();
                let octets = if let Some(octets) = offered {
                    octets
                } else {
                    let most = layout::most::TIMESTAMP;
                    let (octets, validators) = visitor.get_anew(file, most).await?;
                    self.brought().validators = validators;
                    octets
                };
                self.brought().timestamp.clone_from(&octets);
                Ok(octets)
            }
            Kind::Snapshot => {
                let signed = signed_digest(&self.brought().timestamp, "snapshot.json");
                let octets = self.signed(file, signed, layout::most::SNAPSHOT).await?;
                self.brought().snapshot.clone_from(&octets);
                Ok(octets)
            }
            Kind::Targets => {
                let signed = signed_digest(&self.brought().snapshot, "targets.json");
                let octets = self.signed(file, signed, layout::most::TARGETS).await?;
                self.brought().targets.clone_from(&octets);
                Ok(octets)
            }
        }
    }

    /// A file whose digest other metadata has signed.
    async fn signed(
        &self,
        file: &str,
        signed: Option<Digest>,
        most: u64,
    ) -> Result<Vec<u8>, FetchError> {
        // By version alone, files that do not belong together could be mixed.
        let signed = signed.ok_or_else(|| FetchError::Malformed {
            file: file.to_owned(),
            detail: "no digest of it is signed".to_owned(),
        })?;
        let kept = self
            .brought()
            .kept
            .iter()
            .position(|kept| Digest::of(kept) == signed);
        if let Some(at) = kept {
            return Ok(self.brought().kept.swap_remove(at));
        }
        let octets = self.0.visitor.get(file, most).await?;
        if Digest::of(&octets) == signed {
            Ok(octets)
        } else {
            Err(FetchError::Mismatch {
                file: file.to_owned(),
            })
        }
    }
}

#[async_trait]
impl Transport for Carrier {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        let name = url.path_segments().and_then(|mut path| path.next_back());
        let name = name.unwrap_or_default();
        let file = format!("{}/{name}", layout::METADATA);
        let result = match kind(name) {
            Some(kind) => match self.bring(&kind, &file).await {
                // A store that hides what is there answers "forbidden" for what is not.
                Err(FetchError::Missing { .. } | FetchError::Status { status: 403, .. })
                    if matches!(kind, Kind::Root(_)) =>
                {
                    return Err(TransportError::new(TransportErrorKind::FileNotFound, url));
                }
                result => result,
            },
            None => Err(FetchError::Malformed {
                file,
                detail: "no such role is followed".to_owned(),
            }),
        };
        let result = result.map(Bytes::from).map_err(|error| {
            let failure = TransportError::new(TransportErrorKind::Other, &url);
            self.brought().failed.get_or_insert(error);
            failure
        });
        // The failure goes into the stream: before it, the verifier would take any failure for a
        // root that is not there, and stay with an old one.
        Ok(Box::pin(stream::once(result)))
    }
}

/// Which metadata a name stands for.
fn kind(name: &str) -> Option<Kind> {
    if name == layout::TIMESTAMP {
        return Some(Kind::Timestamp);
    }
    let (version, role) = name.split_once('.')?;
    let version: u64 = version.parse().ok()?;
    match role {
        "root.json" => Some(Kind::Root(version)),
        "snapshot.json" => Some(Kind::Snapshot),
        "targets.json" => Some(Kind::Targets),
        _ => None,
    }
}

/// The digest that metadata, not verified yet, states for another file.
fn signed_digest(metadata: &[u8], file: &str) -> Option<Digest> {
    #[derive(Deserialize)]
    struct Metadata {
        signed: Signed,
    }
    #[derive(Deserialize)]
    struct Signed {
        meta: BTreeMap<String, Meta>,
    }
    #[derive(Deserialize)]
    struct Meta {
        hashes: Hashes,
    }
    #[derive(Deserialize)]
    struct Hashes {
        sha256: Digest,
    }
    let metadata: Metadata = serde_json::from_slice(metadata).ok()?;
    Some(metadata.signed.meta.get(file)?.hashes.sha256)
}
