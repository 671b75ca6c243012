//! The agent's half: what is new is fetched, verified whole, and handed over; or nothing is.

mod carrier;
mod causes;
mod contents;
mod kept;
mod known;

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use reqwest::Url;
use tough::{
    ExpirationEnforcement, Repository, RepositoryLoader,
    schema::{Root, Signed},
};
use vigie_config::PracticeNumber;

use self::{
    carrier::Carrier,
    contents::Contents,
    kept::{Poll, Verified, Versions},
};
use crate::{
    Digest, Enrolment, EnrolmentAddress, FetchError, Floors, Http, Limits, enrolment,
    http::{Answer, Validators, Visitor},
    layout,
};

/// What is asked for, and what is known already.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The organisation.
    pub enrolment: &'a Enrolment,
    /// A folder of the agent's own for verified metadata; made where it is not there. One fetch
    /// at a time may use it. Emptying it is harmless.
    pub datastore: &'a Path,
    /// The floors of this organisation's root, from the record.
    pub floors: &'a Floors,
    /// What the record holds.
    pub held: &'a Held,
    /// The practice's number.
    pub practice: &'a PracticeNumber,
}

/// What the agent holds of this organisation, so that it is not fetched again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The digests of the documents for many, by file name.
    pub documents: BTreeMap<String, Digest>,
    /// The digests of the sealed files that it keeps.
    pub sealed: BTreeSet<Digest>,
    /// [`Change::set`] of the change that was last dealt with: kept, or refused because a document
    /// was wrong. It is set only after that, so that a crash in between loses nothing. `None` makes
    /// the next fetch hand over the whole set once more; what is held is not fetched again.
    pub settled: Option<Digest>,
}

/// What came of a fetch.
#[derive(Debug)]
pub struct Visit {
    /// The result.
    pub outcome: Result<Fetched, FetchError>,
    /// How long the server wishes not to be asked again (`Retry-After`, RFC 9110 §10.2.3), at most
    /// a day.
    pub pause: Option<Duration>,
    /// Octets of bodies that were read.
    pub octets: u64,
    /// Requests that were made.
    pub requests: u32,
}

/// Verified metadata, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The floors from now on: to be stored as they are before the next fetch.
    pub floors: Floors,
    /// Until when what is known counts as fresh.
    pub expires: Timestamp,
    /// The clock stands more than a day before what was already seen: expiry was judged by what was
    /// seen.
    pub clock_behind: bool,
    /// What is to be in force, where it is not [`Held::settled`].
    pub change: Option<Change>,
}

/// The whole set that is to be in force, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What names this set.
    pub set: Digest,
    /// Every document for many, by file name; those that are held and not among them are gone.
    pub documents: Vec<FetchedFile>,
    /// Every file for this practice alone.
    pub sealed: Vec<SealedFile>,
}

/// A document for many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedFile {
    /// Its name, `<id>.json`.
    pub name: String,
    /// Its digest.
    pub sha256: Digest,
    /// Its content; `None` where it is held.
    pub content: Option<Vec<u8>>,
}

/// A file that is sealed to this practice: [`open_sealed`](crate::open_sealed) opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFile {
    /// Its digest.
    pub sha256: Digest,
    /// Its sealed content; `None` where it is held.
    pub content: Option<Vec<u8>>,
}

/// Fetches what is new and verifies it, whole or not at all.
///
/// `now` judges what is past its date. Nothing is written but the datastore, and that only after
/// everything was verified; what the agent keeps is for the caller to store.
pub async fn fetch(asked: &Asked<'_>, http: &Http, limits: &Limits, now: Timestamp) -> Visit {
    let visitor = match http.visit(asked.enrolment.repository(), limits) {
        Ok(visitor) => Arc::new(visitor),
        Err(error) => {
            return Visit {
                outcome: Err(error),
                pause: None,
                octets: 0,
                requests: 0,
            };
        }
    };
    let fetching = Fetching {
        asked,
        visitor: Arc::clone(&visitor),
        limits,
        now,
    };
    let outcome = Box::pin(fetching.run()).await;
    let tally = visitor.tally();
    Visit {
        outcome,
        pause: tally.pause,
        octets: tally.octets,
        requests: tally.requests,
    }
}

/// Fetches an enrolment file; [`Enrolment::read`] reads it.
pub async fn fetch_enrolment(
    address: &EnrolmentAddress,
    http: &Http,
    limits: &Limits,
) -> Result<Vec<u8>, FetchError> {
    let EnrolmentAddress(url) = address;
    let name = url.path_segments().and_then(|mut path| path.next_back());
    let file = format!("./{}", name.unwrap_or_default());
    let visitor = http.visit(url, limits)?;
    visitor.get(&file, enrolment::MOST_OCTETS as u64).await
}

struct Fetching<'a> {
    asked: &'a Asked<'a>,
    visitor: Arc<Visitor>,
    limits: &'a Limits,
    now: Timestamp,
}

impl Fetching<'_> {
    async fn run(&self) -> Result<Fetched, FetchError> {
        let floors = self.asked.floors;
        let organisation = self.asked.enrolment.root();
        let datastore = self.asked.datastore.to_owned();
        let poll = in_background(move || {
            std::fs::create_dir_all(&datastore)?;
            Ok(kept::poll(&datastore))
        })
        .await?
        .filter(|poll| poll.organisation == organisation && poll.versions.reach(floors))
        .filter(|poll| poll.practice == layout::practice(self.asked.practice));
        let (judged, clock_behind) = known::judged(self.now, floors);
        // Only what is still good and already dealt with needs nothing more than "unchanged".
        let usable = poll
            .as_ref()
            .filter(|poll| judged < poll.expires && self.asked.held.settled == Some(poll.set));
        let none = Validators::default();
        let validators = usable.map_or(&none, |poll| &poll.validators);
        let file = format!("{}/{}", layout::METADATA, layout::TIMESTAMP);
        let most = layout::most::TIMESTAMP;
        match self.visitor.get_if_changed(&file, most, validators).await? {
            Answer::Unchanged => match usable {
                Some(poll) => Ok(Fetched {
                    floors: *floors,
                    expires: poll.expires,
                    clock_behind,
                    change: None,
                }),
                None => Err(FetchError::Status { file, status: 304 }),
            },
            Answer::Body { octets, validators } => {
                self.update((octets, validators), judged, clock_behind)
                    .await
            }
        }
    }

    /// The timestamp is another one: all that it leads to is verified.
    async fn update(
        &self,
        timestamp: (Vec<u8>, Validators),
        judged: Timestamp,
        clock_behind: bool,
    ) -> Result<Fetched, FetchError> {
        let datastore = self.asked.datastore.to_owned();
        let organisation = self.asked.enrolment.root();
        let verified = in_background(move || Ok(kept::verified(&datastore)))
            .await?
            .filter(|verified| verified.organisation == organisation);
        let floors = self.known_floors(verified.as_ref());
        let (first, kept, list) = match verified {
            Some(verified) => (
                verified.root.into_bytes(),
                vec![
                    verified.snapshot.into_bytes(),
                    verified.targets.into_bytes(),
                ],
                verified.list,
            ),
            None => (self.first_root().await?, Vec::new(), String::new()),
        };
        let rotations = self.limits.rotations;
        let carrier = Carrier::new(Arc::clone(&self.visitor), rotations, Some(timestamp), kept);
        let work = Work::new(self.asked.datastore)
            .await
            .map_err(FetchError::Folder)?;
        let loaded = self.load(&first, carrier.clone(), &work).await;
        work.end().await;
        let mut brought = carrier.take();
        let repository = match loaded {
            Ok(repository) => repository,
            Err(error) => {
                let error = causes::of(&error, brought.failed.take());
                if let FetchError::TooManyRoots { .. } = error {
                    let floors = known::under(&floors, &roots(&first, &brought)?);
                    self.keep_root(&brought, &floors).await?;
                }
                return Err(error);
            }
        };
        let floors = known::under(&floors, &roots(&first, &brought)?);
        let versions = known::versions(&repository);
        known::check_versions(&versions, &floors)?;
        let server_time = self.visitor.tally().server_time;
        let expires = known::check_expiry(&repository, judged, server_time)?;
        let contents = Contents::of(&repository, self.asked.practice, self.limits)?;
        let list = contents.list(&self.visitor, list).await?;
        let (set, change) = contents
            .change(&self.visitor, self.asked.held, &list, self.asked.practice)
            .await?;
        let root = brought.roots.pop_last().map_or(first, |(_, root)| root);
        let organisation = self.asked.enrolment.root();
        let verified = Verified {
            organisation,
            root: text(root)?,
            versions,
            snapshot: text(brought.snapshot)?,
            targets: text(brought.targets)?,
            list,
        };
        let poll = Poll {
            organisation,
            practice: layout::practice(self.asked.practice),
            validators: brought.validators,
            versions,
            expires,
            set,
        };
        let datastore = self.asked.datastore.to_owned();
        in_background(move || kept::keep(&datastore, &verified, &poll)).await?;
        let now = u64::try_from(self.now.as_second()).unwrap_or_default();
        Ok(Fetched {
            floors: Floors {
                root: versions.root,
                timestamp: versions.timestamp,
                snapshot: versions.snapshot,
                targets: versions.targets,
                seen: floors.seen.max(now),
            },
            expires,
            clock_behind,
            change,
        })
    }

    /// The first root, which the enrolment names by its digest.
    async fn first_root(&self) -> Result<Vec<u8>, FetchError> {
        let file = format!("{}/{}", layout::METADATA, layout::root(1));
        let root = self.visitor.get(&file, layout::most::ROOT).await?;
        let found = Digest::of(&root);
        if found == self.asked.enrolment.root() {
            Ok(root)
        } else {
            Err(FetchError::OtherRoot { found })
        }
    }

    /// Verifies signatures and what belongs together. What is past its date and what is older than
    /// what was seen is judged after it, by our own clock and record: the verifier would ask the
    /// system's clock and refuse to go on after one that was ahead.
    async fn load(
        &self,
        root: &[u8],
        carrier: Carrier,
        work: &Work,
    ) -> tough::error::Result<Repository> {
        let folder = self.asked.enrolment.repository();
        let metadata = below(folder, layout::METADATA);
        let targets = below(folder, layout::TARGETS);
        RepositoryLoader::new(&root, metadata, targets)
            .transport(carrier)
            .limits(tough::Limits {
                max_root_size: layout::most::ROOT,
                max_targets_size: layout::most::TARGETS,
                max_timestamp_size: layout::most::TIMESTAMP,
                max_snapshot_size: layout::most::SNAPSHOT,
                max_root_updates: self.limits.rotations + 1,
            })
            .datastore(&work.0)
            .expiration_enforcement(ExpirationEnforcement::Unsafe)
            .load()
            .await
    }

    /// The floors of the record; where the datastore was verified later than it, those that follow
    /// from the datastore.
    fn known_floors(&self, verified: Option<&Verified>) -> Floors {
        let floors = self.asked.floors;
        let Some(Verified { versions, .. }) = verified else {
            return *floors;
        };
        match versions.root.cmp(&floors.root) {
            // Versions under an older root say nothing: its keys may have been replaced since.
            Ordering::Less => *floors,
            Ordering::Equal => Floors {
                timestamp: versions.timestamp.max(floors.timestamp),
                snapshot: versions.snapshot.max(floors.snapshot),
                targets: versions.targets.max(floors.targets),
                ..*floors
            },
            Ordering::Greater => Floors {
                root: versions.root,
                timestamp: versions.timestamp,
                snapshot: versions.snapshot,
                targets: versions.targets,
                seen: floors.seen,
            },
        }
    }

    /// Keeps the last of many new roots, each of which was verified, for the next fetch.
    async fn keep_root(
        &self,
        brought: &carrier::Brought,
        floors: &Floors,
    ) -> Result<(), FetchError> {
        let Some((&version, root)) = brought.roots.last_key_value() else {
            return Ok(());
        };
        let verified = Verified {
            organisation: self.asked.enrolment.root(),
            root: text(root.clone())?,
            versions: Versions {
                root: version,
                timestamp: floors.timestamp,
                snapshot: floors.snapshot,
                targets: floors.targets,
            },
            snapshot: String::new(),
            targets: String::new(),
            list: String::new(),
        };
        let datastore = self.asked.datastore.to_owned();
        in_background(move || kept::keep_verified(&datastore, &verified)).await
    }
}

/// The verifier's own folder while it works.
struct Work(PathBuf);

impl Work {
    async fn new(datastore: &Path) -> io::Result<Self> {
        let work = datastore.join("work");
        // A fetch that was killed may have left one.
        let _ = tokio::fs::remove_dir_all(&work).await;
        tokio::fs::create_dir_all(&work).await?;
        Ok(Self(work))
    }

    async fn end(self) {
        if let Err(error) = tokio::fs::remove_dir_all(&self.0).await {
            tracing::debug!(%error, "the verifier's folder stays until the next fetch");
        }
    }
}

/// Every root from the first to the one in force.
fn roots(first: &[u8], brought: &carrier::Brought) -> Result<Vec<Signed<Root>>, FetchError> {
    std::iter::once(first)
        .chain(brought.roots.values().map(Vec::as_slice))
        .map(|root| {
            serde_json::from_slice(root).map_err(|error| FetchError::Malformed {
                file: "root.json".to_owned(),
                detail: error.to_string(),
            })
        })
        .collect()
}

fn text(octets: Vec<u8>) -> Result<String, FetchError> {
    String::from_utf8(octets).map_err(|_| FetchError::Malformed {
        file: "the metadata".to_owned(),
        detail: "not UTF-8".to_owned(),
    })
}

/// A folder below another.
fn below(folder: &Url, name: &str) -> Url {
    let mut below = folder.clone();
    below.set_path(&format!("{}{name}/", folder.path()));
    below
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, FetchError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(FetchError::Folder),
        Err(error) => Err(FetchError::Folder(io::Error::other(error))),
    }
}
