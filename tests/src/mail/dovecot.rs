//! Dovecot's configuration and start.

use std::{fs, process::Command};

use super::{Mail, Options, Shown, maildir::VMAIL};
use crate::{children::Child, netns::Namespace};

pub(super) fn write_config(mail: &Mail, options: Options<'_>) {
    let dir = mail.dir().display();
    let lock = if options.lock_sessions { "yes" } else { "no" };
    let (certificate, key) = mail.certificate(Shown::Valid);
    let mut listen = vec![mail.address.clone()];
    let mut locals = String::new();
    if options.inside.is_none() {
        for shown in [Shown::Expired, Shown::WrongName, Shown::Untrusted] {
            let (certificate, key) = mail.certificate(shown);
            listen.push(shown.address().to_owned());
            let block = format!(
                "local {} {{\n  ssl_cert = <{}\n  ssl_key = <{}\n}}\n",
                shown.address(),
                certificate.display(),
                key.display()
            );
            locals.push_str(&block);
        }
    }
    let listen = listen.join(", ");
    let (pop, pops) = (mail.pop_port, mail.pops_port);
    let certificate = certificate.display();
    let key = key.display();
    let (protocols, smtp) = if options.smtp {
        ("pop3 lmtp", smtp_services(mail, options))
    } else {
        ("pop3", String::new())
    };
    let quotas = options.routing.map_or_else(String::new, |routing| {
        let file = mail.dir().join("quotas");
        fs::write(&file, routing.quotas()).expect("the quotas can be written");
        format!(
            "userdb {{
  driver = passwd-file
  args = username_format=%u {}
  result_success = continue-ok
}}
",
            file.display()
        )
    });
    let config = format!(
        "base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
auth_verbose = yes
protocols = {protocols}
listen = {listen}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
pop3_lock_session = {lock}
pop3_uidl_format = %g
mailbox_list_index = no
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {dir}/users
}}
{quotas}userdb {{
  driver = static
  args = uid={VMAIL} gid={VMAIL} home={dir}/vmail/%n
}}
service pop3-login {{
  inet_listener pop3 {{
    port = {pop}
  }}
  inet_listener pop3s {{
    port = {pops}
    ssl = yes
  }}
}}
{locals}{smtp}"
    );
    fs::write(mail.dir().join("dovecot.conf"), config).expect("the configuration can be written");
}

/// The sockets that Postfix asks for logins and hands deliveries to.
fn smtp_services(mail: &Mail, options: Options<'_>) -> String {
    let sieve = if options.routing.is_some() {
        // What a script sends on goes back to Postfix.
        format!(
            "  mail_plugins = sieve quota\n}}\nsubmission_host = 127.0.0.1:{}\nplugin {{\n  sieve = file:~/.dovecot.sieve\n  quota = maildir:User quota\n",
            mail.clear_smtp_port
        )
    } else {
        String::new()
    };
    let private = mail.dir().join("postfix/spool/private");
    let private = private.display();
    format!(
        "service auth {{
  unix_listener {private}/auth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
service lmtp {{
  unix_listener {private}/dovecot-lmtp {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@example.test
{sieve}}}
"
    )
}

/// Adds a password database of tokens to the configuration of the running server.
pub(super) fn take_tokens(mail: &Mail, introspection: &str) {
    let settings = mail.dir().join("oauth2.conf.ext");
    let text = format!(
        "introspection_mode = get\nintrospection_url = {introspection}\nusername_attribute = email\n\
         active_attribute = active\nactive_value = true\n"
    );
    fs::write(&settings, text).expect("a file can be written");
    let file = mail.dir().join("dovecot.conf");
    let config = fs::read_to_string(&file).expect("it was written");
    let config = config.replace(
        "auth_mechanisms = plain login\n",
        "auth_mechanisms = plain login xoauth2\n",
    );
    let database = format!(
        "passdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {}\n}}\n",
        settings.display()
    );
    fs::write(&file, config + &database).expect("the configuration can be written");
    let reloaded = Command::new("/usr/bin/doveadm")
        .arg("-c")
        .arg(&file)
        .arg("reload")
        .output()
        .expect("doveadm can be started");
    assert!(reloaded.status.success(), "{reloaded:?}");
}

pub(super) fn start(mail: &Mail) -> Child {
    let mut command = match &mail.namespace {
        None => Command::new("/usr/sbin/dovecot"),
        Some(namespace) => Namespace::command(namespace, "/usr/sbin/dovecot"),
    };
    command
        .arg("-F")
        .arg("-c")
        .arg(mail.dir().join("dovecot.conf"));
    Child::spawn(&mut command, &mail.dir().join("dovecot.out"))
}
