//! The relay of the real headless agent, started from the terminal.

use std::{path::Path, time::Duration};

use vigie_protocol::{Answer, RelayStatus, Request};
use vigie_tests::{
    agent::{self, Agent},
    mail::{Mail, free_port},
    wait,
};

/// For what takes seconds by the rules, on a machine that is busy.
pub(crate) const SOON: Duration = Duration::from_mins(2);

/// An agent that watches `cabinet`, and whose relay is on.
pub(crate) struct Installed {
    pub(crate) agent: Agent,
    pub(crate) pop: u16,
    pub(crate) smtp: u16,
    pub(crate) login: String,
    pub(crate) password: String,
}

impl Installed {
    /// In front of those servers, with these recognition rules.
    pub(crate) fn start(mail: &Mail, rules: Option<&Path>) -> Self {
        vigie_tests::install_crypto_provider();
        let rules = rules.map(|rules| rules.display().to_string());
        let more = rules.map_or_else(Vec::new, |rules| vec!["--rules".to_owned(), rules]);
        let options = agent::Options {
            ca_file: Some(mail.ca_file().to_owned()),
            passphrase: Some("phrase d'essai".to_owned()),
            hurried: true,
            more,
            ..agent::Options::default()
        };
        let agent = Agent::start(None, options);
        agent.add(mail, "cabinet");
        let (pop, smtp) = (free_port(), free_port());
        let arguments = [
            "relay",
            "on",
            "--pop-port",
            &pop.to_string(),
            "--smtp-port",
            &smtp.to_string(),
            "--submission",
            &format!("127.0.0.1:{}", mail.smtps_port()),
            "--software-set",
            "--json",
        ];
        let ran = agent.vigie(&arguments, "");
        assert!(ran.stderr.is_empty(), "{ran:?}");
        let told = agent.vigie(&["relay", "credentials", "--json"], "").json();
        assert_eq!(told["host"], "127.0.0.1");
        assert_eq!(told["ports"]["pop"], pop);
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        let installed = Self {
            pop,
            smtp,
            login: text("login"),
            password: text("password"),
            agent,
        };
        wait::until_fits(
            "both ports to be open",
            SOON,
            || installed.status(),
            |relay| relay.on && relay.open.len() == 2,
        );
        installed
    }

    /// How the relay stands.
    pub(crate) fn status(&self) -> RelayStatus {
        match self.agent.ask(Request::Relay) {
            Ok(Answer::Relay { relay }) => *relay,
            other => panic!("no relay: {other:?}; the agent said: {}", self.agent.log()),
        }
    }

    /// Waits until so many messages wait for the software, or more.
    pub(crate) fn until_waiting(&self, messages: u64) {
        wait::until_fits(
            &format!("{messages} messages to wait"),
            SOON,
            || self.status(),
            |relay| relay.waiting >= messages,
        );
    }
}
