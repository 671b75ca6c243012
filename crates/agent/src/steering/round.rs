//! One look for what support published: fetched, verified, checked as a whole, and kept; or nothing
//! changes.

use std::{
    cell::OnceCell,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use vigie_config::{DocumentSet, Fault, PracticeNumber};
use vigie_journal::{Journal, RecordError};
use vigie_steering::{
    Asked, Change, Digest, Enrolment, FetchError, Fetched, Floors, Held, Limits, PracticeKey,
    fetch, open_sealed,
};
use vigie_words::steering::Problem;

use super::{Outcome, Way, key::private_key};
use crate::secrets::{SecretError, Secrets};

/// What is sealed to this practice is kept under this and its digest, opened.
const OPENED: &str = "opened-";

/// What is sealed to this practice and could not be opened yet is kept under this and its digest.
const SEALED: &str = "sealed-";

/// What a document's name ends with.
const ENDING: &str = ".json";

/// Faults that are kept for support.
const MOST_FAULTS: usize = 20;

/// All that a look takes.
pub(crate) struct Round {
    pub(crate) enrolment: Enrolment,
    pub(crate) datastore: PathBuf,
    pub(crate) way: Arc<Way>,
    pub(crate) journal: Journal,
    pub(crate) secrets: Arc<dyn Secrets>,
    /// The name of the practice's key in the keychain.
    pub(crate) key: String,
    pub(crate) practice: PracticeNumber,
    /// The set that was dealt with last, in force or refused.
    pub(crate) settled: Option<Digest>,
    pub(crate) now: Timestamp,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct RoundEnded {
    /// For the plan of the looks.
    pub(crate) outcome: Outcome,
    /// For how long the server wants nobody, also where all was well.
    pub(crate) pause: Option<Duration>,
    /// Whether the documents in the record are others now.
    pub(crate) adopted: bool,
    /// Whether metadata was verified.
    pub(crate) verified: bool,
    /// The set that was dealt with last.
    pub(crate) settled: Option<Digest>,
    /// What is wrong; `None` for [`Faulty::AsBefore`]: nothing new was there.
    pub(crate) faulty: Faulty,
    /// Until when what is published counts as fresh.
    pub(crate) expires: Option<Timestamp>,
    /// The clock stands long before what was already seen.
    pub(crate) clock_behind: bool,
    /// What was left out of the last set, for support; `None`: as before.
    pub(crate) notes: Option<Vec<String>>,
}

/// What is wrong with what was published, or with the way to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Faulty {
    /// What was said of the last set holds on: it is the same.
    AsBefore,
    /// Nothing.
    #[default]
    Nothing,
    /// This.
    Wrong {
        /// For people.
        problem: Problem,
        /// For support: what, and where.
        details: Vec<String>,
        /// It is wrong with what was published, and holds until something else is.
        of_set: bool,
    },
}

/// Where an organisation's verified metadata lies.
pub(crate) fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("steering")
}

impl Round {
    /// Looks once. Ends within [`Limits::whole`].
    pub(crate) async fn carry_out(self) -> RoundEnded {
        let this = Arc::new(self);
        let begun = Arc::clone(&this);
        let known = apart(move || begun.known()).await;
        let (floors, held) = match known {
            Ok(known) => known,
            Err(error) => return RoundEnded::not_kept(&error, this.settled),
        };
        let asked = Asked {
            enrolment: &this.enrolment,
            datastore: &this.datastore,
            floors: &floors,
            held: &held,
            practice: &this.practice,
        };
        let http = match this.way.http().await {
            Ok(http) => http,
            Err(error) => return RoundEnded::failed(&error, this.settled),
        };
        let visit = fetch(&asked, http, &Limits::default(), this.now).await;
        tracing::debug!(
            octets = visit.octets,
            requests = visit.requests,
            "support's configuration was looked for"
        );
        let mut ended = match visit.outcome {
            Ok(fetched) => {
                let settled = this.settled;
                let kept = Arc::clone(&this);
                apart(move || kept.keep(fetched))
                    .await
                    .unwrap_or_else(|error| RoundEnded::not_kept(&error, settled))
            }
            Err(error) => RoundEnded::failed(&error, this.settled),
        };
        ended.pause = visit.pause;
        ended
    }

    fn root(&self) -> String {
        self.enrolment.root().to_string()
    }

    /// The floors, and what the record holds.
    fn known(&self) -> Result<(Floors, Held), RecordError> {
        let floors = self.journal.steering_floors(&self.root())?;
        let mut held = Held {
            settled: self.settled,
            ..Held::default()
        };
        for (name, content) in self.journal.steering_documents()? {
            match own_digest(&name) {
                Some(digest) => {
                    held.sealed.insert(digest);
                }
                None => {
                    held.documents.insert(name, Digest::of(&content));
                }
            }
        }
        Ok((floors.into_iter().collect(), held))
    }

    fn keep(&self, fetched: Fetched) -> Result<RoundEnded, RecordError> {
        let floors: BTreeMap<String, u64> = fetched
            .floors
            .entries()
            .into_iter()
            .map(|(role, version)| (role.to_owned(), version))
            .collect();
        self.journal.note_fetched(&self.root(), &floors, self.now)?;
        let mut ended = RoundEnded {
            outcome: Outcome::Well,
            pause: None,
            adopted: false,
            verified: true,
            settled: self.settled,
            faulty: Faulty::AsBefore,
            expires: Some(fetched.expires),
            clock_behind: fetched.clock_behind,
            notes: None,
        };
        match fetched.change {
            Some(change) => self.take(change, &mut ended)?,
            None => self.open_kept(&mut ended)?,
        }
        Ok(ended)
    }

    fn take(&self, change: Change, ended: &mut RoundEnded) -> Result<(), RecordError> {
        let set = change.set;
        let gathered = self.gather(change)?;
        ended.settled = (!gathered.lacks).then_some(set);
        self.adopt(gathered, ended)
    }

    /// Opens what waited for the keychain, where it is open now.
    fn open_kept(&self, ended: &mut RoundEnded) -> Result<(), RecordError> {
        let (sealed, documents): (Vec<_>, Vec<_>) = self
            .journal
            .steering_documents()?
            .into_iter()
            .partition(|(name, _)| is_sealed(name));
        let mut gathered = Gathered {
            documents,
            ..Gathered::default()
        };
        let key = OnceCell::new();
        let waited = sealed.len();
        for (name, content) in sealed {
            if let Some(digest) = own_digest(&name) {
                self.open_into(&mut gathered, digest, content, &key);
            }
        }
        if gathered.sealed.len() == waited {
            return Ok(());
        }
        self.adopt(gathered, ended)
    }

    /// Puts a set in the record, where it is right as a whole and another than the one there.
    fn adopt(&self, gathered: Gathered, ended: &mut RoundEnded) -> Result<(), RecordError> {
        let Gathered {
            mut documents,
            sealed,
            mut notes,
            ..
        } = gathered;
        match DocumentSet::read(&documents) {
            Err(faults) => {
                tracing::warn!(faults = faults.len(), "what support published is refused");
                ended.faulty = Faulty::refused(&faults);
                ended.notes = Some(notes);
                return Ok(());
            }
            Ok(read) => {
                let remarks = read.remarks.iter().map(ToString::to_string);
                notes.extend(remarks.take(MOST_FAULTS));
            }
        }
        documents.extend(sealed);
        documents.sort_unstable();
        if documents != self.journal.steering_documents()? {
            ended.adopted =
                self.journal
                    .replace_steering_documents(&self.root(), documents, self.now)?;
        }
        for note in &notes {
            tracing::info!(%note, "of what support published");
        }
        ended.faulty = Faulty::Nothing;
        ended.notes = Some(notes);
        Ok(())
    }

    /// The whole set: what was fetched now, and what the record holds of it already.
    fn gather(&self, change: Change) -> Result<Gathered, RecordError> {
        let mut held: BTreeMap<String, Vec<u8>> =
            self.journal.steering_documents()?.into_iter().collect();
        let mut gathered = Gathered::default();
        for file in change.documents {
            // A name of ours is nobody else's.
            if file.name.starts_with(OPENED) {
                continue;
            }
            match file.content.or_else(|| held.remove(&file.name)) {
                Some(content) => gathered.documents.push((file.name, content)),
                None => gathered.lacks = true,
            }
        }
        let key = OnceCell::new();
        for file in change.sealed {
            let name = opened_name(file.sha256);
            if let Some(opened) = held.remove(&name) {
                gathered.documents.push((name, opened));
                continue;
            }
            let sealed = file
                .content
                .or_else(|| held.remove(&sealed_name(file.sha256)));
            match sealed {
                Some(sealed) => self.open_into(&mut gathered, file.sha256, sealed, &key),
                None => gathered.lacks = true,
            }
        }
        Ok(gathered)
    }

    /// Opens a sealed file, or keeps it sealed while the keychain is locked.
    fn open_into(
        &self,
        gathered: &mut Gathered,
        digest: Digest,
        sealed: Vec<u8>,
        key: &OnceCell<Result<Option<PracticeKey>, SecretError>>,
    ) {
        let note = match key.get_or_init(|| private_key(&*self.secrets, &self.key)) {
            Ok(Some(key)) => match open_sealed(&sealed, key) {
                Ok(opened) => {
                    gathered.documents.push((opened_name(digest), opened));
                    return;
                }
                Err(error) => error.to_string(),
            },
            Ok(None) => "this installation has no key any more".to_owned(),
            Err(error) => {
                gathered.sealed.push((sealed_name(digest), sealed));
                format!("it waits for the keychain: {error}")
            }
        };
        gathered.notes.push(format!("sealed file {digest}: {note}"));
    }
}

#[derive(Default)]
struct Gathered {
    documents: Vec<(String, Vec<u8>)>,
    /// What waits for the keychain, by its name in the record.
    sealed: Vec<(String, Vec<u8>)>,
    /// Something is neither held nor was it fetched.
    lacks: bool,
    /// For support.
    notes: Vec<String>,
}

impl RoundEnded {
    /// A fault of ours broke it off.
    pub(crate) fn broken(settled: Option<Digest>) -> Self {
        Self::not_kept(&RecordError::Fault(vigie_journal::Fault::Other), settled)
    }

    fn failed(error: &FetchError, settled: Option<Digest>) -> Self {
        tracing::info!(%error, "support's configuration was not fetched");
        Self {
            outcome: Outcome::Failed,
            pause: None,
            adopted: false,
            verified: false,
            settled,
            faulty: Faulty::Wrong {
                problem: problem_of(error),
                details: vec![error.to_string()],
                of_set: false,
            },
            expires: None,
            clock_behind: false,
            notes: None,
        }
    }

    fn not_kept(error: &RecordError, settled: Option<Digest>) -> Self {
        tracing::warn!(%error, "support's configuration was not kept");
        Self {
            outcome: Outcome::Failed,
            pause: None,
            adopted: false,
            verified: false,
            settled,
            faulty: Faulty::Wrong {
                problem: Problem::NotKept,
                details: vec![error.to_string()],
                of_set: false,
            },
            expires: None,
            clock_behind: false,
            notes: None,
        }
    }
}

impl Faulty {
    /// A set that is not right as a whole.
    pub(crate) fn refused(faults: &[Fault]) -> Self {
        let mut files: Vec<&str> = faults
            .iter()
            .map(|fault| fault.location.file.as_str())
            .collect();
        files.dedup();
        Self::Wrong {
            problem: Problem::DocumentsRefused {
                documents: u32::try_from(files.len()).unwrap_or(u32::MAX),
                first: files
                    .first()
                    .map_or("", |file| file.trim_end_matches(ENDING))
                    .to_owned(),
            },
            details: faults
                .iter()
                .take(MOST_FAULTS)
                .map(ToString::to_string)
                .collect(),
            of_set: true,
        }
    }
}

/// Whether a file of the record is still sealed: it is no document yet.
pub(crate) fn is_sealed(name: &str) -> bool {
    name.strip_prefix(SEALED)
        .is_some_and(|digest| digest.parse::<Digest>().is_ok())
}

/// The digest of the sealed file that stands under this name, opened or not.
fn own_digest(name: &str) -> Option<Digest> {
    let opened = || name.strip_prefix(OPENED)?.strip_suffix(ENDING);
    name.strip_prefix(SEALED)
        .or_else(opened)
        .and_then(|digest| digest.parse().ok())
}

fn opened_name(digest: Digest) -> String {
    format!("{OPENED}{digest}{ENDING}")
}

fn sealed_name(digest: Digest) -> String {
    format!("{SEALED}{digest}")
}

fn problem_of(error: &FetchError) -> Problem {
    match error {
        FetchError::Unreachable { .. }
        | FetchError::Busy { .. }
        | FetchError::Missing { .. }
        | FetchError::Status { .. }
        | FetchError::TooSlow { .. }
        | FetchError::TooManyRoots { .. }
        | FetchError::NoTls { .. } => Problem::Unreachable,
        FetchError::NotProven { .. } | FetchError::Portal { .. } | FetchError::Encoded { .. } => {
            Problem::NotOurs
        }
        FetchError::TooLong { .. } | FetchError::TooManyDocuments { .. } => Problem::TooLarge,
        FetchError::OtherRoot { .. }
        | FetchError::Signatures { .. }
        | FetchError::Mismatch { .. } => Problem::Signatures,
        FetchError::Malformed { .. } => Problem::NotUnderstood,
        FetchError::Rollback { .. } => Problem::WentBackwards,
        FetchError::Expired { .. } => Problem::Expired,
        FetchError::Folder(_) => Problem::NotKept,
    }
}

/// Does something that blocks beside the loop. A panic there is a fault of the record for whoever
/// waits.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RecordError> + Send + 'static,
) -> Result<T, RecordError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(RecordError::Fault(vigie_journal::Fault::Other)))
}
