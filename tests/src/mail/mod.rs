//! A private Dovecot and, where a test sends mail, a private Postfix: real servers on loopback,
//! on free ports, with a certificate authority of their own. Nothing can leave the machine.
//!
//! Needs root, as a container in CI has it: Dovecot drops its rights for each mailbox, and Postfix
//! runs in no other way.

mod dovecot;
mod greylist;
mod maildir;
mod postfix;
mod routing;

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    children::Child,
    netns::Namespace,
    pki::{Authority, Validity},
    wait,
};

pub use maildir::{Maildir, sample};
pub use routing::Routing;

use postfix::Postfix;

/// The domain of every test mailbox.
pub const DOMAIN: &str = "example.test";

/// A mailbox of the test servers.
#[derive(Clone, Debug)]
pub struct User {
    /// What stands before the @; no two are alike, whatever their domains.
    pub name: String,
    /// What stands behind it.
    pub domain: String,
    /// Its password.
    pub password: String,
    /// POP is switched off for it: the login is refused with the provider's word for that.
    pub pop_off: bool,
}

impl User {
    /// The address, which is also the login.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}@{}", self.name, self.domain)
    }
}

/// Which servers, and how they behave.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Postfix as well: submission with a login, delivery into the mailboxes.
    pub smtp: bool,
    /// One POP3 session at a time for a mailbox; the next one is told `[IN-USE]`.
    pub lock_sessions: bool,
    /// Inside this network namespace, on this address instead of 127.0.0.1.
    pub inside: Option<(&'a Namespace, &'a str)>,
    /// Other ways of mail than from everybody to everybody's own mailbox. Only with `smtp`.
    pub routing: Option<&'a Routing>,
}

/// The addresses of one server that shows a different certificate on each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In order.
    Valid,
    /// Past its end.
    Expired,
    /// For another name.
    WrongName,
    /// By an authority that nobody trusts.
    Untrusted,
}

impl Shown {
    const ALL: [Self; 4] = [Self::Valid, Self::Expired, Self::WrongName, Self::Untrusted];

    /// The loopback address on which this certificate is shown.
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::Valid => "127.0.0.1",
            Self::Expired => "127.0.0.2",
            Self::WrongName => "127.0.0.3",
            Self::Untrusted => "127.0.0.4",
        }
    }
}

/// The running servers; they end when this is dropped.
pub struct Mail {
    dovecot: Option<Child>,
    postfix: Option<Postfix>,
    users: Vec<User>,
    /// Login, password, and the mailbox that it opens.
    more_logins: Vec<(String, String, String)>,
    authority: Authority,
    pop_port: u16,
    pops_port: u16,
    smtps_port: u16,
    clear_smtp_port: u16,
    small_smtps_port: u16,
    greylisted_smtp_port: u16,
    address: String,
    namespace: Option<String>,
    // Last, so that the servers are gone when their files go.
    dir: tempfile::TempDir,
}

impl Mail {
    /// Dovecot with one mailbox, `cabinet@example.test`, password `cabinet-pw`.
    #[must_use]
    pub fn start() -> Self {
        Self::with(&["cabinet"], Options::default())
    }

    /// Servers for these mailboxes, by name or with another domain by address; each password is the
    /// name and `-pw`.
    #[must_use]
    pub fn with(names: &[&str], options: Options<'_>) -> Self {
        let dir = tempfile::Builder::new()
            .prefix("vigie-mail-")
            .tempdir()
            .expect("a temporary folder can be made");
        crate::children::remove_at_end(dir.path());
        // The servers' own users must be able to go through.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))
            .expect("the folder's mode can be set");
        let authority = Authority::new("Vigie test CA", &dir.path().join("tls"));
        let users = names
            .iter()
            .map(|&name| {
                let (name, domain) = name.split_once('@').unwrap_or((name, DOMAIN));
                User {
                    name: name.to_owned(),
                    domain: domain.to_owned(),
                    password: format!("{name}-pw"),
                    pop_off: false,
                }
            })
            .collect();
        let mut mail = Self {
            dovecot: None,
            postfix: None,
            users,
            more_logins: Vec::new(),
            authority,
            pop_port: free_port(),
            pops_port: free_port(),
            smtps_port: free_port(),
            clear_smtp_port: free_port(),
            small_smtps_port: free_port(),
            greylisted_smtp_port: free_port(),
            address: options
                .inside
                .map_or("127.0.0.1", |(_, address)| address)
                .to_owned(),
            namespace: options
                .inside
                .map(|(namespace, _)| namespace.name().to_owned()),
            dir,
        };
        mail.make_certificates();
        if let Some(routing) = options.routing {
            mail.more_logins.clone_from(&routing.logins);
        }
        mail.write_users();
        dovecot::write_config(&mail, options);
        for user in &mail.users {
            let _made = mail.maildir(&user.name);
        }
        if let Some(routing) = options.routing {
            routing.write_scripts(&mail);
        }
        if options.smtp {
            // It makes the folder in which Dovecot opens its sockets for it.
            postfix::prepare(&mail, options.routing);
        }
        mail.start_pop();
        if options.smtp {
            mail.postfix = Some(Postfix::start(&mail));
        }
        mail
    }

    /// The folder of configuration, logs and mailboxes.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The root to trust: what `--ca-file` takes.
    #[must_use]
    pub fn ca_file(&self) -> &Path {
        self.authority.root()
    }

    /// The certificate that is in order and its key, for another server on the same address.
    #[must_use]
    pub fn valid_certificate(&self) -> (PathBuf, PathBuf) {
        self.certificate(Shown::Valid)
    }

    /// The address that the servers stand on.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The name of the network namespace that they run in.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// A mailbox by name.
    #[must_use]
    pub fn user(&self, name: &str) -> &User {
        self.users
            .iter()
            .find(|user| user.name == name)
            .expect("a mailbox of this server")
    }

    /// `127.0.0.1:port` with TLS from the first byte.
    #[must_use]
    pub fn pops(&self) -> String {
        format!("{}:{}", self.address, self.pops_port)
    }

    /// The same server under the address that shows that certificate.
    #[must_use]
    pub fn pops_showing(&self, shown: Shown) -> String {
        format!("{}:{}", shown.address(), self.pops_port)
    }

    /// `127.0.0.1:port` in clear text, with STLS.
    #[must_use]
    pub fn pop(&self) -> String {
        format!("{}:{}", self.address, self.pop_port)
    }

    /// The port with TLS from the first byte.
    #[must_use]
    pub fn pops_port(&self) -> u16 {
        self.pops_port
    }

    /// The submission port with TLS from the first byte. Only with [`Options::smtp`].
    #[must_use]
    pub fn smtps_port(&self) -> u16 {
        assert!(self.postfix.is_some(), "Postfix runs");
        self.smtps_port
    }

    /// A port where Postfix takes mail for these mailboxes without TLS and without a login. Only
    /// with [`Options::routing`].
    #[must_use]
    pub fn clear_smtp_port(&self) -> u16 {
        self.clear_smtp_port
    }

    /// A submission port with TLS from the first byte that takes messages up to 1 MB. Only with
    /// [`Options::routing`].
    #[must_use]
    pub fn small_smtps_port(&self) -> u16 {
        self.small_smtps_port
    }

    /// Lets go what Postfix held back.
    pub fn release_held(&self) {
        postfix::release_held(self);
    }

    /// A mailbox's messages on disk.
    #[must_use]
    pub fn maildir(&self, name: &str) -> Maildir {
        let home = self.dir().join("vmail").join(name);
        fs::create_dir_all(&home).expect("the home can be made");
        let _not_root = std::os::unix::fs::chown(&home, Some(maildir::VMAIL), Some(maildir::VMAIL));
        Maildir::at(&home.join("Maildir"))
    }

    /// Switches POP off or on for one mailbox, as a provider does it.
    pub fn set_pop_off(&mut self, name: &str, off: bool) {
        self.change(name, |user| user.pop_off = off);
    }

    /// Waits until everything that Postfix took lies in the mailboxes. Only with [`Options::smtp`].
    pub fn until_delivered(&self) {
        wait::until_true(
            "Postfix's queues to be empty",
            Duration::from_secs(30),
            || !postfix::has_queued(self),
        );
    }

    /// Gives a mailbox another password.
    pub fn set_password(&mut self, name: &str, password: &str) {
        self.change(name, |user| password.clone_into(&mut user.password));
    }

    fn change(&mut self, name: &str, change: impl FnOnce(&mut User)) {
        let user = self
            .users
            .iter_mut()
            .find(|user| user.name == name)
            .expect("a mailbox of this server");
        change(user);
        self.write_users();
    }

    /// Stops the POP3 server: connections to it are refused. Already stopped: nothing to do.
    pub fn stop_pop(&mut self) {
        if let Some(mut dovecot) = self.dovecot.take() {
            dovecot.terminate();
            dovecot.wait(Duration::from_secs(10));
        }
    }

    /// Has Dovecot also take tokens (XOAUTH2), of which that address tells whose they are.
    pub fn take_tokens(&self, introspection: &str) {
        dovecot::take_tokens(self, introspection);
    }

    /// Starts it again on the same ports.
    pub fn start_pop(&mut self) {
        if self.dovecot.is_none() {
            self.dovecot = Some(dovecot::start(self));
            let address = self.pops();
            self.until_open(&address);
        }
    }

    /// Until something accepts connections there.
    fn until_open(&self, address: &str) {
        wait::until_true(
            &format!("a server on {address}; its log: {}", self.log()),
            Duration::from_secs(20),
            || match &self.namespace {
                None => TcpStream::connect(address).is_ok(),
                Some(namespace) => Namespace::can_connect(namespace, address),
            },
        );
    }

    /// What the POP3 server wrote so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir().join("dovecot.log")).unwrap_or_default()
    }

    /// How many logins succeeded so far.
    #[must_use]
    pub fn logins(&self) -> usize {
        self.log().matches("Info: Login: user=").count()
    }

    fn make_certificates(&self) {
        let names = [
            "localhost",
            "pop.example.test",
            "nouveau.example.test",
            "127.0.0.1",
            "127.0.0.2",
            &self.address,
        ];
        let stranger = Authority::new("Unknown CA", &self.dir().join("tls"));
        for shown in Shown::ALL {
            let (authority, names, validity) = match shown {
                Shown::Valid => (&self.authority, &names[..], Validity::default()),
                Shown::Expired => (
                    &self.authority,
                    &names[..],
                    Validity {
                        from: -90,
                        until: -2,
                    },
                ),
                Shown::WrongName => (&self.authority, &["other.example"][..], Validity::default()),
                Shown::Untrusted => (&stranger, &["127.0.0.4"][..], Validity::default()),
            };
            let _leaf = authority.leaf(&format!("{shown:?}"), names, validity);
        }
    }

    fn certificate(&self, shown: Shown) -> (PathBuf, PathBuf) {
        let tls = self.dir().join("tls");
        (
            tls.join(format!("{shown:?}.crt")),
            tls.join(format!("{shown:?}.key")),
        )
    }

    fn write_users(&self) {
        let lines: Vec<String> = self
            .users
            .iter()
            .map(|user| {
                let extra = if user.pop_off {
                    // A blank would end the field.
                    "nologin=y reason=POP3-access-is-disabled-for-this-account"
                } else {
                    ""
                };
                format!(
                    "{}:{{PLAIN}}{}::::::{extra}\n",
                    user.address(),
                    user.password
                )
            })
            .chain(self.more_logins.iter().map(|(login, password, opens)| {
                format!("{login}:{{PLAIN}}{password}::::::user={opens}\n")
            }))
            .collect();
        // A new file under the old name, so that Dovecot sees a change within the same second.
        let new = self.dir().join("users.new");
        fs::write(&new, lines.concat()).expect("the users can be written");
        fs::set_permissions(&new, fs::Permissions::from_mode(0o644)).expect("a mode can be set");
        fs::rename(&new, self.dir().join("users")).expect("the users can be replaced");
    }
}

/// A port of 127.0.0.1 that was free a moment ago.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("there are free ports")
        .port()
}
