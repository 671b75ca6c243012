//! Support's hand with the real programs: `vigie-support` signs and publishes, nginx serves the
//! folder over HTTPS.

use std::{
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    children::Child,
    mail::{Mail, free_port},
    netns::Namespace,
    programs,
    terminal::{self, Ran},
    wait,
};

/// The organisation's name.
pub const ORGANISATION: &str = "Logiciel Exemple, assistance";

const START: Duration = Duration::from_secs(20);
/// One for all keys.
const PASSPHRASE: &str = "la phrase de passe des essais\n";

/// An organisation with its keys, documents and web server; it ends when dropped.
pub struct Hotline {
    web: Option<Child>,
    /// As in the documentation for support.
    nginx: String,
    /// The same, with a page of HTML in place of everything.
    portal: String,
    address: String,
    inside: Option<String>,
    /// The keys that sign documents, as many as are needed.
    signing: Vec<String>,
    fingerprint: String,
    pushes: u32,
    // Last, so that the server is gone when its files go.
    dir: tempfile::TempDir,
}

impl Hotline {
    /// One key of each kind. The server stands beside that mail server, with a certificate of its
    /// authority.
    #[must_use]
    pub fn trial(mail: &Mail) -> Self {
        Self::start(mail, &["--trial"], &["targets-1"])
    }

    /// Three people, any two of whom sign.
    #[must_use]
    pub fn two_of_three(mail: &Mail) -> Self {
        let asked = [
            "--holder", "claire", "--holder", "ahmed", "--holder", "nadia",
        ];
        let asked = [&asked[..], &["--threshold", "2"]].concat();
        Self::start(mail, &asked, &["targets-nadia", "targets-claire"])
    }

    fn start(mail: &Mail, keys: &[&str], signing: &[&str]) -> Self {
        let dir = tempfile::Builder::new()
            .prefix("vigie-hotline-")
            .tempdir()
            .expect("a temporary folder can be made");
        crate::children::remove_at_end(dir.path());
        let address = format!("{}:{}", mail.address(), free_port());
        let (certificate, key) = mail.valid_certificate();
        let mut hotline = Self {
            web: None,
            nginx: String::new(),
            portal: String::new(),
            address,
            inside: mail.namespace().map(str::to_owned),
            signing: signing.iter().map(|&name| name.to_owned()).collect(),
            fingerprint: String::new(),
            pushes: 0,
            dir,
        };
        let pages = format!("root {};
            location ~ /\\. {{ return 404; }}
            location = /metadata/timestamp.json {{ add_header Cache-Control \"no-cache\"; }}
            location / {{ add_header Cache-Control \"public, max-age=31536000, immutable\"; try_files $uri =404; }}",
            hotline.at("org/published").display());
        let login = "location / { types {} default_type text/html; return 200 '<!doctype html><title>Wi-Fi</title><p>Connectez-vous.</p>'; }";
        hotline.nginx = hotline.configuration(&certificate, &key, &pages);
        hotline.portal = hotline.configuration(&certificate, &key, login);

        fs::write(hotline.at("passphrase"), PASSPHRASE).expect("the passphrase can be written");
        fs::create_dir(hotline.at("documents")).expect("the folder can be made");
        let url = hotline.url();
        let init = [
            "init",
            "org",
            "--organisation",
            ORGANISATION,
            "--repository",
            &url,
        ];
        let said = hotline.well_with_keys(&[&init[..], keys].concat()).stdout;
        hotline.fingerprint = said
            .lines()
            .find_map(fingerprint_in)
            .unwrap_or_else(|| panic!("no fingerprint: {said}"));
        hotline.serve();
        hotline
    }

    /// Where its configuration lies.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}/", self.address)
    }

    /// What practices are enrolled with.
    #[must_use]
    pub fn enrolment(&self) -> PathBuf {
        self.at("org/enrolment.toml")
    }

    /// The root's fingerprint, as `vigie-support init` printed it.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Puts a document into the folder, in place of one of that name.
    pub fn write(&self, name: &str, document: &str) {
        let path = self.at("documents").join(name).with_extension("toml");
        fs::write(path, document).expect("the document can be written");
    }

    /// Has the folder of documents signed and published.
    pub fn push(&mut self) {
        let proposal = self.next_proposal();
        let sign = ["sign", &proposal, "--documents", "documents"];
        let sign = [&sign[..], &["--published", "org/published"]].concat();
        self.well_with_keys(&sign);
        self.sign_and_publish(&proposal);
    }

    /// Withdraws a document, and has it signed and published.
    pub fn withdraw(&mut self, id: &str) {
        let proposal = self.next_proposal();
        let published = ["--published", "org/published", "--id", id];
        self.well(&[&["withdraw", &proposal], &published[..]].concat());
        self.sign_and_publish(&proposal);
    }

    /// Serves the published folder.
    pub fn serve(&mut self) {
        let configuration = self.nginx.clone();
        self.launch(&configuration);
    }

    /// Answers everything with the page of a network that wants a login first.
    pub fn serve_a_login_page(&mut self) {
        let configuration = self.portal.clone();
        self.launch(&configuration);
    }

    /// The web server is down.
    pub fn stop(&mut self) {
        self.web = None;
    }

    fn next_proposal(&mut self) -> String {
        self.pushes += 1;
        format!("proposal-{}", self.pushes)
    }

    fn sign_and_publish(&self, proposal: &str) {
        for name in &self.signing {
            let key = format!("org/keys/{name}.key");
            self.well_with_keys(&["sign", proposal, "--key", &key, "--yes"]);
        }
        let keys = [
            "--key",
            "org/keys/snapshot.key",
            "--key",
            "org/keys/timestamp.key",
        ];
        self.well_with_keys(&[&["publish", "org/published", proposal], &keys[..]].concat());
    }

    fn launch(&mut self, configuration: &str) {
        // Its port is free again before the next one takes it.
        self.web = None;
        let file = self.at("nginx.conf");
        fs::write(&file, configuration).expect("nginx's configuration can be written");
        let mut command = match &self.inside {
            None => Command::new("nginx"),
            Some(namespace) => Namespace::command(namespace, "nginx"),
        };
        let errors = self.at("nginx.errors");
        command.arg("-e").arg(&errors).arg("-c").arg(&file);
        command.stdin(Stdio::null());
        self.web = Some(Child::spawn(&mut command, &self.at("nginx.log")));
        wait::until_true("nginx", START, || {
            let web = self.web.as_mut().expect("started just now");
            assert!(web.is_running(), "nginx ended: {}", web.log());
            match &self.inside {
                None => TcpStream::connect(&self.address).is_ok(),
                Some(namespace) => Namespace::can_connect(namespace, &self.address),
            }
        });
    }

    fn configuration(&self, certificate: &Path, key: &Path, pages: &str) -> String {
        let (dir, address) = (self.dir.path().display(), &self.address);
        let (certificate, key) = (certificate.display(), key.display());
        // The worker reads a folder of the user that runs the tests.
        format!(
            "daemon off; master_process off; user root; pid {dir}/nginx.pid;
            events {{ worker_connections 256; }}
            http {{
                access_log {dir}/nginx.access;
                client_body_temp_path {dir}/t1; proxy_temp_path {dir}/t2; fastcgi_temp_path {dir}/t3;
                uwsgi_temp_path {dir}/t4; scgi_temp_path {dir}/t5;
                types {{ application/json json; }} default_type application/octet-stream;
                server {{
                    listen {address} ssl;
                    ssl_certificate {certificate}; ssl_certificate_key {key}; ssl_session_timeout 1d;
                    autoindex off; etag on;
                    {pages}
                }}
            }}"
        )
    }

    fn well_with_keys(&self, arguments: &[&str]) -> Ran {
        self.well(&[arguments, &["--passphrase-file", "passphrase"]].concat())
    }

    /// `vigie-support` in English, in a folder of its own.
    fn well(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::new(programs::vigie_support());
        command.current_dir(self.dir.path());
        command.args(["--language", "en"]).args(arguments);
        let ran = terminal::run(&mut command, "");
        assert_eq!(ran.status, 0, "{arguments:?}: {ran:?}");
        ran
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

/// Sixteen groups of four hexadecimal digits at the end of a line.
fn fingerprint_in(line: &str) -> Option<String> {
    let groups: Vec<&str> = line.split_whitespace().rev().take(16).collect();
    let is_group =
        |group: &&str| group.len() == 4 && group.bytes().all(|octet| octet.is_ascii_hexdigit());
    (groups.len() == 16 && groups.iter().all(is_group))
        .then(|| groups.into_iter().rev().collect::<Vec<_>>().join(" "))
}
