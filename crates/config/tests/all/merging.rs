//! What holds for one practice.

use vigie_config::{
    Approvals, ApprovedMailbox, ApprovedStores, Protocol, UserConsent, fault::Oddity,
};
use vigie_domain::{
    book::deadline::Deadline,
    health::Policy,
    server::{Security, Server},
};
use vigie_mailbox::providers::Evidence;

use crate::support::{bulletin, effective, provider, toml};

const NOW: &str = "2027-03-05T10:00:00Z";

fn named(document: &str, id: &str) -> String {
    document.replacen("id = \"essai\"", &format!("id = \"{id}\""), 1)
}

fn server(host: &str) -> Server {
    Server {
        host: host.to_owned(),
        port: 995,
        security: Security::Tls,
    }
}

#[test]
fn without_documents_the_release_alone_holds() {
    let seen = effective(&[], &Approvals::default(), NOW);
    assert_eq!(&seen.providers, vigie_mailbox::providers::table());
    assert_eq!(
        seen.rules.iter().count(),
        vigie_sesam::rules::RuleSet::built_in().iter().count()
    );
    assert!(seen.profiles.get("pyxvital").is_some());
    assert_eq!(seen.settings, vigie_config::SettingsInForce::default());
    assert!(seen.bulletins.is_empty() && seen.remarks.is_empty());
}

#[test]
fn bulletins_stand_from_until_and_end_when_replaced_or_withdrawn() {
    let standing = |documents: &[&str], now: &str| -> Vec<String> {
        let seen = effective(documents, &Approvals::default(), now);
        seen.bulletins
            .into_iter()
            .map(|standing| standing.id)
            .collect()
    };
    let one = bulletin("un", "", "");
    let incident = bulletin("deux", "", "").replace("\"advice\"", "\"incident\"");
    let later = bulletin("trois", "replaces = [\"un\"]", "")
        .replace("2027-03-01T08", "2027-03-04T08")
        .replace("until = 2027-03-10", "until = 2027-03-06");
    let withdrawal = named(&toml("withdrawal", "withdraws = [\"deux\"]"), "retrait");
    assert_eq!(standing(&[&one], "2027-03-01T06:59:59Z"), [""; 0]);
    assert_eq!(standing(&[&one], "2027-03-01T07:00:00Z"), ["un"]);
    assert_eq!(standing(&[&one], "2027-03-10T07:00:00Z"), [""; 0]);
    assert_eq!(standing(&[&one, &incident], NOW), ["deux", "un"]);
    assert_eq!(standing(&[&one, &incident, &withdrawal], NOW), ["un"]);
    assert_eq!(standing(&[&one, &later], "2027-03-03T10:00:00Z"), ["un"]);
    assert_eq!(standing(&[&one, &later], NOW), ["trois"]);
    // Once replaced, it does not come back.
    assert_eq!(standing(&[&one, &later], "2027-03-07T10:00:00Z"), [""; 0]);
}

#[test]
fn an_approved_mailbox_keeps_its_server_until_the_user_agrees() {
    let mailbox = |domain: &str, host: &str| ApprovedMailbox {
        account: "compte".to_owned(),
        provider: None,
        domain: domain.to_owned(),
        pop: server(host),
        smtp: None,
    };
    let approvals = |domain: &str, host: &str| Approvals {
        mailboxes: vec![mailbox(domain, host)],
        stores: Vec::new(),
    };
    let pushed = toml(
        "providers",
        &provider("exemple", "exemple.example", "nouveau.exemple.example"),
    );
    let mut seen = effective(
        &[&pushed],
        &approvals("exemple.example", "pop.exemple.example"),
        NOW,
    );
    let proposal = seen.server_proposals.pop().unwrap();
    assert_eq!(proposal.account(), "compte");
    assert_eq!(proposal.protocol(), Protocol::Pop);
    assert_eq!(proposal.from(), &server("pop.exemple.example"));
    assert_eq!(proposal.proposed(), "nouveau.exemple.example:995");
    assert_eq!(
        proposal.agreed(UserConsent::given()),
        server("nouveau.exemple.example")
    );
    for (domain, host) in [
        ("exemple.example", "nouveau.exemple.example"),
        ("autre.example", "pop.autre.example"),
        ("orange.fr", "pop.ancien.example"),
    ] {
        let seen = effective(&[&pushed], &approvals(domain, host), NOW);
        assert!(seen.server_proposals.is_empty(), "{domain}");
    }
    // A domain of the practice's own tells nothing of the provider.
    for (provider, is_proposed) in [
        (Some("exemple"), true),
        (Some("orange"), false),
        (None, false),
    ] {
        let mut approvals = approvals("cabinet.example", "pop.exemple.example");
        approvals.mailboxes[0].provider = provider.map(str::to_owned);
        let seen = effective(&[&pushed], &approvals, NOW);
        let proposed = seen.server_proposals.first();
        assert_eq!(proposed.is_some(), is_proposed, "{provider:?}");
        assert!(proposed.is_none_or(|one| one.provider() == "exemple"));
    }
}

#[test]
fn a_pushed_host_is_vouched_for_by_nobody() {
    let pushed = toml(
        "providers",
        &provider("exemple", "exemple.example", "pop.ailleurs.example"),
    );
    let seen = effective(&[&pushed], &Approvals::default(), NOW);
    let entry = seen.providers.by_id("exemple").unwrap();
    assert_eq!(entry.pop_servers[0].evidence, Evidence::Probable);
    assert!(seen.pushed.providers.contains("exemple"));
    // The evidence of a host that the release itself vouches for stays.
    let known = toml(
        "providers",
        &provider("exemple", "exemple.example", "pop.free.fr"),
    );
    let seen = effective(&[&known], &Approvals::default(), NOW);
    let entry = seen.providers.by_id("exemple").unwrap();
    assert_eq!(entry.pop_servers[0].evidence, Evidence::Official);
}

#[test]
fn a_built_in_provider_is_replaced_by_its_id_and_closures_have_days() {
    let lines = format!(
        "closed = [{{ provider = \"laposte\", since = 2022-04-27, until = 2027-06-01 }}]\n{}",
        provider("laposte", "laposte.net", "pop.laposte.net")
    );
    let seen = effective(&[&toml("providers", &lines)], &Approvals::default(), NOW);
    assert_eq!(
        seen.providers.by_domain("laposte.net").unwrap().name,
        "Exemple"
    );
    assert_eq!(
        seen.providers.providers().len(),
        vigie_mailbox::providers::table().providers().len()
    );
    let since = |day: &str| seen.pop_closed_since("laposte", day.parse().unwrap());
    assert_eq!(since("2022-04-26"), None);
    assert_eq!(since("2027-03-05"), Some("2022-04-27".parse().unwrap()));
    assert_eq!(since("2027-06-01"), None);
}

#[test]
fn of_two_that_do_not_go_together_the_greater_rank_counts() {
    let entry = |id: &str| provider(id, "exemple.example", "pop.exemple.example");
    let low = named(&toml("providers", &entry("premier")), "a");
    let high = named(
        &toml("providers", &format!("rank = 5\n{}", entry("second"))),
        "b",
    );
    let seen = effective(&[&low, &high], &Approvals::default(), NOW);
    assert_eq!(
        seen.providers.by_domain("exemple.example").unwrap().id,
        "second"
    );
    assert_eq!(seen.remarks.len(), 1);
    assert!(matches!(seen.remarks[0].oddity, Oddity::Conflict(_)));
    assert_eq!(seen.remarks[0].location.file, "0.toml");
}

#[test]
fn managed_values_hold_over_defaults_and_over_the_users_choice() {
    let interval = |id: &str, extra: &str, value: u16| {
        let lines = format!("[settings.interval_minutes]\nvalue = {value}\n{extra}");
        named(&toml("settings", &lines), id)
    };
    let why = "managed = true\nreason = { fr = \"Parce que.\", en = \"Because.\" }\n";
    let default = interval("a", "", 5);
    let managed = interval("b", why, 15);
    let seen = effective(&[&default], &Approvals::default(), NOW);
    let ruled = seen.settings.interval_minutes.unwrap();
    assert_eq!((ruled.over(None), ruled.over(Some(30))), (5, 30));
    let seen = effective(&[&default, &managed], &Approvals::default(), NOW);
    let ruled = seen.settings.interval_minutes.unwrap();
    assert_eq!((ruled.over(None), ruled.over(Some(30))), (15, 15));
    assert_eq!(
        (ruled.document.as_str(), ruled.managed.unwrap().fr.as_str()),
        ("b", "Parce que.")
    );
}

#[test]
fn deadline_and_thresholds_reach_the_policy() {
    let lines = "[acknowledgement]\nvalue = \"two_working_days\"\n[thresholds]\nfull_from_percent = 90\nfirst_reminder_hours = 2\n";
    let seen = effective(&[&toml("deadlines", lines)], &Approvals::default(), NOW);
    assert_eq!(
        seen.acknowledgement.unwrap().value,
        Deadline::TwoWorkingDays
    );
    let policy = seen.thresholds.on(Policy::default());
    assert_eq!(
        (policy.full_from_percent, policy.full_until_percent),
        (90, 85)
    );
    assert_eq!(policy.first_reminder.as_hours(), 2);
    assert_eq!(policy.interval, Policy::default().interval);
}

#[test]
fn pushed_rules_come_first_and_replace_by_id() {
    let rule = |id: &str| {
        format!(
            "[[rules]]\nid = \"{id}\"\nclass = \"rsp\"\nstrength = \"probable\"\nevidence = \"essai\"\nall = [{{ subject = \"x\" }}]\n"
        )
    };
    let a = named(
        &toml(
            "rules",
            &format!("{}{}", rule("neuf"), rule("automatic-mail")),
        ),
        "a",
    );
    let b = named(&toml("rules", &rule("autre")), "b");
    let seen = effective(&[&b, &a], &Approvals::default(), NOW);
    let ids: Vec<&str> = seen
        .rules
        .iter()
        .map(vigie_sesam::rules::Rule::id)
        .collect();
    assert_eq!(ids[..3], ["neuf", "autre", "delivery-status"]);
    let replaced = seen
        .rules
        .iter()
        .find(|rule| rule.id() == "automatic-mail")
        .unwrap();
    assert_eq!(replaced.evidence(), "essai");
}

#[test]
fn a_profile_that_writes_elsewhere_is_a_proposal() {
    let profile = |file: &str| {
        toml(
            "profiles",
            &format!(
                "[[profiles]]\nid = \"essai\"\nname = \"Essai\"\nevidence = \"x\"\n[profiles.settings]\nstores = [{{ store = \"ini\", file = {{ base = \"home\", path = \"{file}\" }}, encoding = \"utf8\", keys = [{{ setting = \"pop_host\", section = \"M\", key = \"H\" }}] }}]\n"
            ),
        )
    };
    let seen = effective(&[&profile("a.ini")], &Approvals::default(), NOW);
    let stores = seen
        .profiles
        .get("essai")
        .unwrap()
        .settings()
        .unwrap()
        .stores()
        .to_vec();
    let approvals = Approvals {
        mailboxes: Vec::new(),
        stores: vec![ApprovedStores {
            profile: "essai".to_owned(),
            stores,
        }],
    };
    assert!(
        effective(&[&profile("a.ini")], &approvals, NOW)
            .write_proposals
            .is_empty()
    );
    let seen = effective(&[&profile("b.ini")], &approvals, NOW);
    assert_eq!(seen.write_proposals.len(), 1);
    assert_eq!(seen.write_proposals[0].profile, "essai");
}

#[test]
fn one_practice_alone_is_told_what_is_for_it() {
    let told = |number: &str| {
        format!(
            "format = 1\nkind = \"practice\"\nid = \"seul\"\npractice = \"{number}\"\n\
             diagnostics = {{ fr = \"Pour voir.\", en = \"To see.\" }}\n[settings.interval_minutes]\nvalue = 5\n"
        )
    };
    let seen = effective(&[&told("7KQM-2XRD-9VTA")], &Approvals::default(), NOW);
    assert_eq!(seen.diagnostics.unwrap().fr, "Pour voir.");
    assert_eq!(seen.settings.interval_minutes.unwrap().value, 5);
    let seen = effective(&[&told("0000-0000-0000")], &Approvals::default(), NOW);
    assert_eq!(seen.diagnostics, None);
}

#[test]
fn only_a_newer_release_is_told() {
    let release = |version: &str| {
        let lines = format!(
            "version = \"{version}\"\npage = \"https://aide.example/\"\nwhy = {{ fr = [\"a\"], en = [\"a\"] }}\n\
             installers = [{{ platform = \"linux\", file = \"vigie.deb\", sha256 = \"{}\" }}]\n",
            "0a".repeat(32)
        );
        named(&toml("release", &lines), &version.replace('.', "-"))
    };
    let pages = "format = 1\nkind = \"pages\"\nid = \"pages\"\nhosts = [\"aide.example\"]\n";
    let told = |versions: &[&str]| {
        let mut documents: Vec<String> = versions.iter().map(|v| release(v)).collect();
        documents.push(pages.to_owned());
        let documents: Vec<&str> = documents.iter().map(String::as_str).collect();
        let seen = effective(&documents, &Approvals::default(), NOW);
        seen.release.map(|release| release.version.to_string())
    };
    assert_eq!(told(&["0.1.0"]), None);
    assert_eq!(
        told(&["0.1.1", "0.10.0", "0.9.0"]).as_deref(),
        Some("0.10.0")
    );
}
