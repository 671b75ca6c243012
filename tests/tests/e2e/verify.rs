//! `vigie verify` against real Postfix and Dovecot: every mailbox situation by name, each with the
//! expected verdict and exit status, and no false pass in any.

mod kinds;
mod resumed;
mod run;
mod situations;

use std::{
    fmt::Write as _,
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use run::outcome;
use situations::ALL;
use vigie_tests::{
    mail::{Mail, Options, sample},
    programs, terminal, wait,
};

macro_rules! situations {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            holds(stringify!($name));
        })*

        #[test]
        fn every_situation_is_a_test() {
            let mut tested = vec![$(stringify!($name)),*];
            let mut known: Vec<&str> = ALL.iter().map(|situation| situation.name).collect();
            tested.sort_unstable();
            known.sort_unstable();
            assert_eq!(tested, known);
        }
    };
}

situations![
    delayed,
    greylisted,
    old_mailbox_locked,
    true_mailbox,
    true_mailbox_and_old_one,
    true_mailbox_by_starttls,
    local_part_logins,
    nothing_to_compare,
    old_pop_closed,
    old_pop_closed_main_read,
    old_pop_closed_same_provider,
    old_password_wrong,
    old_password_missing,
    old_mailbox_emptied,
    virtual_alias,
    alias_with_login,
    alias_of_main_separate_from_old,
    two_logins_one_maildrop,
    candidate_is_in_use,
    same_account,
    redirect_by_postfix,
    forward_by_postfix,
    redirect_by_sieve,
    forward_by_sieve,
    forward_to_the_old_mailbox,
    old_redirects_here_by_sieve,
    old_forwards_here_by_sieve,
    old_forwards_here_by_postfix,
    old_closed_forwards_here,
    list_address,
    catch_all_takes_it,
    candidate_is_catch_all,
    own_domain_without_catch_all,
    subaddress,
    full_mailbox,
    one_old_message,
    message_during_the_check,
    spam_folder,
    marked_as_spam,
    lost,
    control_lost,
    both_lost,
    bounced,
    over_quota,
    old_mailbox_over_quota,
    unknown_address,
    pop_off,
    pop_closed,
    pop_closed_by_the_provider,
    imap_only,
    long_login_delay,
    wrong_password,
    candidate_locked,
    from_rewritten,
    sender_refused,
    size_limit,
    sending_in_clear,
    certificate_expired,
    certificate_for_another_name,
    certificate_untrusted,
];

/// The situation brings the verdict of the table, and harms nothing.
#[track_caller]
fn holds(name: &str) {
    let situation = ALL
        .iter()
        .find(|situation| situation.name == name)
        .expect("a situation of the table");
    let lived = outcome(name);
    let ran = &lived.ran;
    let json = ran.json();
    let told = format!("{name}: {ran:?}");
    assert_eq!(json["verdict"], situation.verdict, "{told}");
    assert_eq!(ran.status, situation.status(), "{told}");
    assert_eq!(json["exit_status"], ran.status, "{told}");
    let reasons = json["reasons"].as_array().unwrap();
    assert!(
        reasons
            .iter()
            .any(|reason| reason["kind"] == situation.reason),
        "{told}"
    );
    assert!(
        json["evidence"].is_object() && json["checks"].is_array(),
        "{told}"
    );
    assert!(
        !ran.stdout.contains("-pw") && !ran.stderr.contains("-pw"),
        "{told}"
    );
    if !matches!(situation.act, kinds::Act::EmptyOnceProbed(_)) {
        assert!(
            lived.main_unharmed,
            "the main mailbox lost messages: {told}"
        );
    }
    // What lies there still was said to lie there.
    let said = json["probes"]["left"].as_array().unwrap().len();
    let lies: usize = lived.left_over.values().sum();
    assert!(lies <= said, "{:?} {told}", lived.left_over);
    if situation.verdict == "good" {
        assert!(!lived.left_over.contains_key("b"), "{told}");
        assert!(!lived.left_over.contains_key("a"), "{told}");
    }
}

/// The table in the documentation is the one that is tested.
#[test]
fn the_documentation_shows_the_situations() {
    let mut paper = String::from(
        "# Mailbox situations on real servers\n\n\
         Written by the test `verify::the_documentation_shows_the_situations` (`VIGIE_UPDATE=1 cargo test -p vigie-tests the_documentation_shows`).\n\
         Each is lived through on Postfix and Dovecot by a test of its name in `tests/tests/e2e/verify.rs`; what the verdicts mean stands in `verdict.md`.\n\n\
         | test | situation | verdict | exit status | reason |\n|---|---|---|---|---|\n",
    );
    for situation in ALL {
        let _ = writeln!(
            paper,
            "| `{}` | {} | `{}` | {} | `{}` |",
            situation.name,
            situation.told,
            situation.verdict,
            situation.status(),
            situation.reason
        );
    }
    let path = programs::repository().join("docs/verify.md");
    if std::env::var_os("VIGIE_UPDATE").is_some() {
        fs::write(&path, &paper).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == paper,
        "the table changed: VIGIE_UPDATE=1 cargo test -p vigie-tests the_documentation_shows"
    );
}

/// `vigie verify` of `new` beside `cabinet`, on those servers.
fn verify(mail: &Mail) -> Command {
    let mut command = Command::new(programs::vigie());
    command
        .args(["verify", "--passwords-stdin", "--language", "fr"])
        .args(["--candidate", "new@example.test"])
        .args(["--existing", "cabinet@example.test"])
        .args(["--server", &mail.pops()])
        .args(["--smtp", &format!("127.0.0.1:{}", mail.smtps_port())])
        .arg("--ca-file")
        .arg(mail.ca_file());
    command
}

const PASSWORDS: &str = "new@example.test\tnew-pw\ncabinet@example.test\tcabinet-pw\n";

fn two_mailboxes() -> Mail {
    Mail::with(
        &["cabinet", "new"],
        Options {
            smtp: true,
            ..Options::default()
        },
    )
}

#[test]
fn in_words_it_says_the_verdict_and_shows_what_lies_there() {
    let mail = two_mailboxes();
    let welcome = sample("bienvenue@acces.example", "Bienvenue chez vous");
    mail.maildir("new")
        .deliver(&welcome, Duration::from_hours(1));
    let ran = terminal::run(&mut verify(&mail), PASSWORDS);
    assert_eq!(ran.status, 1, "{ran:?}");
    for words in [
        "bienvenue@acces.example",
        "Bienvenue chez vous",
        "Vigie a supprimé ses 2 messages",
    ] {
        assert!(ran.stdout.contains(words), "{words}: {ran:?}");
    }
    assert!(ran.stderr.contains('✓'), "{ran:?}");
    // Theirs stays, ours are gone.
    let left = mail.maildir("new").messages();
    assert_eq!(left.len(), 1);
    assert!(String::from_utf8_lossy(&left[0].1).contains("Bienvenue chez vous"));
    assert!(mail.maildir("cabinet").is_empty());
    assert!(!mail.log().contains("retr=1/"), "{}", mail.log());
}

#[test]
fn the_probes_stay_where_the_user_wants() {
    let mail = two_mailboxes();
    let ran = terminal::run(verify(&mail).args(["--keep-probes", "--json"]), PASSWORDS);
    assert_eq!(ran.status, 0, "{ran:?}");
    let json = ran.json();
    assert_eq!(json["probes"]["removed"], 0);
    assert_eq!(json["probes"]["left"][0]["why"]["kind"], "kept");
    assert_eq!(mail.maildir("new").len(), 1);
    assert_eq!(mail.maildir("cabinet").len(), 1);
}

#[test]
fn ctrl_c_ends_it_in_order() {
    let mail = two_mailboxes();
    let mut command = verify(&mail);
    command
        .arg("--json")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), PASSWORDS.as_bytes()).unwrap();
    wait::until_true("the probe", Duration::from_secs(30), || {
        !mail.maildir("new").is_empty()
    });
    let id = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["stopped"], true, "{json}");
    assert_eq!(json["verdict"], "inconclusive", "{json}");
    assert!(!json["probes"]["left"].as_array().unwrap().is_empty());
    // QUIT is what Dovecot calls « Logged out ».
    let (logins, quits) = ("Info: Login:", "Disconnected: Logged out");
    wait::until_true("a QUIT for each login", Duration::from_secs(10), || {
        let log = mail.log();
        log.matches(logins).count() == log.matches(quits).count()
    });
    assert!(mail.logins() >= 2);
}

#[test]
fn a_command_line_without_the_password_is_refused() {
    let mail = two_mailboxes();
    for list in [
        "",
        "cabinet@example.test\tcabinet-pw\n",
        "new@example.test new-pw\n",
    ] {
        let ran = terminal::run(&mut verify(&mail), list);
        assert_eq!(ran.status, 2, "{list:?}: {ran:?}");
        assert!(ran.stdout.is_empty(), "{ran:?}");
        assert!(!ran.stderr.contains("-pw"), "{ran:?}");
    }
    assert_eq!(mail.logins(), 0);
}
