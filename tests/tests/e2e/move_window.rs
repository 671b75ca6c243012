//! The change of a mailbox through the real window in its real webview, on real Postfix and Dovecot:
//! from the first screen to a mailbox that was judged good, the guided switch, and back.

use std::{cell::Cell, time::Duration};

use vigie_protocol::{MailboxStatus, Status};
use vigie_tests::{
    agent::{self, Agent},
    desktop::Desktop,
    mail::{Mail, Options, Routing},
    wait,
    window::Window,
};

/// For what takes seconds by the rules, on a machine that is busy.
const SOON: Duration = Duration::from_mins(2);

/// A practice whose mailbox is watched, and the window on it.
struct Practice {
    mail: Mail,
    agent: Agent,
    window: Window,
    /// Clicks that every user makes; what the test servers need besides does not count.
    clicks: Cell<u32>,
    // Last: the others live on it.
    desktop: Desktop,
}

impl Practice {
    fn open(routing: &Routing) -> Self {
        let desktop = Desktop::start();
        let mail = Mail::with(
            &["cabinet", "new"],
            Options {
                smtp: true,
                lock_sessions: true,
                routing: Some(routing),
                ..Options::default()
            },
        );
        let agent = Agent::start(
            Some(&desktop),
            agent::Options {
                ca_file: Some(mail.ca_file().to_owned()),
                hurried: true,
                ..agent::Options::default()
            },
        );
        agent.add(&mail, "cabinet");
        agent.until("the first good check", SOON, |mailbox| {
            mailbox.last_success.is_some()
        });
        let window = Window::open(&desktop, agent.data_dir());
        window.until_level("well", SOON);
        Self {
            mail,
            agent,
            window,
            clicks: Cell::new(0),
            desktop,
        }
    }

    fn click(&self, id: &str) {
        self.clicks.set(self.clicks.get() + 1);
        self.window.click(id);
    }

    fn until_shown(&self, shown: &str) {
        wait::until_fits(
            &format!("the view {shown}"),
            SOON,
            || self.window.attribute("move", "data-shown"),
            |now| now == shown,
        );
        let heading = "return document.activeElement?.tagName";
        wait::until_fits(
            "the focus on the heading",
            SOON,
            || self.window.script(heading),
            |tag| tag == "H1",
        );
    }

    /// From the first screen to the begun check.
    fn begin(&self) {
        let window = &self.window;
        window.click("nav-move");
        wait::until_true("the providers", SOON, || window.shows("provider-orange"));
        window.fill("provider-search", "livebox");
        wait::until_true("fewer providers", SOON, || !window.shows("provider-free"));
        window.fill("provider-search", "orange");
        window.picture("move-providers");
        self.click("provider-orange");
        self.until_shown("guide");
        assert!(window.words("trap").contains("alias"));
        window.picture("move-guide");
        self.click("created");
        self.until_shown("addresses");
        window.fill("new-address", "new@example.test");
        window.fill("new-password", "new-pw");
        assert_eq!(
            window
                .script("return document.querySelector('[name=replaces]:checked').dataset.testid"),
            format!("replaces-{}", self.agent.mailbox().account.id.0).as_str(),
            "the only mailbox is chosen beforehand"
        );
        window.click("begin");
        // Without the consent nothing begins.
        wait::until_fits(
            "the question for the consent",
            SOON,
            || window.words("addresses"),
            |words| words.contains("Sans votre accord"),
        );
        // Nobody publishes servers for example.test.
        window.click_at("[data-testid=advanced] > summary");
        window.click("by-hand");
        window.fill("pop-host", "127.0.0.1");
        window.fill("pop-port", &self.mail.pops_port().to_string());
        window.fill("submission-host", "127.0.0.1");
        window.fill("submission-port", &self.mail.smtps_port().to_string());
        self.click("consent");
        window.picture("move-addresses");
        self.click("begin");
        // Nobody vouches for this host: before the password goes there, the window asks by name.
        self.until_shown("approve");
        assert!(window.words("approve").contains("127.0.0.1"));
        window.click("agree");
        window.click("continue");
    }

    fn until_judged(&self, verdict: &str) {
        wait::until_fits(
            "the verdict",
            SOON,
            || self.window.attribute("verdict", "data-verdict"),
            |shown| !shown.is_empty(),
        );
        assert_eq!(
            self.window.attribute("verdict", "data-verdict"),
            verdict,
            "{}",
            self.window.text()
        );
    }

    fn until_switch(&self, state: &str) {
        wait::until_fits(
            &format!("the switch {state}"),
            SOON,
            || self.window.attribute("switch", "data-state"),
            |shown| shown == state,
        );
    }

    fn status(&self) -> Status {
        self.agent.status()
    }
}

fn named<'a>(status: &'a Status, address: &str) -> Option<&'a MailboxStatus> {
    let mut mailboxes = status.mailboxes.iter();
    mailboxes.find(|mailbox| mailbox.account.address.as_str() == address)
}

#[test]
fn a_good_mailbox_is_switched_to_by_hand_and_back_through_the_window() {
    let practice = Practice::open(&Routing::default());
    let window = &practice.window;
    practice.begin();
    practice.until_shown("checks");
    assert!(window.shows("check-list"));
    window.picture("move-checks");

    // It goes on without its page, and is found again.
    window.click("nav-home");
    wait::until_true("the check on the home page", SOON, || {
        window.shows("move-stage")
    });
    window.click("to-move");
    practice.until_judged("good");
    assert!(window.words("verdict").contains("new@example.test"));
    window.click_at("[data-testid=findings] > summary");
    assert!(window.shows("question-no_alias"));
    assert!(
        practice.mail.maildir("new").is_empty(),
        "the probes are gone"
    );
    window.picture("move-verdict");

    practice.click("choose-way");
    practice.until_shown("ways");
    assert!(window.shows("plan"));
    window.picture("move-ways");
    assert!(
        named(&practice.status(), "new@example.test").is_none(),
        "nothing is changed before the plan is applied"
    );
    practice.click("apply");
    practice.until_switch("waiting");
    wait::until_true("the person's turn", SOON, || window.shows("turn-enter"));
    println!(
        "clicks from the first screen to the switch: {}",
        practice.clicks.get()
    );
    assert_eq!(practice.clicks.get(), 6);
    assert_eq!(window.words("value-0"), "127.0.0.1");
    window.click("copy-0");
    wait::until_fits(
        "what was copied",
        SOON,
        || window.words("copied"),
        |said| said.contains("Copié"),
    );
    window.picture("move-values");
    window.click("proceed");
    practice.until_switch("new");
    window.picture("move-new");
    let status = practice.status();
    let old = named(&status, "cabinet@example.test").unwrap();
    let new = named(&status, "new@example.test").unwrap();
    assert_eq!(
        old.account.former.map(|former| former.successor),
        Some(new.account.id)
    );

    // What lies between the two mailboxes.
    window.click("nav-home");
    wait::until_true("the transition on the home page", SOON, || {
        window.shows("transition") && window.shows("former")
    });
    window.picture("home-transition");
    window.click("to-sheet");
    wait::until_true("the sheet", SOON, || window.shows("fiche-lots"));
    assert!(window.words("sheet").contains("cabinet@example.test"));
    window.picture("move-sheet");

    // And back.
    window.click("nav-move");
    window.click("undo");
    window.click("undo-dialog-confirm");
    // The person puts the old settings back, where they had entered the new ones.
    wait::until_fits(
        "the way back",
        SOON,
        || {
            if window.shows("turn-enter") && window.attribute("switch", "data-state") != "old" {
                window.click("proceed");
            }
            window.attribute("switch", "data-state")
        },
        |state| state == "old",
    );
    window.picture("move-old");
    let status = practice.status();
    let old = named(&status, "cabinet@example.test").unwrap();
    assert_eq!(old.account.former, None);
    // What was sent from the new mailbox is answered there: it is watched on.
    let new = named(&status, "new@example.test").unwrap();
    assert_eq!(
        new.account.former.map(|former| former.successor),
        Some(old.account.id)
    );
    assert!(!practice.mail.log().contains("retr=1/"));
    assert!(!practice.desktop.windows().is_empty());
}

#[test]
fn an_alias_is_named_in_the_window_and_leads_nowhere() {
    let routing = Routing {
        aliases: vec![(
            "new@example.test".to_owned(),
            vec!["cabinet@example.test".to_owned()],
        )],
        ..Routing::default()
    };
    let practice = Practice::open(&routing);
    practice.begin();
    practice.until_judged("alias");
    let window = &practice.window;
    assert!(!window.shows("choose-way"));
    assert!(window.words("verdict").contains("alias"));
    window.click("another");
    wait::until_fits(
        "the form again",
        SOON,
        || window.attribute("move", "data-shown"),
        |shown| shown == "addresses",
    );
}
