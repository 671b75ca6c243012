//! The way to the provider's submission server.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rustls::pki_types::CertificateDer;
use tokio::task::spawn_blocking;
use vigie_domain::{account::AccountId, switch::Place};
use vigie_mailbox::{
    Resolver,
    submission::{Passage, SubmissionError, SubmissionRequest},
};
use vigie_relay::smtp::Outgoing;

use super::bell::{Bell, Heard};
use crate::{clock::Clock, secrets::Secrets};

/// How long opening a session, and then each command, may take.
const CAP: Duration = Duration::from_secs(30);

/// After how many refusals a stored password is not presented again.
const LAST_REFUSAL: u8 = 2;

/// The pause before a refused password is presented a second time.
const WARY: SignedDuration = SignedDuration::from_mins(5);

/// Where the current mailbox sends, and with which of its passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// The mailbox.
    pub(crate) account: AccountId,
    /// The server and the user name.
    pub(crate) place: Place,
    /// The name of the password in the keychain.
    pub(crate) secret: String,
    /// Which of the mailbox's passwords that is in this run.
    pub(crate) password: u32,
}

/// Opens sessions with the submission server of the route in force. A stored password is refused at
/// most twice; then the person has to act.
#[derive(Clone)]
pub(crate) struct ToProvider(Arc<Shared>);

struct Shared {
    secrets: Arc<dyn Secrets>,
    extra_roots: Vec<CertificateDer<'static>>,
    clock: Arc<dyn Clock>,
    bell: Bell,
    state: Mutex<State>,
    /// One login at a time: of several that come together none goes beyond the last refusal.
    one_login: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    route: Option<Route>,
    refusals: u8,
    refused_at: Option<Timestamp>,
}

impl ToProvider {
    /// Without a route yet.
    pub(crate) fn new(
        secrets: Arc<dyn Secrets>,
        extra_roots: Vec<CertificateDer<'static>>,
        clock: Arc<dyn Clock>,
        bell: Bell,
    ) -> Self {
        Self(Arc::new(Shared {
            secrets,
            extra_roots,
            clock,
            bell,
            state: Mutex::default(),
            one_login: tokio::sync::Mutex::default(),
        }))
    }

    /// From the next session on. `refusals`: how often its server refused the stored password.
    pub(crate) fn set_route(&self, route: Option<Route>, refusals: u8) {
        let mut state = self.0.state();
        *state = State {
            route,
            refusals,
            refused_at: (refusals > 0).then(|| self.0.clock.now()),
        };
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The route, where a login may be tried now.
    fn route(&self) -> Result<Route, SubmissionError> {
        let state = self.state();
        let Some(route) = state.route.clone() else {
            return Err(not_now("no submission server is known for this mailbox"));
        };
        if state.refusals >= LAST_REFUSAL {
            return Err(SubmissionError::LoginRefused {
                words: "refused before; enter the password in Vigie".to_owned(),
            });
        }
        let is_wary = state.refused_at.is_some_and(|at| {
            let passed = self.clock.now().duration_since(at);
            passed.abs() < WARY
        });
        if state.refusals > 0 && is_wary {
            return Err(not_now("the password was refused a moment ago"));
        }
        Ok(route)
    }

    fn note(&self, route: &Route, refused: bool) {
        let now = self.clock.now();
        let mut state = self.state();
        if state.route.as_ref() != Some(route) {
            return;
        }
        let before = state.refusals;
        if refused {
            state.refusals = before.saturating_add(1);
            state.refused_at = Some(now);
        } else {
            state.refusals = 0;
            state.refused_at = None;
        }
        let times = state.refusals;
        drop(state);
        if times != before {
            let account = route.account;
            self.bell.ring(now, Heard::Refusals { account, times });
        }
    }

    async fn open(&self) -> Result<Passage, SubmissionError> {
        let _one = self.one_login.lock().await;
        let route = self.route()?;
        let (secrets, name) = (Arc::clone(&self.secrets), route.secret.clone());
        let read = spawn_blocking(move || secrets.read(&name)).await;
        let password = match read {
            Ok(Ok(Some(password))) => password,
            Ok(Ok(None)) => return Err(not_now("no password is stored")),
            Ok(Err(error)) => {
                tracing::warn!(%error, "nothing can be sent without the password");
                return Err(not_now("the keychain of this computer is locked"));
            }
            Err(_) => return Err(not_now("the agent is ending")),
        };
        let request = SubmissionRequest {
            server: &route.place.server,
            login: &route.place.login,
            password: &password,
            extra_roots: &self.extra_roots,
            resolver: Resolver::System,
            cap: CAP,
        };
        let opened = Passage::open(&request).await;
        match &opened {
            Ok(_) => self.note(&route, false),
            Err(SubmissionError::LoginRefused { .. }) => self.note(&route, true),
            Err(_) => {}
        }
        opened
    }
}

impl Outgoing for ToProvider {
    type Session = Passage;

    async fn open(&self) -> Result<Passage, SubmissionError> {
        Box::pin(self.0.open()).await
    }
}

fn not_now(words: &str) -> SubmissionError {
    SubmissionError::NotNow {
        words: words.to_owned(),
    }
}
