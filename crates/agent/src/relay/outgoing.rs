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
pub(crate) const LAST_REFUSAL: u8 = 2;

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

#[cfg(test)]
mod tests {
    use std::{sync::atomic::AtomicI64, sync::atomic::Ordering, time::Instant};

    use vigie_domain::server::{Security, Server};

    use super::*;
    use crate::secrets::Memory;

    #[derive(Default)]
    struct Hands(AtomicI64);

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
        }

        fn monotonic(&self) -> Instant {
            Instant::now()
        }
    }

    fn route(password: u32) -> Route {
        Route {
            account: AccountId(1),
            place: Place {
                server: Server {
                    host: "smtp.exemple.example".to_owned(),
                    port: 465,
                    security: Security::Tls,
                },
                login: "cabinet".to_owned(),
            },
            secret: "cabinet".to_owned(),
            password,
        }
    }

    #[test]
    fn a_stored_password_is_refused_twice_and_the_second_time_later() {
        let clock = Arc::new(Hands::default());
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        let bell = Bell::new(move |_, heard_now| {
            if let Heard::Refusals { times, .. } = heard_now {
                heard.lock().unwrap().push(times);
            }
        });
        let secrets: Arc<dyn Secrets> = Arc::new(Memory::default());
        let shared_clock: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let way = ToProvider::new(secrets, Vec::new(), shared_clock, bell);
        assert!(matches!(way.0.route(), Err(SubmissionError::NotNow { .. })));
        way.set_route(Some(route(0)), 0);
        assert_eq!(way.0.route(), Ok(route(0)));
        way.0.note(&route(0), true);
        assert!(matches!(way.0.route(), Err(SubmissionError::NotNow { .. })));
        clock.0.store(WARY.as_secs(), Ordering::Relaxed);
        assert_eq!(way.0.route(), Ok(route(0)));
        way.0.note(&route(0), true);
        clock.0.store(WARY.as_secs() * 1000, Ordering::Relaxed);
        let exhausted =
            |way: &ToProvider| matches!(way.0.route(), Err(SubmissionError::LoginRefused { .. }));
        assert!(exhausted(&way));
        // Also after a start, until the person has given another.
        way.set_route(Some(route(0)), 2);
        assert!(exhausted(&way));
        way.set_route(Some(route(1)), 0);
        assert_eq!(way.0.route(), Ok(route(1)));
        // What comes of the former one says nothing of it.
        way.0.note(&route(0), true);
        assert_eq!(way.0.route(), Ok(route(1)));
        assert_eq!(*told.lock().unwrap(), [1, 2]);
    }
}
