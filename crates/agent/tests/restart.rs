//! What an agent that is killed knows when it is started again.

mod common;

use std::time::Duration;

use common::{Instance, Refusing, ask, refused, until};
use vigie_domain::health::Situation;
use vigie_protocol::{Answer, Refusal, Request};

#[tokio::test]
async fn a_killed_agent_does_not_try_a_refused_password_sooner() {
    let server = Refusing::start().await;
    let instance = Instance::start().await;
    let (face, _events) = instance.face().await;
    let draft = server.draft();
    let Answer::Added { account } = ask(&face, Request::AddMailbox { draft }).await else {
        panic!("not added");
    };
    let before = until(&face, |status| status.mailboxes[0].last_check.is_some()).await;
    assert_eq!(server.logins(), 1);
    let planned = before.mailboxes[0].next_check.unwrap();
    let pause = planned.duration_since(before.at);
    assert!(pause.as_secs() > 9 * 60, "{pause}");

    let mut dir = instance.kill();
    for _ in 0..2 {
        let instance = Instance::start_in(dir).await;
        let (face, _events) = instance.face().await;
        let after = common::status(&face).await;
        let mailbox = &after.mailboxes[0];
        assert_eq!(mailbox.account, account);
        assert!(mailbox.next_check.unwrap() >= planned, "{mailbox:?}");
        assert!(mailbox.report.is_some());
        let asked = Request::CheckNow { account: None };
        assert!(matches!(
            refused(&face, asked).await,
            Refusal::TooSoon { seconds } if seconds > 500
        ));
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(server.logins(), 1);
        dir = instance.kill();
    }
}

#[tokio::test]
async fn a_trial_counts_as_a_login_and_a_watched_mailbox_is_refused() {
    let server = Refusing::start().await;
    let instance = Instance::start().await;
    let (face, _events) = instance.face().await;
    let draft = server.draft();
    let try_it = || Request::TryMailbox {
        draft: draft.clone(),
    };
    let Answer::Checked { report, .. } = ask(&face, try_it()).await else {
        panic!("not checked");
    };
    assert!(report.login_attempted);
    assert!(matches!(
        refused(&face, try_it()).await,
        Refusal::TooSoon { seconds } if (50..=60).contains(&seconds)
    ));
    // The trial's refusal is the mailbox's first: no second login follows at once.
    let add = || Request::AddMailbox {
        draft: draft.clone(),
    };
    assert!(matches!(ask(&face, add()).await, Answer::Added { .. }));
    let status = until(&face, |status| status.mailboxes[0].last_check.is_some()).await;
    assert!(matches!(
        status.mailboxes[0].situation,
        Situation::Suspected { .. } | Situation::Failing { .. }
    ));
    assert_eq!(server.logins(), 1);
    assert_eq!(refused(&face, add()).await, Refusal::AlreadyWatched);
    let account = status.mailboxes[0].account.id;
    ask(&face, Request::RemoveMailbox { account }).await;
    assert_eq!(common::status(&face).await.mailboxes, []);
    let file = std::fs::read(instance.dir.path().join("vigie.sqlite")).unwrap();
    let stored = b"motdepasse";
    assert!(!file.windows(stored.len()).any(|window| window == stored));
}
