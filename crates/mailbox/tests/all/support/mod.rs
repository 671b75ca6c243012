//! Servers that follow a script, byte by byte, and the authorities that certify them.
pub(crate) mod authority;
pub(crate) mod dns;
pub(crate) mod reader;
pub(crate) mod script;

use std::{collections::HashMap, sync::Arc, time::Duration};

use authority::Authority;
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use script::{Mailbox, Script, Step, Tls, say};
use secrecy::SecretString;
use vigie_domain::{
    cause::Cause,
    report::{CheckReport, MailboxSeen, Phase},
    server::{Security, Server},
};
use vigie_mailbox::{
    CheckRequest, Checked, KnownUids, MessageReader, NoReader, Resolver, ServerMemory,
    SessionLimits, check,
};

pub(crate) const LOGIN: &str = "cabinet@exemple.test";
pub(crate) const PASSWORD: &str = "s3cret-pass";

/// One check, with limits short enough for tests.
pub(crate) struct Try {
    pub(crate) server: Server,
    pub(crate) roots: Vec<CertificateDer<'static>>,
    pub(crate) known: KnownUids,
    pub(crate) memory: Option<ServerMemory>,
    pub(crate) limits: SessionLimits,
    pub(crate) clear_text_allowed: bool,
    pub(crate) password: String,
    pub(crate) resolver: Resolver,
}

impl Try {
    pub(crate) fn at(port: u16, security: Security) -> Self {
        Self {
            server: Server {
                host: "127.0.0.1".into(),
                port,
                security,
            },
            roots: Vec::new(),
            known: HashMap::new(),
            memory: None,
            limits: SessionLimits {
                cap: Duration::from_secs(5),
                reply: Duration::from_secs(2),
                ..SessionLimits::default()
            },
            clear_text_allowed: false,
            password: PASSWORD.into(),
            resolver: Resolver::System,
        }
    }

    pub(crate) fn trusting(mut self, root: &CertificateDer<'static>) -> Self {
        self.roots.push(root.clone());
        self
    }

    pub(crate) async fn run(&self) -> Checked {
        self.read_by(&mut NoReader).await
    }

    /// The same, for a reader.
    pub(crate) async fn read_by(&self, reader: &mut dyn MessageReader) -> Checked {
        let password: SecretString = self.password.clone().into();
        let request = CheckRequest {
            extra_roots: &self.roots,
            memory: self.memory.as_ref(),
            limits: self.limits,
            clear_text_allowed: self.clear_text_allowed,
            resolver: self.resolver,
            ..CheckRequest::new(now(), &self.server, LOGIN, &password, &self.known)
        };
        check(&request, reader, &mut |_| {}).await
    }
}

/// A server of one mailbox inside TLS, and a first check of it.
pub(crate) async fn serve(mailbox: Mailbox) -> (Script, Try) {
    let authority = Authority::exemple();
    let server = Script::start(vec![
        Tls(authority.server(&["127.0.0.1"])),
        say("+OK ready\r\n"),
        Step::Mailbox(Arc::new(mailbox)),
    ])
    .await;
    let attempt = Try::at(server.port, Security::Tls).trusting(&authority.root());
    (server, attempt)
}

/// What a check that succeeded saw.
#[track_caller]
pub(crate) fn seen(checked: &Checked) -> &MailboxSeen {
    checked.report.outcome.as_ref().unwrap()
}

/// Only what a watcher may say.
#[track_caller]
pub(crate) fn assert_harmless(server: &Script) {
    for line in server.heard() {
        let verb = line.split(' ').next().unwrap_or_default();
        assert!(
            [
                "CAPA", "STLS", "AUTH", "USER", "PASS", "STAT", "LIST", "UIDL", "TOP", "QUIT"
            ]
            .contains(&verb),
            "{line}"
        );
    }
    assert!(server.count("AUTH") + server.count("PASS") <= 1);
    assert_eq!(server.count("QUIT"), 1);
}

pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Asserts why and where a check failed, and returns the detail.
#[track_caller]
pub(crate) fn assert_failed(report: &CheckReport, cause: Cause, phase: Phase) -> String {
    let failure = report.outcome.as_ref().expect_err("the check failed");
    assert_eq!(
        (failure.cause, failure.phase),
        (cause, phase),
        "{failure:?}"
    );
    assert!(report.timings.iter().any(|timing| timing.phase == phase));
    let detail = failure.detail.clone().unwrap_or_default();
    assert!(!detail.contains(PASSWORD), "{detail}");
    detail
}
