//! Postfix's configuration and start: submission with TLS and a login, delivery into the test
//! mailboxes through Dovecot, and an error for every other address.

use std::{fs, path::Path, process::Command, time::Duration};

use super::{DOMAIN, Mail, Routing, Shown, greylist};
use crate::{children, wait};

pub(super) struct Postfix {
    master: u32,
}

/// The services of a small Postfix; `master.cf` wants each of them named.
const SERVICES: &str = "\
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
proxymap  unix - - n - - proxymap
error     unix - - n - - error
retry     unix - - n - - error
lmtp      unix - - n - - lmtp
smtp      unix - - n - - smtp
anvil     unix - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
";

/// The domains of the tests' caisses, all of the invented régime 99.
const CAISSE_DOMAINS: &str = "/^[0-9]{3}\\.99\\.rss\\.fr$/ here\n";

/// Writes the configuration, and has Postfix make its folders.
pub(super) fn prepare(mail: &Mail, routing: Option<&Routing>) {
    let dir = mail.dir().join("postfix");
    let smtps_port = mail.smtps_port;
    for part in ["etc", "spool/pid", "data"] {
        fs::create_dir_all(dir.join(part)).expect("Postfix's folders can be made");
    }
    run(Command::new("chown").arg("postfix").arg(dir.join("data")));
    let (certificate, key) = mail.certificate(Shown::Valid);
    let settings = format!(
        "compatibility_level = 3.6
queue_directory = {dir}/spool
data_directory = {dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {dir}/postfix.log
maillog_file_prefixes = {dir}
myhostname = mail.{DOMAIN}
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = texthash:{dir}/etc/mailboxes
virtual_alias_maps = texthash:{dir}/etc/aliases, regexp:{dir}/etc/caisses
virtual_alias_domains = regexp:{dir}/etc/caisse-domains
virtual_transport = lmtp:unix:private/dovecot-lmtp
default_transport = error:no mail leaves this test host
relay_transport = error:no mail leaves this test host
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_auth_enable = yes
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
disable_dns_lookups = yes
smtpd_peername_lookup = no
biff = no
{routed}",
        domains = domains(mail).join(" "),
        routed = routing.map_or("", |_| ROUTED),
        dir = dir.display(),
        certificate = certificate.display(),
        key = key.display(),
    );
    let mailboxes: Vec<String> = mail
        .users
        .iter()
        .filter(|user| routing.is_none_or(|routing| routing.accepts(&user.address())))
        .map(|user| {
            format!(
                "{} x
",
                user.address()
            )
        })
        .collect();
    let mailboxes = mailboxes.concat();
    // Where there is such a mailbox, it is that of every caisse.
    let caisses = format!("/@[0-9]{{3}}\\.99\\.rss\\.fr$/ caisse@{DOMAIN}\n");
    let services = format!(
        "127.0.0.1:{smtps_port} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_recipient_restrictions={by_recipient}permit_sasl_authenticated,reject
{more}{SERVICES}",
        by_recipient = by_recipient(mail, routing),
        more = more_services(mail, routing),
    );
    for (name, content) in [
        ("main.cf", settings.as_str()),
        ("master.cf", &services),
        ("mailboxes", &mailboxes),
        ("aliases", ""),
        ("caisses", &caisses),
        ("caisse-domains", CAISSE_DOMAINS),
    ] {
        fs::write(dir.join("etc").join(name), content).expect("Postfix can be configured");
    }
    for (name, content) in routing
        .map(|routing| tables(mail, routing))
        .into_iter()
        .flatten()
    {
        fs::write(dir.join("etc").join(name), content).expect("Postfix can be configured");
    }
    // This also makes the spool's own folders, with their owners.
    run(postfix(&dir).arg("check"));
}

/// The tables of other ways of mail, by name.
fn tables(mail: &Mail, routing: &Routing) -> [(&'static str, String); 5] {
    [
        ("aliases", routing.aliases()),
        ("recipients", routing.recipients()),
        ("senders", routing.senders()),
        ("canonical", routing.canonical()),
        ("transports", routing.transports(mail.greylisted_smtp_port)),
    ]
}

/// What else Postfix does where mail has other ways.
const ROUTED: &str = "\
recipient_delimiter = +
sender_canonical_maps = texthash:$config_directory/canonical
sender_canonical_classes = header_sender
smtpd_sender_restrictions = check_sender_access texthash:$config_directory/senders
smtpd_client_connection_count_limit = 0
transport_maps = texthash:$config_directory/transports
minimal_backoff_time = 4s
queue_run_delay = 4s
";

/// The domains of the mailboxes, each once.
fn domains(mail: &Mail) -> Vec<&str> {
    let mut domains: Vec<&str> = vec![DOMAIN];
    for user in &mail.users {
        if !domains.contains(&user.domain.as_str()) {
            domains.push(&user.domain);
        }
    }
    domains
}

fn by_recipient(mail: &Mail, routing: Option<&Routing>) -> String {
    routing.map_or_else(String::new, |_| {
        format!(
            "check_recipient_access,texthash:{}/postfix/etc/recipients,",
            mail.dir().display()
        )
    })
}

/// The ports of [`Mail::clear_smtp_port`] and [`Mail::small_smtps_port`], and the one that greylists:
/// another provider's, as it were, so that what it took does not go the same way again.
fn more_services(mail: &Mail, routing: Option<&Routing>) -> String {
    if routing.is_none() {
        return String::new();
    }
    format!(
        "127.0.0.1:{} inet n - n - - smtpd
  -o smtpd_tls_security_level=none
127.0.0.1:{} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o message_size_limit=1000000
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=check_policy_service,inet:127.0.0.1:{}
  -o content_filter=lmtp:unix:private/dovecot-lmtp
",
        mail.clear_smtp_port,
        mail.small_smtps_port,
        mail.greylisted_smtp_port,
        greylist::serve(),
    )
}

/// Everything that was held goes on its way.
pub(super) fn release_held(mail: &Mail) {
    run(Command::new("/usr/sbin/postsuper")
        .arg("-c")
        .arg(mail.dir().join("postfix/etc"))
        .args(["-H", "ALL"]));
    run(postfix(&mail.dir().join("postfix")).arg("flush"));
}

impl Postfix {
    pub(super) fn start(mail: &Mail) -> Self {
        let dir = mail.dir().join("postfix");
        run(postfix(&dir).arg("start"));
        let pid_file = dir.join("spool/pid/master.pid");
        let master = wait::until("Postfix's master", Duration::from_secs(15), || {
            fs::read_to_string(&pid_file).ok()?.trim().parse().ok()
        });
        children::adopt(master);
        mail.until_open(&format!("127.0.0.1:{}", mail.smtps_port));
        Self { master }
    }
}

/// Whether a message waits in one of the queues. What Postfix took is in one of them until it is
/// in its mailbox, or given back.
pub(super) fn has_queued(mail: &Mail) -> bool {
    let spool = mail.dir().join("postfix/spool");
    // What is deferred moves to and fro while we look: it is looked for on both sides.
    ["maildrop", "incoming", "deferred", "active", "deferred"]
        .iter()
        .any(|queue| holds_file(&spool.join(queue)))
}

/// Deferred messages lie in folders by the first letter of their names.
fn holds_file(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| {
        entries.any(|entry| {
            entry.is_ok_and(|entry| {
                let path = entry.path();
                !path.is_dir() || holds_file(&path)
            })
        })
    })
}

impl Drop for Postfix {
    fn drop(&mut self) {
        children::kill_adopted(self.master);
    }
}

fn postfix(dir: &Path) -> Command {
    let mut command = Command::new("/usr/sbin/postfix");
    command.arg("-c").arg(dir.join("etc"));
    command
}

fn run(command: &mut Command) {
    let output = command.output().expect("the command can be started");
    assert!(
        output.status.success(),
        "{command:?} failed: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
