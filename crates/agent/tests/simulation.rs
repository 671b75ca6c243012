//! Days of the agent in seconds: the real agent on a real record, under a virtual clock and a
//! network of the test's own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests stand outside test functions"
)]

mod place;

use std::time::Duration;

use jiff::SignedDuration;
use secrecy::SecretString;
use tokio::time::sleep;
use vigie_agent::line::LineEvent;
use vigie_domain::{
    cause::Cause,
    health::{Level, Line, Situation},
    server::Security,
};
use vigie_protocol::{Answer, Password, Refusal, Request};

use place::{BEGINNING, Place, draft, minutes};

#[tokio::test(start_paused = true)]
async fn a_day_of_calm_then_pop_is_cut_then_restored() {
    let place = Place::new();
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(24 * 60).await;
            let status = face.status().await;
            assert_eq!(status.level, Level::Well);
            assert!((130..=160).contains(&place.logins()), "{}", place.logins());
            assert!(place.toasts.titles().is_empty());

            place.weather.cause.set(Some(Cause::PopDisabled));
            minutes(11).await;
            let status = face.status().await;
            assert_eq!(status.level, Level::Alarm);
            assert_eq!(place.toasts.titles().len(), 1);
            assert!(place.toasts.0.lock().unwrap()[0].urgent);

            place.weather.cause.set(None);
            minutes(12).await;
            assert_eq!(face.status().await.level, Level::Well);
            assert_eq!(place.toasts.titles().len(), 2);
            assert!(place.toasts.titles()[1].contains("Rétabli"));

            let account = status.mailboxes[0].account.id;
            let history = face.ask(Request::History {
                account,
                from: BEGINNING.parse().unwrap(),
                until: status.at + SignedDuration::from_hours(1),
                points: 100,
            });
            let Ok(Answer::History { history }) = history.await else {
                panic!("no history");
            };
            assert_eq!(history.incidents.len(), 1);
            assert!(history.incidents[0].ended.is_some());
            assert!(history.points.iter().map(|point| point.well).sum::<u64>() > 130);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_password_is_tried_twice_however_often_the_agent_is_killed() {
    let place = Place::new();
    place.weather.cause.set(Some(Cause::PasswordRefused));
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(1).await;
        })
        .await;
    for _ in 0..30 {
        place.life(async |_| minutes(7).await).await;
    }
    assert_eq!(place.logins(), 2);
    place
        .life(async |face| {
            let status = face.status().await;
            let mailbox = &status.mailboxes[0];
            assert!(matches!(
                mailbox.situation,
                Situation::PasswordNeeded { .. }
            ));
            assert_eq!(mailbox.next_check, None);
            let account = mailbox.account.id;
            let asked = face.ask(Request::CheckNow {
                account: Some(account),
            });
            assert!(matches!(asked.await, Err(Refusal::PasswordNeeded)));

            place.weather.cause.set(None);
            let password = Password(SecretString::from("autre".to_owned()));
            let changed = face.ask(Request::ChangePassword { account, password });
            changed.await.unwrap();
            minutes(2).await;
            assert_eq!(face.status().await.level, Level::Well);
        })
        .await;
    assert_eq!(place.logins(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_refusal_of_a_former_password_is_not_held_against_the_new_one() {
    let place = Place::new();
    place.weather.cause.set(Some(Cause::PasswordRefused));
    place
        .life(async |face| {
            let Ok(Answer::Added { account }) = face.add("cabinet").await else {
                panic!("not added");
            };
            sleep(Duration::from_secs(1)).await;
            assert!(
                !place.weather.busy.borrow().is_empty(),
                "a check is running"
            );
            let changed = face.ask(Request::ChangePassword {
                account: account.id,
                password: Password(SecretString::from("autre".to_owned())),
            });
            changed.await.unwrap();
            sleep(Duration::from_secs(3)).await;
            assert_eq!(place.logins(), 1);
            let mailbox = &face.status().await.mailboxes[0];
            assert_eq!(mailbox.situation, Situation::NotCheckedYet);
            assert!(place.toasts.titles().is_empty());

            // It has both of its own tries, the first of them after the pause between logins.
            sleep(Duration::from_secs(50)).await;
            assert_eq!(place.logins(), 1);
            minutes(2).await;
            assert_eq!(place.logins(), 2);
            minutes(60).await;
            assert_eq!(place.logins(), 3);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_mailbox_that_the_record_cannot_let_go_keeps_its_password() {
    let place = Place::new();
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(1).await;
        })
        .await;
    let record = rusqlite::Connection::open(place.path().join("vigie.sqlite")).unwrap();
    let full = "CREATE TRIGGER full BEFORE UPDATE OF removed_at ON account
        BEGIN SELECT RAISE(FAIL, 'full'); END";
    record.execute_batch(full).unwrap();
    record.close().unwrap();
    place
        .life(async |face| {
            minutes(12).await;
            let status = face.status().await;
            let account = status.mailboxes[0].account.id;
            let removed = face.ask(Request::RemoveMailbox { account }).await;
            assert!(matches!(removed, Err(Refusal::RecordUnavailable)));
            let before = place.logins();
            minutes(12).await;
            assert_eq!(place.logins(), before + 1);
            assert_eq!(face.status().await.level, Level::Well);
        })
        .await;
    let record = rusqlite::Connection::open(place.path().join("vigie.sqlite")).unwrap();
    record.execute_batch("DROP TRIGGER full").unwrap();
    record.close().unwrap();
    place
        .life(async |face| {
            let account = face.status().await.mailboxes[0].account.id;
            assert!(place.keychain.holds_any());
            face.ask(Request::RemoveMailbox { account }).await.unwrap();
            assert!(!place.keychain.holds_any());
            assert!(face.status().await.mailboxes.is_empty());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn killed_in_the_middle_of_a_check_the_pause_between_logins_is_kept() {
    let place = Place::new();
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            // The check has begun, and will not end in this life.
            sleep(Duration::from_secs(1)).await;
        })
        .await;
    place.weather.busy.borrow_mut().clear();
    place
        .life(async |face| {
            sleep(Duration::from_secs(40)).await;
            assert!(place.weather.busy.borrow().is_empty());
            let asked = face.ask(Request::CheckNow { account: None }).await;
            assert!(matches!(asked, Err(Refusal::TooSoon { .. })), "{asked:?}");
            minutes(1).await;
            assert_eq!(place.logins(), 1);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn our_own_line_down_is_no_alarm_and_a_private_server_asks_no_witness() {
    let place = Place::new();
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(1).await;
            place.weather.cause.set(Some(Cause::ConnectTimeout));
            place.weather.line.set(Some(Line::Down));
            minutes(120).await;
            let status = face.status().await;
            assert_eq!(status.level, Level::Unknown);
            assert!(matches!(
                status.mailboxes[0].situation,
                Situation::Offline { .. }
            ));
            assert!(place.toasts.titles().is_empty());
            let asked = place.weather.witnesses_asked.get();
            assert!(asked > 10, "{asked}");

            place.weather.private.set(true);
            minutes(30).await;
            assert_eq!(place.weather.witnesses_asked.get(), asked);
            assert_eq!(face.status().await.level, Level::Alarm);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_network_that_blocks_every_witness_hides_no_outage_of_the_provider() {
    let place = Place::new();
    place.weather.line.set(Some(Line::Down));
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(60).await;
            assert_eq!(face.status().await.level, Level::Well);
            assert_eq!(place.weather.witnesses_asked.get(), 2);
        })
        .await;
    // What was learned outlives the agent, and a day asks once more.
    place
        .life(async |face| {
            minutes(20 * 60).await;
            assert_eq!(place.weather.witnesses_asked.get(), 3);
            place.weather.cause.set(Some(Cause::ConnectTimeout));
            minutes(30).await;
            assert_eq!(face.status().await.level, Level::Alarm);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_is_waited_for() {
    let place = Place::new();
    place
        .life(async |face| {
            face.add("cabinet").await.unwrap();
            minutes(1).await;
        })
        .await;
    place.keychain.lock(true);
    place
        .life(async |face| {
            minutes(20).await;
            let status = face.status().await;
            assert!(matches!(
                status.mailboxes[0].situation,
                Situation::SecretUnavailable { locked: true, .. }
            ));
            assert_eq!(status.notices.len(), 1);
            assert_eq!(place.logins(), 1);
            let asked = face.ask(Request::CheckNow { account: None }).await;
            assert!(matches!(
                asked,
                Err(Refusal::SecretUnavailable { locked: true })
            ));
            let account = status.mailboxes[0].account.id;
            let removed = face.ask(Request::RemoveMailbox { account }).await;
            assert!(matches!(removed, Err(Refusal::SecretUnavailable { .. })));

            // One question at a time: the first one was answered with no.
            minutes(1).await;
            *place.keychain.obliging.lock().unwrap() = true;
            let asked = face.ask(Request::CheckNow { account: None }).await;
            assert!(matches!(asked, Err(Refusal::SecretUnavailable { .. })));
            minutes(1).await;
            let status = face.status().await;
            assert_eq!(status.level, Level::Well);
            assert!(status.notices.is_empty());
            *place.keychain.obliging.lock().unwrap() = false;

            // Nobody is asked, and nothing is lost, when it opens by itself.
            place.keychain.lock(true);
            minutes(20).await;
            assert_eq!(face.status().await.level, Level::Attention);
            place.keychain.lock(false);
            minutes(7).await;
            assert_eq!(face.status().await.level, Level::Well);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn mailboxes_are_checked_beside_one_another_and_never_one_twice() {
    let place = Place::new();
    place
        .life(async |face| {
            for name in ["un", "deux", "trois"] {
                face.add(name).await.unwrap();
            }
            let again = face.add("deux").await;
            assert!(matches!(again, Err(Refusal::AlreadyWatched)));
            for _ in 0..200 {
                minutes(3).await;
                // Some of them come too soon, which is the answer that is wanted.
                let _ = face.ask(Request::CheckNow { account: None }).await;
                face.to_line.send(LineEvent::NetworkChanged).unwrap();
            }
            assert!(place.weather.most_at_once.get() > 1);
            let logins = place.weather.logins.borrow();
            for name in ["un", "deux", "trois"] {
                let mut times = logins.iter().filter(|(login, _)| login == name);
                let mut before = times.next().unwrap().1;
                for (_, at) in times {
                    let pause = at.duration_since(before);
                    assert!(pause >= SignedDuration::from_secs(60), "{name}: {pause}");
                    before = *at;
                }
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_pause_is_a_pause_and_clear_text_is_refused_where_tls_is_offered() {
    let place = Place::new();
    place
        .life(async |face| {
            let mut clear = draft("clair");
            clear.server.security = Security::Plain;
            clear.clear_text_approved = true;
            let added = face.ask(Request::AddMailbox { draft: clear }).await;
            assert!(matches!(added, Err(Refusal::ClearTextRefused)), "{added:?}");

            face.add("cabinet").await.unwrap();
            minutes(1).await;
            face.ask(Request::Pause { minutes: 60 }).await.unwrap();
            let before = place.logins();
            minutes(59).await;
            assert_eq!(place.logins(), before);
            assert_eq!(face.status().await.level, Level::Unknown);
            minutes(3).await;
            assert_eq!(place.logins(), before + 1);
            assert_eq!(face.status().await.level, Level::Well);
        })
        .await;
}
