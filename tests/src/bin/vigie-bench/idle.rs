//! Who waits most quietly: memory, threads and wake-ups of the resident programs.

use std::{fs, path::Path, process::Stdio, thread, time::Duration};

use vigie_tests::{
    agent::{self, Agent},
    children::Child,
    desktop::Desktop,
    mail::{Mail, free_port},
};

use super::table;

/// Long enough for a program to finish starting.
const SETTLE: Duration = Duration::from_secs(25);
const WATCHED: Duration = Duration::from_mins(1);

pub(crate) fn run() {
    let desktop = Desktop::start();
    let mail = Mail::start();
    mail.maildir("cabinet").fill(3, 2000);
    let mut rows = vec![ours(&desktop, &mail)];
    for (name, started) in [
        ("Mailnag, one POP3 account", mailnag(&desktop, &mail)),
        ("DavMail, server without window", davmail(&desktop)),
        ("email-oauth2-proxy, no GUI", emailproxy(&desktop, &mail)),
        ("tray-icon 0.26 (ksni) alone", tray_icon(&desktop, "ksni")),
        (
            "tray-icon 0.26 (GTK) alone",
            tray_icon(&desktop, "libappindicator"),
        ),
    ] {
        rows.push(match started {
            Ok(mut child) => {
                thread::sleep(SETTLE);
                if child.is_running() {
                    quiet(name, child.id())
                } else {
                    let last = child.log().lines().last().unwrap_or_default().to_owned();
                    gap(name, &format!("ended at once: {last}"))
                }
            }
            Err(why) => gap(name, &why),
        });
    }
    table::print(
        "Idle: the resident program between two checks, tray shown, one mailbox (60 s)",
        &[
            "program",
            "PSS MiB",
            "threads",
            "voluntary switches a minute",
        ],
        &rows,
    );
}

fn ours(desktop: &Desktop, mail: &Mail) -> Vec<String> {
    let options = agent::Options {
        ca_file: Some(mail.ca_file().into()),
        ..agent::Options::default()
    };
    let mut agent = Agent::start(Some(desktop), options);
    agent.add(mail, "cabinet");
    agent.until("a first check", SETTLE, |mailbox| {
        mailbox.last_success.is_some()
    });
    thread::sleep(SETTLE);
    let id = agent.process().id();
    quiet("**vigie-agent**", id)
}

fn quiet(name: &str, id: u32) -> Vec<String> {
    let before: u64 = switches(id);
    thread::sleep(WATCHED);
    let a_minute = (switches(id).saturating_sub(before)) as f64 * 60.0 / WATCHED.as_secs_f64();
    vec![
        name.into(),
        format!("{:.1}", pss_kib(id) as f64 / 1024.0),
        threads(id).to_string(),
        format!("{a_minute:.0}"),
    ]
}

fn gap(name: &str, why: &str) -> Vec<String> {
    vec![name.into(), "–".into(), "–".into(), why.into()]
}

/// Proportional set size of a process and all its descendants.
pub(crate) fn pss_kib(id: u32) -> u64 {
    family(id)
        .into_iter()
        .filter_map(|id| fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok())
        .filter_map(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        })
        .sum()
}

fn threads(id: u32) -> usize {
    family(id)
        .into_iter()
        .filter_map(|id| fs::read_dir(format!("/proc/{id}/task")).ok())
        .map(Iterator::count)
        .sum()
}

fn switches(id: u32) -> u64 {
    family(id)
        .into_iter()
        .filter_map(|id| fs::read_dir(format!("/proc/{id}/task")).ok())
        .flatten()
        .filter_map(|task| fs::read_to_string(task.ok()?.path().join("status")).ok())
        .filter_map(|text| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
            line.trim().parse::<u64>().ok()
        })
        .sum()
}

/// A process and its descendants.
fn family(id: u32) -> Vec<u32> {
    let mut all = vec![id];
    let mut index = 0;
    while let Some(&parent) = all.get(index) {
        let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
        all.extend(
            children
                .unwrap_or_default()
                .split_whitespace()
                .filter_map(|child| child.parse::<u32>().ok()),
        );
        index += 1;
    }
    all
}

fn spawn(
    desktop: &Desktop,
    program: &str,
    arguments: &[&str],
    name: &str,
) -> Result<Child, String> {
    let found = Path::new(program).exists()
        || ["/usr/bin", "/usr/local/bin"]
            .iter()
            .any(|dir| Path::new(dir).join(program).exists());
    if !found {
        return Err("not installed".into());
    }
    let mut command = desktop.command(program);
    command.args(arguments).stdin(Stdio::null());
    Ok(Child::spawn(
        &mut command,
        &desktop.dir().join(format!("{name}.log")),
    ))
}

fn mailnag(desktop: &Desktop, mail: &Mail) -> Result<Child, String> {
    let user = mail.user("cabinet");
    let config = desktop.dir().join("config/mailnag");
    fs::create_dir_all(&config).expect("a folder can be made");
    let text = format!(
        "[core]\npoll_interval = 10\nimap_idle_timeout = 10\nmailbox_seen_flags = 1\nautostart = 1\n\
         enabled_plugins = dbusplugin, libnotifyplugin\n\
         [account1]\nenabled = 1\ntype = pop3\nname = cabinet\nuser = {}\npassword = {}\nserver = 127.0.0.1\n\
         port = {}\nssl = 1\nimap = 0\nidle = 0\nfolder = []\n",
        user.address(),
        user.password,
        mail.pops_port(),
    );
    fs::write(config.join("mailnag.cfg"), text).expect("a file can be written");
    spawn(desktop, "mailnag", &["--quiet"], "mailnag")
}

fn davmail(desktop: &Desktop) -> Result<Child, String> {
    let properties = desktop.dir().join("davmail.properties");
    let text = format!(
        "davmail.server=true\ndavmail.url=https://127.0.0.1:9/ews/exchange.asmx\ndavmail.mode=EWS\n\
         davmail.popPort={}\ndavmail.smtpPort={}\ndavmail.imapPort=\ndavmail.caldavPort=\ndavmail.ldapPort=\n\
         davmail.disableUpdateCheck=true\ndavmail.allowRemote=false\ndavmail.logFilePath={}\n",
        free_port(),
        free_port(),
        desktop.dir().join("davmail-own.log").display(),
    );
    fs::write(&properties, text).expect("a file can be written");
    spawn(
        desktop,
        "davmail",
        &[&properties.display().to_string()],
        "davmail",
    )
}

fn emailproxy(desktop: &Desktop, mail: &Mail) -> Result<Child, String> {
    let config = desktop.dir().join("emailproxy.config");
    let text = format!(
        "[POP-{}]\nlocal_address = 127.0.0.1\nserver_address = 127.0.0.1\nserver_port = {}\n\
         [{}]\npermission_url = https://login.example/authorize\ntoken_url = https://login.example/token\n\
         oauth2_scope = pop\nredirect_uri = http://localhost:{}\nclient_id = bench\nclient_secret = bench\n",
        free_port(),
        mail.pops_port(),
        mail.user("cabinet").address(),
        free_port(),
    );
    fs::write(&config, text).expect("a file can be written");
    let cache = desktop.dir().join("emailproxy.cache").display().to_string();
    let program = vigie_tests::programs::repository().join("target/peers/bin/emailproxy");
    spawn(
        desktop,
        &program.display().to_string(),
        &[
            "--no-gui",
            "--config-file",
            &config.display().to_string(),
            "--cache-store",
            &cache,
        ],
        "emailproxy",
    )
}

/// An icon by tray-icon, in a program that does nothing else.
fn tray_icon(desktop: &Desktop, backend: &str) -> Result<Child, String> {
    let program = vigie_tests::programs::repository()
        .join("target/peers")
        .join(format!("tray-icon-{backend}/release/tray-icon-peer"));
    let name = format!("tray-icon-{backend}");
    spawn(desktop, &program.display().to_string(), &[], &name)
}
