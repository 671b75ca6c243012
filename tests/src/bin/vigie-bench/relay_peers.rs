//! The same mailbox served in other ways: Dovecot itself, and proxies before it.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use vigie_tests::{
    children::Child,
    mail::{Mail, free_port},
    programs, wait,
};

/// Where a mailbox is served, on 127.0.0.1.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    pub(crate) name: String,
    pub(crate) port: u16,
    /// The root to trust, where it speaks TLS.
    pub(crate) ca: Option<PathBuf>,
    pub(crate) login: String,
    pub(crate) password: String,
}

/// A way of serving, with what must run for it.
pub(crate) struct Peer {
    pub(crate) served: Served,
    _running: Vec<Child>,
    _dir: Option<tempfile::TempDir>,
}

/// All of them. One that does not start answers nothing, and the table says so.
pub(crate) fn all(mail: &Mail) -> Vec<Peer> {
    let user = mail.user("cabinet");
    let served = |name: &str, port: u16, ca: Option<&Path>| Served {
        name: name.to_owned(),
        port,
        ca: ca.map(Path::to_owned),
        login: user.address(),
        password: user.password.clone(),
    };
    let clear = mail
        .pop()
        .rsplit_once(':')
        .and_then(|(_, port)| port.parse().ok());
    let clear = clear.expect("host:port");
    let alone = |served| Peer {
        served,
        _running: Vec::new(),
        _dir: None,
    };
    let mut peers = vec![
        alone(served(
            "Dovecot, direct, TLS",
            mail.pops_port(),
            Some(mail.ca_file()),
        )),
        alone(served("Dovecot, direct, clear text", clear, None)),
    ];
    let (running, dir, port) = nginx(clear);
    peers.push(Peer {
        served: served("nginx mail proxy, clear text upstream", port, None),
        _running: vec![running],
        _dir: Some(dir),
    });
    let (running, dir, port) = emailproxy(mail);
    peers.push(Peer {
        served: served("email-oauth2-proxy, TLS upstream", port, None),
        _running: running,
        _dir: Some(dir),
    });
    peers
}

fn nginx(upstream: u16) -> (Child, tempfile::TempDir, u16) {
    let dir = folder();
    let (port, auth) = (free_port(), free_port());
    let path = dir.path().display();
    let config = format!(
        "load_module /usr/lib/nginx/modules/ngx_mail_module.so;\n\
         daemon off;\nworker_processes 1;\npid {path}/nginx.pid;\nerror_log {path}/error.log;\nevents {{}}\n\
         http {{\n  access_log off;\n  client_body_temp_path {path}/body;\n  proxy_temp_path {path}/proxy;\n\
         fastcgi_temp_path {path}/fastcgi;\n  uwsgi_temp_path {path}/uwsgi;\n  scgi_temp_path {path}/scgi;\n\
         server {{\n    listen 127.0.0.1:{auth};\n    location / {{\n      add_header Auth-Status OK;\n\
         add_header Auth-Server 127.0.0.1;\n      add_header Auth-Port {upstream};\n      return 204;\n    }}\n  }}\n}}\n\
         mail {{\n  auth_http 127.0.0.1:{auth}/;\n  proxy_pass_error_message on;\n\
         server {{\n    listen 127.0.0.1:{port};\n    protocol pop3;\n    pop3_auth plain;\n  }}\n}}\n"
    );
    let file = dir.path().join("nginx.conf");
    fs::write(&file, config).expect("a file can be written");
    let mut command = Command::new("/usr/sbin/nginx");
    command
        .arg("-c")
        .arg(&file)
        .arg("-e")
        .arg(dir.path().join("error.log"));
    let child = Child::spawn(&mut command, &dir.path().join("nginx.out"));
    until_open(port);
    (child, dir, port)
}

/// It logs in upstream with a token, so Dovecot takes tokens too: a small server hands them out, and
/// tells Dovecot whose they are.
fn emailproxy(mail: &Mail) -> (Vec<Child>, tempfile::TempDir, u16) {
    let dir = folder();
    let (port, tokens) = (free_port(), free_port());
    let address = mail.user("cabinet").address();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/relay_tokens.py");
    let mut server = Command::new("/usr/bin/python3");
    server.arg(script).arg(tokens.to_string()).arg(&address);
    let server = Child::spawn(&mut server, &dir.path().join("tokens.out"));
    until_open(tokens);
    mail.take_tokens(&format!("http://127.0.0.1:{tokens}/introspect?token="));
    let config = dir.path().join("emailproxy.config");
    let text = format!(
        "[POP-{port}]\nlocal_address = 127.0.0.1\nserver_address = 127.0.0.1\nserver_port = {}\n\
         [{address}]\ntoken_url = http://127.0.0.1:{tokens}/token\noauth2_scope = pop\n\
         oauth2_flow = client_credentials\nclient_id = bench\nclient_secret = bench\n",
        mail.pops_port(),
    );
    fs::write(&config, text).expect("a file can be written");
    let mut command = Command::new(programs::repository().join("target/peers/bin/emailproxy"));
    command
        .arg("--no-gui")
        .arg("--config-file")
        .arg(&config)
        .arg("--cache-store")
        .arg(dir.path().join("cache"))
        .env("SSL_CERT_FILE", mail.ca_file());
    let proxy = Child::spawn(&mut command, &dir.path().join("emailproxy.out"));
    until_open(port);
    (vec![proxy, server], dir, port)
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    // nginx's worker is nobody.
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o777)).expect("a mode can be set");
    dir
}

fn until_open(port: u16) {
    wait::until_true("a peer's port", Duration::from_secs(30), || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
}
