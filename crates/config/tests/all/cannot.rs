//! What no document can do, each a test that is named after it.

use vigie_config::fault::{Oddity, Problem};

use crate::support::{bulletin, oddities, problems, provider, read, set_problems, toml};

fn one(path: &str, problem: Problem) -> Vec<(String, Problem)> {
    vec![(path.to_owned(), problem)]
}

#[test]
fn no_document_holds_a_password() {
    for field in [
        "password",
        "mot_de_passe",
        "pop-password",
        "Secret",
        "api_token",
    ] {
        let toml = format!(
            "format = 1\nkind = \"practice\"\nid = \"essai\"\npractice = \"7KQM-2XRD-9VTA\"\n\
             [mailbox]\ndomain = \"exemple.example\"\n{field} = \"x\"\n\
             [mailbox.pop]\nhost = \"pop.exemple.example\"\nport = 995\nsecurity = \"tls\"\nlogin = \"full_address\"\n"
        );
        assert_eq!(
            problems(&toml),
            one(&format!("mailbox.{field}"), Problem::Secret)
        );
    }
    let smuggled = toml(
        "providers",
        &provider("exemple", "exemple.example", "pop.exemple.example"),
    )
    .replace("smtp_servers = []", "smtp_servers = []\npassword = \"x\"");
    assert_eq!(
        problems(&smuggled),
        one("providers[0].password", Problem::Secret)
    );
}

#[test]
fn tls_cannot_be_switched_off() {
    let sound = toml(
        "providers",
        &provider("exemple", "exemple.example", "pop.exemple.example"),
    );
    let plain = sound.replace("security = \"tls\"", "security = \"plain\"");
    let path = "providers[0].pop_servers[0].security";
    assert_eq!(problems(&plain), one(path, Problem::ClearText));
    let practice = "format = 1\nkind = \"practice\"\nid = \"essai\"\npractice = \"7KQM-2XRD-9VTA\"\n\
        [mailbox]\ndomain = \"exemple.example\"\n\
        pop = { host = \"pop.exemple.example\", port = 110, security = \"plain\", login = \"local_part\" }\n";
    assert_eq!(
        problems(practice),
        one("mailbox.pop.security", Problem::ClearText)
    );
    // No field speaks of verification: one that tries is not known, and does nothing.
    let settings = toml("settings", "[settings]\nverify_certificates = false\n");
    assert_eq!(
        oddities(&settings),
        [(
            "settings.verify_certificates".to_owned(),
            Oddity::UnknownField
        )]
    );
}

#[test]
fn checks_cannot_come_too_often_or_too_rarely() {
    for minutes in [-1_i64, 0, 1, 2, 61, i64::MAX] {
        let toml = toml(
            "settings",
            &format!("[settings.interval_minutes]\nvalue = {minutes}\n"),
        );
        assert_eq!(
            problems(&toml),
            one(
                "settings.interval_minutes.value",
                Problem::OutOfRange { least: 3, most: 60 }
            )
        );
    }
    // How often a password is tried, and the pause between logins, have no field at all.
    let deadlines = toml(
        "deadlines",
        "[thresholds]\nlogin_pause_s = 1\nfull_from_percent = 80\n",
    );
    assert_eq!(
        oddities(&deadlines),
        [("thresholds.login_pause_s".to_owned(), Oddity::UnknownField)]
    );
}

#[test]
fn notifications_cannot_be_silenced_for_most_of_the_day() {
    let toml = toml(
        "settings",
        "[settings.quiet_hours]\nvalue = { from = 7, until = 6 }\n",
    );
    assert_eq!(
        problems(&toml),
        one("settings.quiet_hours.value", Problem::QuietTooLong(14))
    );
}

#[test]
fn a_managed_setting_says_why() {
    let toml = toml(
        "settings",
        "[settings.session_cap_s]\nvalue = 20\nmanaged = true\n",
    );
    assert_eq!(
        problems(&toml),
        one("settings.session_cap_s.reason", Problem::Missing)
    );
}

fn rule(subject: &str) -> String {
    toml(
        "rules",
        &format!(
            "[[rules]]\nid = \"essai\"\nclass = \"rsp\"\nstrength = \"probable\"\nevidence = \"x\"\nall = [{{ subject = '{subject}' }}]\n"
        ),
    )
}

#[test]
fn catastrophic_patterns_do_not_exist() {
    // Exponential elsewhere; here the time is linear in the text.
    read(&rule("^(a+)+$"));
    for pattern in ["(a{1000}){1000}", "(?<=a)b", "(a)\\1"] {
        let problems = problems(&rule(pattern));
        assert!(
            matches!(&problems[..], [(path, Problem::Entry(_))] if path == "rules[0]"),
            "{pattern}: {problems:?}"
        );
    }
}

#[test]
fn a_rule_is_not_read_without_one_of_its_conditions() {
    let unknown = rule("x").replace("all = [", "all = [{ moon = \"full\" }, ");
    assert!(
        matches!(&problems(&unknown)[..], [(path, Problem::Entry(_))] if path.starts_with("rules[0]"))
    );
}

fn profile(extra: &str) -> String {
    toml(
        "profiles",
        &format!("[[profiles]]\nid = \"essai\"\nname = \"Essai\"\nevidence = \"x\"\n{extra}\n"),
    )
}

#[test]
fn a_profile_writes_nowhere_outside_its_approved_places() {
    for path in [
        "../x.ini",
        "a/../../x.ini",
        "/etc/passwd",
        "C:/x.ini",
        "a\\\\..\\\\x.ini",
    ] {
        let profile = profile(&format!(
            "[profiles.settings]\nstores = [{{ store = \"ini\", file = {{ base = \"home\", path = \"{path}\" }}, encoding = \"utf8\", keys = [{{ setting = \"pop_host\", section = \"M\", key = \"H\" }}] }}]"
        ));
        let problems = problems(&profile);
        assert!(
            matches!(&problems[..], [(path, Problem::Entry(_))] if path.starts_with("profiles[0].settings.stores")),
            "{path}: {problems:?}"
        );
    }
    let registry = profile(
        "[profiles.settings]\nstores = [{ store = \"registry\", hive = \"local_machine\", key = \"System\\\\X\", values = [{ setting = \"pop_host\", name = \"h\", form = \"text\" }] }]",
    );
    assert!(
        matches!(&problems(&registry)[..], [(path, Problem::Entry(_))] if path == "profiles[0]")
    );
}

#[test]
fn a_profile_writes_no_password_apart_from_its_server() {
    let store = |file: &str, setting: &str| {
        format!(
            "{{ store = \"ini\", file = {{ base = \"home\", path = \"{file}\" }}, encoding = \"utf8\", keys = [{setting}] }}"
        )
    };
    let host = "{ setting = \"pop_host\", section = \"M\", key = \"H\" }";
    let password = "{ setting = \"pop_password\", section = \"M\", key = \"P\" }";
    let apart = profile(&format!(
        "[profiles.settings]\nstores = [{}, {}]",
        store("a.ini", host),
        store("b.ini", password)
    ));
    assert_eq!(
        problems(&apart),
        one("profiles[0]", Problem::PasswordElsewhere)
    );
    let together = store("a.ini", &format!("{host}, {password}"));
    read(&profile(&format!(
        "[profiles.settings]\nstores = [{together}]"
    )));
}

#[test]
fn a_bulletin_opens_no_page_outside_the_list() {
    let pages = "format = 1\nkind = \"pages\"\nid = \"pages\"\nhosts = [\"aide.example\"]\n";
    let page = |page: &str| bulletin("essai", "", &format!("[action]\npage = \"{page}\"\n"));
    let listed = page("https://aide.example/pop");
    crate::support::set(&[pages, &listed]);
    for (address, problem) in [
        (
            "https://autre.example/",
            Problem::HostNotListed("autre.example".to_owned()),
        ),
        (
            "https://aide.example.autre.example/",
            Problem::HostNotListed("aide.example.autre.example".to_owned()),
        ),
        ("http://aide.example/", Problem::NotHttps),
        ("https://aide.example@autre.example/", Problem::NotHttps),
        ("file:///etc/passwd", Problem::NotHttps),
        ("javascript:alert(1)", Problem::NotHttps),
    ] {
        assert_eq!(
            set_problems(&[pages, &page(address)]),
            one("action.page", problem),
            "{address}"
        );
    }
}

#[test]
fn markup_is_text_and_tricks_with_characters_are_refused() {
    let markup = bulletin("essai", "", "").replace("Un.", "<script>alert(1)</script> & <b>");
    let vigie_config::document::Body::Bulletin(read) = read(&markup).body else {
        panic!("a bulletin");
    };
    assert_eq!(read.text.fr, ["<script>alert(1)</script> & <b>"]);
    for (trick, problem) in [
        ("a\\nb", Problem::ControlCharacter),
        ("a\\u001b[31m", Problem::ControlCharacter),
        ("a\\u202eb", Problem::HiddenCharacter),
        ("a\\u200bb", Problem::HiddenCharacter),
    ] {
        let toml = bulletin("essai", "", "").replace("Un.", trick);
        assert_eq!(problems(&toml), one("text.fr[0]", problem));
    }
}

#[test]
fn a_bulletin_has_one_action_and_an_end() {
    let two = bulletin(
        "essai",
        "",
        "[action]\nassistant = true\ncall = \"0900000000\"\n",
    );
    assert_eq!(problems(&two), one("action", Problem::OneAction));
    let endless = bulletin("essai", "", "").replace("until = 2027-03-10", "until = 2029-03-10");
    assert_eq!(
        problems(&endless),
        one("until", Problem::StandsTooLong(366))
    );
    let call = bulletin("essai", "", "[action]\ncall = \"appelez-moi\"\n");
    assert_eq!(problems(&call), one("action.call", Problem::NotPhone));
    let later = bulletin("essai", "", "[action]\nvideo = \"x\"\n");
    assert!(
        oddities(&later)
            .iter()
            .any(|(_, oddity)| *oddity == Oddity::UnknownAction)
    );
}

#[test]
fn a_pushed_entry_takes_no_domain_of_another_provider() {
    let taken = toml(
        "providers",
        &provider("exemple", "orange.fr", "pop.exemple.example"),
    );
    let problems = set_problems(&[&taken]);
    assert!(
        matches!(&problems[..], [(path, Problem::Entry(_))] if path == "providers"),
        "{problems:?}"
    );
}

#[test]
fn a_wrong_password_is_never_tried_until_the_account_is_locked() {
    let reply = |at: &str, cause: &str| {
        let reply = format!("replies = [{{ {at}words = [\"password\"], cause = \"{cause}\" }}]\n");
        toml("providers", &reply)
    };
    let path = "replies[0].cause";
    for cause in [
        "server_temporary",
        "login_delay",
        "mailbox_in_use",
        "server_refuses",
    ] {
        assert_eq!(problems(&reply("", cause)), one(path, Problem::TriedAgain));
        let both = reply("at = [\"greeting\", \"login\"], ", cause);
        assert_eq!(problems(&both), one(path, Problem::TriedAgain));
        read(&reply("at = [\"greeting\"], ", cause));
        // With a code, the table's own rule.
        let coded = problems(&reply("code = \"AUTH\", ", cause));
        assert!(
            matches!(&coded[..], [(at, Problem::Entry(_))] if at == path),
            "{coded:?}"
        );
    }
    let entry = provider("exemple", "exemple.example", "pop.exemple.example").replace(
        "sources =",
        "replies = [{ words = [\"password\"], cause = \"login_delay\" }]\nsources =",
    );
    assert_eq!(
        problems(&toml("providers", &entry)),
        one("providers[0].replies[0].cause", Problem::TriedAgain)
    );
}

#[test]
fn a_release_names_a_digest_for_each_installer() {
    let release = |sha256: &str| {
        toml(
            "release",
            &format!(
                "version = \"0.2.0\"\npage = \"https://aide.example/\"\nwhy = {{ fr = [\"a\"], en = [\"a\"] }}\n\
                 installers = [{{ platform = \"windows\", file = \"vigie.exe\", sha256 = \"{sha256}\" }}]\n"
            ),
        )
    };
    read(&release(&"0a".repeat(32)));
    for bad in ["", "00", &"0g".repeat(32)] {
        assert_eq!(
            problems(&release(bad)),
            one("installers[0].sha256", Problem::NotSha256)
        );
    }
}
