//! The real `vigie-agent` with a data folder of its own.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use tokio::runtime::Runtime;
use vigie_domain::{
    account::{Account, AccountId},
    server::{Security, Server},
};
use vigie_protocol::{
    Answer, CallError, Connection, Face, MailboxDraft, MailboxStatus, Password, Request, Status,
};

use crate::{
    children::Child,
    desktop::{Desktop, Environment},
    mail::Mail,
    netns::Namespace,
    programs,
    terminal::{self, Ran},
    tray_host::runtime,
    wait,
};

const START: Duration = Duration::from_secs(20);

/// How to start an agent.
#[derive(Clone, Default)]
pub struct Options {
    /// `--ca-file`.
    pub ca_file: Option<PathBuf>,
    /// Headless, with a vault under this passphrase. Else it needs a desktop.
    pub passphrase: Option<String>,
    /// The network namespace to run in.
    pub inside: Option<String>,
    /// Seconds instead of minutes.
    pub hurried: bool,
    /// The user's own folder.
    pub home: Option<PathBuf>,
    /// Further arguments.
    pub more: Vec<String>,
}

/// An agent, running or between two runs.
pub struct Agent {
    environment: Option<Environment>,
    options: Options,
    running: Option<Child>,
    runtime: Runtime,
    data_dir: PathBuf,
    /// The data folder, where it is this agent's own and goes with it.
    own_folder: Option<tempfile::TempDir>,
}

impl Agent {
    /// An agent on a desktop, or a headless one; running, and answering on its socket.
    #[must_use]
    pub fn start(desktop: Option<&Desktop>, options: Options) -> Self {
        let dir = tempfile::Builder::new()
            .prefix("vigie-agent-")
            .tempdir()
            .expect("a temporary folder can be made");
        crate::children::remove_at_end(dir.path());
        let mut agent = Self::start_in(desktop, options, dir.path());
        agent.own_folder = Some(dir);
        agent
    }

    /// The same with a data folder that outlives it.
    #[must_use]
    pub fn start_in(desktop: Option<&Desktop>, options: Options, data_dir: &Path) -> Self {
        let mut agent = Self {
            environment: desktop.map(Desktop::environment),
            options,
            running: None,
            runtime: runtime(),
            data_dir: data_dir.to_owned(),
            own_folder: None,
        };
        agent.launch();
        agent
    }

    /// Its data folder.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Starts it (again) and waits until it answers.
    pub fn launch(&mut self) {
        let mut command = self.command();
        self.running = Some(Child::spawn(&mut command, &self.log_path()));
        wait::until_true("the agent's answer", START, || {
            let running = self.running.as_mut().expect("started just now");
            assert!(running.is_running(), "the agent ended: {}", running.log());
            self.ask(Request::Status).is_ok()
        });
    }

    /// The command line that starts it, with the desktop's environment.
    #[must_use]
    pub fn command(&self) -> Command {
        let program = programs::vigie_agent();
        let mut command = match &self.options.inside {
            None => Command::new(program),
            Some(namespace) => Namespace::command(namespace, program),
        };
        if let Some(environment) = &self.environment {
            environment.dress(&mut command);
        } else {
            command.env("LANG", "fr_FR.UTF-8").env_remove("DISPLAY");
            command.env_remove("DBUS_SESSION_BUS_ADDRESS");
        }
        if let Some(home) = &self.options.home {
            command.env("HOME", home);
        }
        command.arg("--data-dir").arg(self.data_dir());
        if let Some(ca_file) = &self.options.ca_file {
            command.arg("--ca-file").arg(ca_file);
        }
        if self.options.hurried {
            command.arg("--hurried");
        }
        command.args(&self.options.more).stdin(Stdio::null());
        if let Some(passphrase) = &self.options.passphrase {
            let file = self.data_dir().with_extension("passphrase");
            fs::write(&file, passphrase).expect("the passphrase can be written");
            let given = File::open(&file).expect("the passphrase can be read");
            fs::remove_file(&file).expect("the passphrase does not stay");
            command
                .args(["--headless", "--passphrase-fd", "0"])
                .stdin(given);
        }
        command
    }

    fn log_path(&self) -> PathBuf {
        self.data_dir().join("agent.out")
    }

    /// What it said.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// The process.
    #[must_use]
    pub fn process(&mut self) -> &mut Child {
        self.running.as_mut().expect("the agent runs")
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        drop(self.running.take());
    }

    /// Asks it to end (SIGTERM) and waits.
    pub fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.terminate();
            running.wait(Duration::from_secs(15));
        }
    }

    /// Asks it something.
    pub fn ask(&self, request: Request) -> Result<Answer, String> {
        self.runtime.block_on(async {
            let (connection, _events) = Connection::open(self.data_dir(), Face::Terminal)
                .await
                .map_err(|e| e.to_string())?;
            connection
                .call(request)
                .await
                .map_err(|e: CallError| e.to_string())
        })
    }

    /// The whole state.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.ask(Request::Status) {
            Ok(Answer::Status { status }) => status,
            other => panic!("no status: {other:?}; the agent said: {}", self.log()),
        }
    }

    /// The state of its one mailbox.
    #[must_use]
    pub fn mailbox(&self) -> MailboxStatus {
        let mut mailboxes = self.status().mailboxes;
        assert_eq!(mailboxes.len(), 1, "{mailboxes:?}");
        mailboxes.remove(0)
    }

    /// Watches a mailbox of these servers.
    pub fn add(&self, mail: &Mail, name: &str) -> Account {
        self.try_add(mail, name)
            .unwrap_or_else(|e| panic!("not added: {e}; the agent said: {}", self.log()))
    }

    /// The same, where it may be refused.
    pub fn try_add(&self, mail: &Mail, name: &str) -> Result<Account, String> {
        let pops = mail.pops();
        let (host, _) = pops.rsplit_once(':').expect("host:port");
        self.try_add_at(mail, name, host)
    }

    /// The same under another name of the server.
    pub fn try_add_at(&self, mail: &Mail, name: &str, host: &str) -> Result<Account, String> {
        self.try_add_on(mail, name, host, mail.pops_port())
    }

    /// The same under another name and on another port, where something stands before the server.
    pub fn try_add_on(
        &self,
        mail: &Mail,
        name: &str,
        host: &str,
        port: u16,
    ) -> Result<Account, String> {
        let user = mail.user(name);
        let draft = MailboxDraft {
            address: user.address().parse().expect("an address"),
            login: user.address(),
            server: Server {
                host: host.to_owned(),
                port,
                security: Security::Tls,
            },
            provider: None,
            password: Password(user.password.clone().into()),
            host_approved: true,
            clear_text_approved: false,
        };
        match self.ask(Request::AddMailbox { draft }) {
            Ok(Answer::Added { account }) => Ok(account),
            Ok(other) => Err(format!("{other:?}")),
            Err(refused) => Err(refused),
        }
    }

    /// Asks for a check now, as soon as it is allowed.
    pub fn check_now(&self, account: Option<AccountId>) {
        wait::until_true("a check to be allowed", Duration::from_secs(30), || {
            self.ask(Request::CheckNow { account }).is_ok()
        });
    }

    /// Waits until the state of its one mailbox fits.
    pub fn until(
        &self,
        what: &str,
        within: Duration,
        fits: impl Fn(&MailboxStatus) -> bool,
    ) -> MailboxStatus {
        wait::until_fits(what, within, || self.mailbox(), fits)
    }

    /// `vigie --data-dir …` with these arguments.
    #[must_use]
    pub fn vigie(&self, args: &[&str], input: &str) -> Ran {
        let mut command = Command::new(programs::vigie());
        if let Some(environment) = &self.environment {
            environment.dress(&mut command);
        }
        command.arg("--data-dir").arg(self.data_dir()).args(args);
        terminal::run(&mut command, input)
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.data_dir().join("vigie-agent.log");
            eprintln!(
                "--- the agent's log ---\n{}",
                fs::read_to_string(log).unwrap_or_default()
            );
        }
    }
}
