//! From the command line to a running agent.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use jiff::tz::TimeZone;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use secrecy::SecretString;
use tokio::{
    sync::mpsc,
    task::LocalSet,
    time::{Instant, sleep, timeout, timeout_at},
};
use vigie_journal::{Journal, OpenError};
use vigie_protocol::{
    CallError, Connection, Face, NoDataDir, Request, data_dir,
    socket::{self, Listener, SocketError},
};
use vigie_words::{Catalogue, Language};

use crate::{
    agent::{Agent, Desk, Inputs, Installed, Record, RecordError, World},
    arguments::Arguments,
    book::{BookClock, Knowledge, RulesError},
    clock::{Clock, SystemClock},
    faces::{self, Welcome},
    line, log,
    network::Internet,
    notify::{self, Notifier as _, Toast, ToastKey},
    passphrase,
    passphrase::PassphraseError,
    secrets::{Keychain, Secrets, Vault, VaultError},
    stop,
    tray::{Gate, Tray},
    watch::Pace,
    window::Window,
};

/// The name under which passwords stand in the keychain.
const KEYCHAIN_SERVICE: &str = "Vigie";

/// The vault's file in the data folder.
const VAULT: &str = "vault";

/// The record's file in the data folder.
const RECORD: &str = "vigie.sqlite";

/// Octets of an extra CA file at most.
const MOST_CA_OCTETS: u64 = 1 << 20;

/// Octets of a file of rules or profiles that are read; what is longer is refused by its own bound.
const MOST_DOCUMENT_OCTETS: u64 = 1 << 20;

/// How long a desktop may take to show why the agent does not start.
const SHOWN_WITHIN: Duration = Duration::from_secs(5);

/// How long an agent that is just starting or ending is waited for.
const OTHER_AGENT_WITHIN: Duration = Duration::from_secs(5);

/// How an agent ended, or that another one runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was asked to.
    Asked,
    /// An agent runs already; its window was opened or brought forward.
    OtherShown,
    /// An agent runs already, and it has no desktop for a window.
    OtherRuns,
}

/// Why an agent does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No data folder.
    #[error(transparent)]
    NoDataDir(#[from] NoDataDir),
    /// The data folder or the socket cannot be used.
    #[error("{data_dir}: {error}")]
    Socket {
        /// The data folder.
        data_dir: PathBuf,
        /// Why.
        error: SocketError,
    },
    /// An agent holds this data folder, but it does not answer.
    #[error("another agent holds {0} and does not answer")]
    OtherSilent(PathBuf),
    /// The vault needs a passphrase.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// The vault cannot be opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The CA file cannot be used.
    #[error("{file}: {what}")]
    CaFile {
        /// The file.
        file: PathBuf,
        /// Why.
        what: String,
    },
    /// The file of recognition rules cannot be used.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The file of billing-software profiles cannot be used.
    #[error("{file}: {what}")]
    Profiles {
        /// The file.
        file: PathBuf,
        /// Why.
        what: String,
    },
    /// The record cannot be opened.
    #[error("the record: {0}")]
    Record(#[from] OpenError),
    /// The record is open, but cannot be read.
    #[error("the record: {0}")]
    Unreadable(#[from] RecordError),
    /// The operating system refuses a basic service.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Runs an agent until it is asked to end, or asks the one that runs already to open its window.
pub fn start(arguments: &Arguments, gate: Gate) -> Result<Ended, StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // The keychain is asked every ten minutes: its thread need not wait for the next time.
        .thread_keep_alive(Duration::from_millis(100))
        .max_blocking_threads(16)
        .build()?;
    let local = LocalSet::new();
    let ended = local.block_on(&runtime, run(arguments, gate));
    // What still asks the keychain has its own deadline and nothing left to tell.
    runtime.shutdown_timeout(Duration::from_millis(500));
    ended
}

async fn run(arguments: &Arguments, gate: Gate) -> Result<Ended, StartError> {
    let own = data_dir();
    let data_dir = match &arguments.data_dir {
        Some(given) => std::path::absolute(given)?,
        None => own.clone()?,
    };
    let is_own = own.is_ok_and(|own| own == data_dir);
    let listener = match reach(&data_dir).await? {
        Reached::Ours(listener) => listener,
        Reached::Another(ended) => return Ok(ended),
    };
    if let Err(error) = log::begin(&data_dir) {
        // The watch matters more than its log; the record has what is essential.
        tracing::debug!(%error, "no log");
    }
    tracing::info!(
        release = env!("CARGO_PKG_VERSION"),
        headless = arguments.headless,
        "the agent starts"
    );
    let started = assemble(arguments, gate, &data_dir, is_own, listener).await;
    if let Err(error) = &started {
        tracing::error!(%error, "the agent does not start");
        if !arguments.headless {
            tell_on_desktop(error).await;
        }
    }
    started.map(|()| Ended::Asked)
}

async fn assemble(
    arguments: &Arguments,
    gate: Gate,
    data_dir: &Path,
    is_own: bool,
    listener: Listener,
) -> Result<(), StartError> {
    let clock = SystemClock;
    let extra_roots = match &arguments.ca_file {
        Some(file) => certificates(file)?,
        None => Vec::new(),
    };
    let knowledge = match &arguments.rules {
        Some(file) => Knowledge::with_rules_of(file)?,
        None => Knowledge::default(),
    };
    if let Some(file) = &arguments.profiles {
        with_profiles(&knowledge, file, arguments.rules.as_deref())?;
    }
    knowledge.hold();
    let secrets: Arc<dyn Secrets> = if arguments.headless {
        let passphrase = passphrase::read(arguments.passphrase_fd)?;
        Arc::new(open_vault(data_dir.join(VAULT), passphrase).await?)
    } else {
        Arc::new(Keychain::new(KEYCHAIN_SERVICE))
    };
    let (journal, opened) = Journal::open(&data_dir.join(RECORD), clock.now())?;
    let record = Record::new(journal, opened)?;

    let (to_tray, tray) = mpsc::unbounded_channel();
    let (to_toasts, toasts) = mpsc::unbounded_channel();
    let (to_line, line) = mpsc::unbounded_channel();
    let (to_faces, from_faces) = mpsc::channel(64);
    let (to_stop, stop) = mpsc::channel(1);
    let desk = if arguments.headless {
        Desk::none(data_dir)
    } else {
        let installed = if is_own {
            Installed::AsTheUsers
        } else {
            Installed::Aside(data_dir.to_owned())
        };
        Desk::new(
            Some(Tray::start(gate, to_tray)),
            Some(Box::new(notify::Desktop::start(to_toasts))),
            Window::new(data_dir, true).starting_with(arguments.for_another_start()),
            installed,
        )
    };
    let _watching_the_line = line::watch(&to_line);
    let welcome = Arc::new(Welcome::default());
    tokio::spawn(faces::serve(
        listener,
        Arc::clone(&welcome),
        to_faces.clone(),
    ));
    tokio::spawn(async move {
        match stop::asked().await {
            // An agent that is ending already need not be told.
            Ok(()) => drop(to_stop.send(()).await),
            Err(error) => tracing::warn!(%error, "signals are not heard"),
        }
    });
    ask_itself(arguments, &to_faces);
    let world = World {
        clock: Arc::new(clock),
        network: Rc::new(Internet),
        secrets,
        extra_roots,
        data_dir: data_dir.to_owned(),
        pace: if arguments.hurried {
            Pace::Hurried
        } else {
            Pace::Usual
        },
        knowledge,
        book_clock: arguments.book_clock.unwrap_or(BookClock::REAL),
    };
    let inputs = Inputs {
        faces: from_faces,
        tray,
        toasts,
        line,
        stop,
    };
    Agent::new(world, record, welcome, desk).run(inputs).await;
    Ok(())
}

/// Whoever started the agent with the session reads no terminal and has no window.
async fn tell_on_desktop(error: &StartError) {
    let words = match error {
        StartError::Record(OpenError::NewerSchema { .. }) => vigie_words::start::newer_record(),
        error => vigie_words::start::failed(&error.to_string()),
    };
    let catalogue = Catalogue::new(Language::of_system(), TimeZone::system());
    let body: Vec<String> = words.body.iter().map(|text| catalogue.say(text)).collect();
    let (told, mut events) = mpsc::unbounded_channel();
    let shown = notify::Desktop::start(told).show(Toast {
        key: ToastKey("start".to_owned()),
        title: catalogue.say(&words.title),
        body: body.join(" "),
        urgent: true,
        actions: Vec::new(),
    });
    match shown {
        // Taken or refused: the program may end.
        Ok(()) => drop(timeout(SHOWN_WITHIN, events.recv()).await),
        Err(error) => tracing::warn!(%error, "nobody is told"),
    }
}

/// Puts the profiles of this file in force, beside the rules of the other, where there is one.
fn with_profiles(
    knowledge: &Knowledge,
    file: &Path,
    rules: Option<&Path>,
) -> Result<(), StartError> {
    let wrong = |what: String| StartError::Profiles {
        file: file.to_owned(),
        what,
    };
    let document = |file: &Path| -> io::Result<String> {
        let mut document = String::new();
        fs::File::open(file)?
            .take(MOST_DOCUMENT_OCTETS)
            .read_to_string(&mut document)?;
        Ok(document)
    };
    let profiles = document(file).map_err(|error| wrong(error.to_string()))?;
    let rules = rules.map(document).transpose()?;
    knowledge
        .replace(Some(&profiles), rules.as_deref())
        .map_err(|error| wrong(error.to_string()))
}

/// What the command line asks for is asked as a face would ask it.
fn ask_itself(arguments: &Arguments, to_faces: &mpsc::Sender<faces::FromFace>) {
    let mut requests = Vec::new();
    if arguments.training {
        requests.push(Request::Training {
            action: vigie_protocol::TrainingAction::Start,
        });
    }
    if arguments.show {
        requests.push(Request::OpenWindow);
    }
    for request in requests {
        let (reply, answer) = faces::Reply::new();
        let asked = faces::FromFace::Asked {
            id: faces::FaceId(0),
            request,
            reply,
        };
        if to_faces.try_send(asked).is_err() {
            tracing::warn!("what the command line asks for is not done");
        }
        tokio::spawn(async move {
            if let Ok(Err(refusal)) = answer.await {
                tracing::warn!(%refusal, "what the command line asks for is refused");
            }
        });
    }
}

/// What a start comes upon.
enum Reached {
    /// No other agent: this one listens.
    Ours(Listener),
    /// An agent runs already, and has heard that its window is wanted.
    Another(Ended),
}

/// Listens, or asks the agent that runs already to open its window. One that is about to begin to
/// listen is waited for, and one that is about to end is succeeded.
async fn reach(data_dir: &Path) -> Result<Reached, StartError> {
    let deadline = Instant::now() + OTHER_AGENT_WITHIN;
    loop {
        if let Some(listener) = listen(data_dir).await? {
            return Ok(Reached::Ours(listener));
        }
        if let Ok(Some(ended)) = timeout_at(deadline, ask_to_show(data_dir)).await {
            return Ok(Reached::Another(ended));
        }
        if Instant::now() >= deadline {
            return Err(StartError::OtherSilent(data_dir.to_owned()));
        }
        sleep(Duration::from_millis(200)).await;
    }
}

/// Listens; `None` where an agent runs already.
async fn listen(data_dir: &Path) -> Result<Option<Listener>, StartError> {
    match socket::listen(data_dir).await {
        Ok(listener) => Ok(Some(listener)),
        Err(SocketError::InUse) => Ok(None),
        Err(error) => Err(StartError::Socket {
            data_dir: data_dir.to_owned(),
            error,
        }),
    }
}

/// Asks the agent that runs already to open its window; `None` where it does not answer.
async fn ask_to_show(data_dir: &Path) -> Option<Ended> {
    let (connection, _) = Connection::open(data_dir, Face::Terminal)
        .await
        .inspect_err(|error| tracing::debug!(%error, "the other agent does not answer"))
        .ok()?;
    match connection.call(Request::OpenWindow).await {
        Ok(_) => Some(Ended::OtherShown),
        Err(CallError::Refused(_)) => Some(Ended::OtherRuns),
        Err(_) => None,
    }
}

/// Takes about a second of work, which must not be the loop's.
async fn open_vault(path: PathBuf, passphrase: SecretString) -> Result<Vault, StartError> {
    tokio::task::spawn_blocking(move || Vault::open(&path, &passphrase))
        .await
        .map_err(io::Error::other)?
        .map_err(StartError::from)
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, StartError> {
    let wrong = |what: String| StartError::CaFile {
        file: file.to_owned(),
        what,
    };
    let size = fs::metadata(file)
        .map_err(|error| wrong(error.to_string()))?
        .len();
    if size > MOST_CA_OCTETS {
        return Err(wrong(format!("longer than {MOST_CA_OCTETS} octets")));
    }
    let found: Vec<_> = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect)
        .map_err(|error| wrong(error.to_string()))?;
    if found.is_empty() {
        return Err(wrong("no certificate in it".to_owned()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_agent_that_is_about_to_end_is_succeeded() {
        let folder = tempfile::tempdir().unwrap();
        let ending = socket::listen(folder.path()).await.unwrap();
        tokio::spawn(async move {
            sleep(Duration::from_millis(500)).await;
            drop(ending);
        });
        let reached = reach(folder.path()).await.unwrap();
        assert!(matches!(reached, Reached::Ours(_)));
    }
}
