//! What the signed targets name, and fetching what of it is not held.

use std::collections::BTreeMap;

use tough::{Repository, schema::Target};
use vigie_config::{MOST_OCTETS, PracticeNumber};

use super::{Change, FetchedFile, Held, SealedFile};
use crate::{
    Digest, FetchError, Limits, ListError, MOST_SEALED, PracticeList, http::Visitor, layout,
};

/// What the targets name for this practice. Names that stand for nothing this release knows are
/// left out of account.
pub(super) struct Contents {
    /// By id.
    documents: BTreeMap<String, Named>,
    list: Option<Named>,
}

struct Named {
    target: String,
    sha256: Digest,
    length: u64,
}

impl Contents {
    pub(super) fn of(
        repository: &Repository,
        practice: &PracticeNumber,
        limits: &Limits,
    ) -> Result<Self, FetchError> {
        if !repository.root().signed.consistent_snapshot {
            return Err(FetchError::Malformed {
                file: "root.json".to_owned(),
                detail: "no consistent snapshots".to_owned(),
            });
        }
        let own_list = layout::practice_list(&layout::bin(practice));
        let mut contents = Self {
            documents: BTreeMap::new(),
            list: None,
        };
        let mut octets = 0_u64;
        for (name, target) in &repository.targets().signed.targets {
            let name = name.raw();
            if let Some(id) = layout::document_id(name) {
                let named = Named::of(name, target, limits.document)?;
                octets = octets.saturating_add(named.length);
                contents.documents.insert(id.to_owned(), named);
            } else if name == own_list {
                contents.list = Some(Named::of(name, target, layout::most::LIST)?);
            }
        }
        for (size, most) in [
            (contents.documents.len() as u64, limits.documents as u64),
            (octets, MOST_OCTETS as u64),
        ] {
            if size > most {
                return Err(FetchError::TooManyDocuments { most });
            }
        }
        Ok(contents)
    }

    /// The list of the practice's bin: the kept one where it is still the one that is signed,
    /// nothing where there is none.
    pub(super) async fn list(&self, visitor: &Visitor, kept: String) -> Result<String, FetchError> {
        match &self.list {
            None => Ok(String::new()),
            Some(named) if named.sha256 == Digest::of(kept.as_bytes()) => Ok(kept),
            Some(named) => super::text(named.fetch(visitor).await?),
        }
    }

    /// The set's digest, and what is to be in force where that is not what was settled.
    pub(super) async fn change(
        &self,
        visitor: &Visitor,
        held: &Held,
        list: &str,
        practice: &PracticeNumber,
    ) -> Result<(Digest, Option<Change>), FetchError> {
        let list = match PracticeList::read(list.as_bytes()) {
            _ if list.is_empty() => PracticeList::default(),
            Ok(list) => list,
            Err(error @ ListError::Later(_)) => {
                tracing::info!(%error, "what is for this practice alone is not read");
                PracticeList::default()
            }
            Err(error) => {
                return Err(FetchError::Malformed {
                    file: layout::practice_list(&layout::bin(practice)),
                    detail: error.to_string(),
                });
            }
        };
        let entries = list.files(practice);
        let mut names = String::new();
        for (id, named) in &self.documents {
            names.extend([id.as_str(), " ", &named.sha256.to_string(), "\n"]);
        }
        for entry in entries {
            names.extend(["/ ", &entry.sha256.to_string(), "\n"]);
        }
        let set = Digest::of(names.as_bytes());
        if held.settled == Some(set) {
            return Ok((set, None));
        }
        let mut documents = Vec::with_capacity(self.documents.len());
        for (id, named) in &self.documents {
            let name = format!("{id}.json");
            let is_held = held.documents.get(&name) == Some(&named.sha256);
            let content = if is_held {
                None
            } else {
                Some(named.fetch(visitor).await?)
            };
            documents.push(FetchedFile {
                name,
                sha256: named.sha256,
                content,
            });
        }
        let mut sealed = Vec::with_capacity(entries.len());
        for entry in entries {
            let content = if held.sealed.contains(&entry.sha256) {
                None
            } else {
                let file = layout::sealed_file(&entry.sha256);
                let most = entry.length.min(MOST_SEALED as u64);
                Some(matching(visitor, file, most, &entry.sha256).await?)
            };
            sealed.push(SealedFile {
                sha256: entry.sha256,
                content,
            });
        }
        let change = Change {
            set,
            documents,
            sealed,
        };
        Ok((set, Some(change)))
    }
}

impl Named {
    fn of(name: &str, target: &Target, most: u64) -> Result<Self, FetchError> {
        let digest: Option<[u8; 32]> = target.hashes.sha256.as_ref().try_into().ok();
        let sha256 = digest
            .map(Digest::from_octets)
            .ok_or_else(|| FetchError::Malformed {
                file: name.to_owned(),
                detail: "its digest is none".to_owned(),
            })?;
        if target.length > most {
            return Err(FetchError::TooLong {
                file: name.to_owned(),
                most,
            });
        }
        Ok(Self {
            target: name.to_owned(),
            sha256,
            length: target.length,
        })
    }

    async fn fetch(&self, visitor: &Visitor) -> Result<Vec<u8>, FetchError> {
        let file = layout::target_file(&self.target, &self.sha256);
        matching(visitor, file, self.length, &self.sha256).await
    }
}

/// A file, read whole, that has this digest.
async fn matching(
    visitor: &Visitor,
    file: String,
    most: u64,
    sha256: &Digest,
) -> Result<Vec<u8>, FetchError> {
    let octets = visitor.get(&file, most).await?;
    if Digest::of(&octets) == *sha256 {
        Ok(octets)
    } else {
        Err(FetchError::Mismatch { file })
    }
}
