//! Returns that leave the mailbox: that the billing software collects them is as it should be, that
//! another program takes them first is not.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil::date};
use vigie_domain::{
    book::matter::Matter,
    health::{Level, Situation},
};
use vigie_protocol::MailboxStatus;
use vigie_tests::{
    agent::Agent,
    billing::Billing,
    caisse::{Lot, Parameters, Plan, Post, Practice as Worker, Shares, letters},
    mail::{Mail, Options},
    practice::{Practice, add_source},
    wait,
};

use crate::{billing::write_ini, book_folders::returns};

const SOON: Duration = Duration::from_mins(1);
/// How many times faster than the computer's time goes: an hour in three seconds.
const SPEED: u32 = 1_200;
/// The billing software may take four hours to write down what it collected.
const LATER: SignedDuration = SignedDuration::from_hours(5);

/// A practice whose billing software keeps its ARLs in a folder that Vigie reads.
struct Scene {
    mail: Mail,
    practice: Practice,
    agent: Agent,
    post: Post,
    lots: Vec<Lot>,
    arrived: u64,
}

impl Scene {
    fn new() -> Self {
        vigie_tests::install_crypto_provider();
        let mail = Mail::with(
            &["cabinet"],
            Options {
                smtp: true,
                ..Options::default()
            },
        );
        let mut worker = Worker::doctor("cabinet", 42);
        worker.sends = 1000;
        let plan = Plan::generate(
            5,
            Parameters {
                begins: date(2026, 3, 2),
                days: 19,
                practices: vec![worker],
                shares: Shares::CALM,
                outages: 0,
                noise: 0,
                ..Parameters::default()
            },
        );
        let world = plan.world().clone();
        let monday: Timestamp = "2026-03-23T07:00:00Z".parse().unwrap();
        let lots = world.lots().to_vec();
        let practice = Practice::new(world, monday, SPEED);
        let agent = Agent::start(None, practice.headless(&mail));
        agent.add(&mail, "cabinet");
        add_source(&agent, "--returns", &practice.path("ARL"));
        let post = Post::of(&mail, "cabinet");
        Self {
            mail,
            practice,
            agent,
            post,
            lots,
            arrived: 0,
        }
    }

    /// So many ARLs come, and Vigie sees them in the mailbox.
    fn arrive(&mut self, count: usize) {
        let all = self.lots.split_off(count);
        for lot in std::mem::replace(&mut self.lots, all) {
            let arl = self.practice.arl(&lot, true, self.practice.now());
            self.post
                .send(&letters::letter(self.practice.world(), &arl));
            self.arrived += 1;
        }
        self.mail.until_delivered();
        wait::until_fits(
            "every ARL to be seen",
            SOON,
            || returns(&self.agent),
            |seen| *seen == self.arrived,
        );
    }

    /// A program takes whatever is there; and Vigie sees that it is gone.
    fn take(&self, program: &Billing, count: usize) {
        assert_eq!(program.round().unwrap().collected, count);
        self.agent.until("an empty mailbox", SOON, |mailbox| {
            matches!(mailbox.situation, Situation::Well { .. }) && messages(mailbox) == Some(0)
        });
        assert_eq!(returns(&self.agent), self.arrived, "known once each");
    }

    fn vanished(&self) -> Option<u32> {
        let matters = self.agent.mailbox().book.matters;
        matters.into_iter().find_map(|matter| match matter {
            Matter::Vanishing { messages, .. } => Some(messages),
            _ => None,
        })
    }

    /// Nothing is missed, neither now nor when the billing software has had its time.
    fn nothing_is_missed(&self) {
        let until = self.practice.now() + LATER;
        wait::until_true("some hours without any alarm", SOON, || {
            assert_eq!(self.vanished(), None);
            self.practice.now() >= until
        });
    }
}

fn messages(mailbox: &MailboxStatus) -> Option<u64> {
    let report = mailbox.report.as_ref()?;
    Some(report.outcome.as_ref().ok()?.messages)
}

#[test]
fn returns_that_another_program_takes_are_missed_and_those_that_billing_collects_are_not() {
    let mut scene = Scene::new();
    let billing = Billing::open(&scene.practice.billing_program(&scene.mail)).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let other = Billing::open(&write_ini(&scene.mail, elsewhere.path())).unwrap();

    // Before the folder has proven that it holds what was collected, nothing can be missed.
    scene.arrive(3);
    scene.take(&other, 3);
    scene.nothing_is_missed();
    // The billing software collects, as it should.
    scene.arrive(12);
    scene.take(&billing, 12);
    scene.nothing_is_missed();
    // A telephone takes one: a single one says nothing.
    scene.arrive(1);
    scene.take(&other, 1);
    scene.nothing_is_missed();
    // It takes two more.
    scene.arrive(2);
    scene.take(&other, 2);
    wait::until_fits(
        "three to be missed",
        SOON,
        || scene.vanished(),
        |vanished| *vanished == Some(3),
    );
    assert_eq!(scene.agent.mailbox().level, Level::Alarm);
    let said = scene.agent.vigie(&["status"], "");
    assert!(
        said.stdout
            .contains("3 retours ont quitté la boîte sans arriver dans votre logiciel"),
        "{said:?}"
    );
    // The telephone is put right: what comes reaches the software again.
    scene.arrive(6);
    scene.take(&billing, 6);
    wait::until_fits(
        "nothing to be missed any more",
        SOON,
        || scene.vanished(),
        Option::is_none,
    );
    scene.nothing_is_missed();
    scene.agent.stop();
}
