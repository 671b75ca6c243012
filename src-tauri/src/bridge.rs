//! The line to the agent, and what passes along it.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    path::PathBuf,
    sync::Mutex,
};

use serde::Serialize;
use serde_json::Value;
use tauri::{AppHandle, Manager, ipc::Channel};
use vigie_protocol::{
    Answer, Bulletin, BulletinAction, Connection, DiagnosticFile, Event, Events, Face, Refusal,
    Request, Steering,
};

use crate::{come_forward, failure::Failure};

/// What comes along the line by itself, as the page hears it.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Signal {
    /// The agent tells something.
    Event {
        /// What.
        event: Event,
    },
    /// The line is down; nothing follows.
    Lost,
}

/// What the agent said of itself.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Welcome {
    release: String,
    language: String,
}

/// The diagnostics as the page last showed them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Diagnostics {
    pub(crate) files: Vec<DiagnosticFile>,
    pub(crate) support_address: Option<String>,
}

/// The line to the agent of one data folder.
#[derive(Debug)]
pub(crate) struct Bridge {
    data_dir: PathBuf,
    agent_arguments: Vec<OsString>,
    line: Mutex<Option<Connection>>,
    shown: Mutex<Option<Diagnostics>>,
    fiche: Mutex<Option<String>>,
    pages: Mutex<BTreeMap<String, String>>,
    /// Pages of the bulletins that stand, and of a release notice.
    bulletin_pages: Mutex<BTreeSet<String>>,
    release_page: Mutex<Option<String>>,
}

impl Bridge {
    /// No line yet.
    pub(crate) fn new(data_dir: PathBuf, agent_arguments: Vec<OsString>) -> Self {
        Self {
            data_dir,
            agent_arguments,
            line: Mutex::new(None),
            shown: Mutex::new(None),
            fiche: Mutex::new(None),
            pages: Mutex::new(BTreeMap::new()),
            bulletin_pages: Mutex::new(BTreeSet::new()),
            release_page: Mutex::new(None),
        }
    }

    /// The agent's data folder.
    pub(crate) fn data_dir(&self) -> &std::path::Path {
        &self.data_dir
    }

    /// What the agent is given beside the data folder when it is started from here.
    pub(crate) fn agent_arguments(&self) -> &[OsString] {
        &self.agent_arguments
    }

    /// Opens the line, closing an earlier one, and passes on what comes along it.
    pub(crate) async fn subscribe(
        &self,
        app: AppHandle,
        signals: Channel<Signal>,
    ) -> Result<Welcome, Failure> {
        drop(held(&self.line).take());
        let (connection, events) = Connection::open(&self.data_dir, Face::Window).await?;
        let welcome = Welcome {
            release: connection.welcome().release.clone(),
            language: connection.welcome().language.clone(),
        };
        *held(&self.line) = Some(connection);
        tauri::async_runtime::spawn(pass_on(events, signals, app));
        Ok(welcome)
    }

    /// Carries one question to the agent, and its answer back.
    pub(crate) async fn call(&self, request: Value) -> Result<Answer, Failure> {
        let request = admit(request)?;
        let connection = held(&self.line).clone().ok_or(Failure::Silent)?;
        let answer = connection.call(request).await?;
        self.remember(&answer);
        Ok(answer)
    }

    /// Keeps what the shell later saves or opens: the agent's word for it, never the page's.
    fn remember(&self, answer: &Answer) {
        match answer {
            Answer::Diagnostics {
                files,
                support_address,
            } => {
                *held(&self.shown) = Some(Diagnostics {
                    files: files.clone(),
                    support_address: support_address.clone(),
                });
            }
            Answer::Fiche { fiche } => *held(&self.fiche) = Some(fiche.html.clone()),
            Answer::Providers { providers } => {
                *held(&self.pages) = providers
                    .iter()
                    .filter_map(|provider| Some((provider.id.clone(), provider.page.clone()?)))
                    .collect();
            }
            Answer::Status { status } => self.remember_bulletins(&status.bulletins),
            Answer::Steering { steering } => self.remember_release(steering),
            _ => {}
        }
    }

    /// Keeps what the shell later opens, of what the agent tells by itself.
    fn hear(&self, event: &Event) {
        match event {
            Event::Status { status } => self.remember_bulletins(&status.bulletins),
            Event::Steering { steering } => self.remember_release(steering),
            _ => {}
        }
    }

    fn remember_bulletins(&self, bulletins: &[Bulletin]) {
        let page = |bulletin: &Bulletin| match &bulletin.action {
            Some(BulletinAction::Page { url }) => Some(url.clone()),
            _ => None,
        };
        *held(&self.bulletin_pages) = bulletins.iter().filter_map(page).collect();
    }

    fn remember_release(&self, steering: &Steering) {
        *held(&self.release_page) = steering.release.as_ref().map(|notice| notice.page.clone());
    }

    /// Whether the agent last told of this page, in a bulletin or a release notice.
    pub(crate) fn is_support_page(&self, url: &str) -> bool {
        held(&self.bulletin_pages).contains(url) || held(&self.release_page).as_deref() == Some(url)
    }

    /// The sheet as the page last showed it: one HTML page.
    pub(crate) fn fiche(&self) -> Option<String> {
        held(&self.fiche).clone()
    }

    /// A provider's own page, as the agent last named it.
    pub(crate) fn provider_page(&self, provider: &str) -> Option<String> {
        held(&self.pages).get(provider).cloned()
    }

    /// The diagnostics as the page last showed them.
    pub(crate) fn shown(&self) -> Option<Diagnostics> {
        held(&self.shown).clone()
    }
}

/// What the page sends, read as a request that is the page's to make. The error never repeats the
/// message, which may hold a password.
fn admit(request: Value) -> Result<Request, Failure> {
    let refuse = |refusal| Err(Failure::Refused { refusal });
    match serde_json::from_value(request) {
        Err(_) => refuse(Refusal::Malformed {
            what: "not a request".to_owned(),
            column: 1,
        }),
        // The bridge says hello; ending the agent and opening windows are not the page's affair.
        Ok(Request::Hello { .. } | Request::Quit | Request::OpenWindow) => {
            refuse(Refusal::NotPossible)
        }
        Ok(request) => Ok(request),
    }
}

async fn pass_on(mut events: Events, signals: Channel<Signal>, app: AppHandle) {
    while let Some(event) = events.next().await {
        app.state::<Bridge>().hear(&event);
        if matches!(event, Event::ComeForward) {
            come_forward(&app);
        } else if signals.send(Signal::Event { event }).is_err() {
            // The page has gone, and the process with it.
            return;
        }
    }
    let _ = signals.send(Signal::Lost);
}

/// What a mutex holds; no code under these locks can panic, so a poisoned one is still sound.
fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use vigie_protocol::ProviderChoice;

    use super::*;

    #[test]
    fn only_requests_of_the_page_are_admitted() {
        assert!(matches!(
            admit(json!({"type": "status"})),
            Ok(Request::Status)
        ));
        assert!(matches!(
            admit(json!({"type": "check_now", "account": 3})),
            Ok(Request::CheckNow { account: Some(_) })
        ));
        for forbidden in [
            json!({"type": "quit"}),
            json!({"type": "open_window"}),
            json!({"type": "hello", "version": 1, "face": "window"}),
        ] {
            assert_eq!(
                admit(forbidden).err(),
                Some(Failure::Refused {
                    refusal: Refusal::NotPossible
                })
            );
        }
    }

    #[test]
    fn only_a_page_that_the_agent_named_is_opened() {
        let bridge = Bridge::new(PathBuf::new(), Vec::new());
        let provider = |id: &str, page: Option<&str>| ProviderChoice {
            id: id.to_owned(),
            name: String::new(),
            is_access_provider: true,
            known_as: Vec::new(),
            domains: Vec::new(),
            advice: Vec::new(),
            guide: Vec::new(),
            trap: None,
            page: page.map(str::to_owned),
        };
        bridge.remember(&Answer::Providers {
            providers: vec![
                provider("un", Some("https://un.example/aide")),
                provider("deux", None),
            ],
        });
        assert_eq!(
            bridge.provider_page("un").as_deref(),
            Some("https://un.example/aide")
        );
        assert_eq!(bridge.provider_page("deux"), None);
        assert_eq!(bridge.provider_page("https://ailleurs.example"), None);
    }

    #[test]
    fn only_a_page_that_support_named_is_opened() {
        let bridge = Bridge::new(PathBuf::new(), Vec::new());
        let at = serde_json::from_value(json!("2026-04-27T07:14:00Z")).unwrap();
        let page = "https://aide.exemple.test/pop";
        let told = Bulletin {
            id: "pop".to_owned(),
            incident: true,
            title: String::new(),
            paragraphs: Vec::new(),
            action: Some(BulletinAction::Page {
                url: page.to_owned(),
            }),
            from: at,
            until: at,
            organisation: String::new(),
            read: false,
        };
        assert!(!bridge.is_support_page(page));
        bridge.remember_bulletins(&[told]);
        assert!(bridge.is_support_page(page));
        assert!(!bridge.is_support_page("https://ailleurs.example"));
        bridge.remember_bulletins(&[]);
        assert!(!bridge.is_support_page(page));
    }

    #[test]
    fn an_error_never_repeats_what_was_sent() {
        for wrong in [
            json!({"type": "change_password", "account": "x", "password": "geheim"}),
            json!({"type": "geheim"}),
            json!(["geheim"]),
            json!(null),
        ] {
            let failure = admit(wrong).unwrap_err();
            assert!(!format!("{failure:?}").contains("geheim"));
            assert!(matches!(
                failure,
                Failure::Refused {
                    refusal: Refusal::Malformed { .. }
                }
            ));
        }
    }
}
