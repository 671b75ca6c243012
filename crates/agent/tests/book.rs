//! Weeks of a practice in seconds: lots leave a folder, ARLs come back, and then they do not. The
//! real agent on a real record, under a virtual clock and a network of the test's own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests stand outside test functions"
)]

mod place;

use std::{fs, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;
use vigie_agent::{book::Knowledge, clock::Clock};
use vigie_domain::{
    account::AccountId,
    book::{
        follow_up::Stage,
        lot::LotReference,
        matter::Matter,
        observability::Observability,
        query::{Lot, LotQuery, ReturnQuery},
        returns::{MessageClass, Strength},
        sighting::{LotSeen, Origin, ReturnSeen, Seen, Sighting},
        source::SourceKind,
    },
    cause::Cause,
    health::Level,
};
use vigie_journal::Journal;
use vigie_protocol::{Answer, LotEntry, MailboxStatus, Refusal, Request};

use place::{Face, Mail, Place, minutes};

/// Rules that tell positive and negative ARLs apart, as support may push them.
const RULES: &str = r#"{"version": 1, "rules": [
    {"id": "bounce", "class": "non_delivery", "strength": "proven", "evidence": "a test", "all": [{"sender": "^mailer-daemon@"}]},
    {"id": "lot", "class": "lot", "strength": "proven", "evidence": "a test", "all": [{"recipient_domain": "rss.fr"}]},
    {"id": "arl-plus", "class": "arl_positive", "strength": "proven", "evidence": "a test", "all": [{"subject": "^ARL\\+"}]},
    {"id": "arl-minus", "class": "arl_negative", "strength": "proven", "evidence": "a test", "all": [{"subject": "^ARL-"}]}
]}"#;

struct Practice {
    place: Place,
    account: AccountId,
}

impl Practice {
    /// A practice that has sent two lots on each of twenty working days and had its ARLs within the
    /// hour, watched since Monday at ten.
    async fn new() -> Self {
        let mut place = Place::new();
        fs::create_dir(place.path().join("lots")).unwrap();
        let rules = place.path().join("rules.json");
        fs::write(&rules, RULES).unwrap();
        place.knowledge = Knowledge::with_rules_of(&rules).unwrap();
        let mut account = AccountId(0);
        place
            .life(async |face| {
                let Ok(Answer::Added { account: added }) = face.add("cabinet").await else {
                    panic!("not added");
                };
                account = added.id;
                let Ok(Answer::Settings { mut settings }) = face.ask(Request::Settings).await
                else {
                    panic!("no settings");
                };
                settings.interval_minutes = 60;
                settings.department = Some("75".to_owned());
                let change = Request::ChangeSettings { settings };
                face.ask(change).await.unwrap();
                minutes(1).await;
            })
            .await;
        let practice = Self { place, account };
        practice.remember();
        practice
            .place
            .life(async |face| {
                let path = practice.place.path().join("lots").display().to_string();
                let kind = SourceKind::LotFolder { path };
                let ask = Request::AddSource { account, kind };
                face.ask(ask).await.unwrap();
                minutes(1).await;
            })
            .await;
        practice
    }

    /// Twenty days of history, as the book would hold them.
    fn remember(&self) {
        let now = self.place.clock.now();
        let (journal, _) = Journal::open(&self.place.path().join("vigie.sqlite"), now).unwrap();
        let mut sightings = Vec::new();
        for day in 1..=28_i64 {
            let sent = now - SignedDuration::from_hours(24 * day) + SignedDuration::from_hours(7);
            if [6, 7].contains(
                &sent
                    .to_zoned(jiff::tz::TimeZone::UTC)
                    .weekday()
                    .to_monday_one_offset(),
            ) {
                continue;
            }
            for number in 0..2 {
                let id = format!("old-{day}-{number}@cabinet.example");
                sightings.push(Sighting {
                    key: format!("lot {id}"),
                    seen: Seen::Lot(LotSeen {
                        reference: LotReference::default(),
                        caisse: "01511".parse().ok(),
                        message_id: Some(id.clone()),
                        sent,
                        invoices: None,
                    }),
                });
                sightings.push(Sighting {
                    key: format!("arl {id}"),
                    seen: Seen::Return(ReturnSeen {
                        class: MessageClass::ArlPositive,
                        strength: Strength::Proven,
                        rule: None,
                        references: Vec::new(),
                        caisse: "01511".parse().ok(),
                        message_id: None,
                        answers: Some(id),
                        at: sent + SignedDuration::from_mins(40),
                        states: [].into(),
                        codes: [].into(),
                    }),
                });
            }
        }
        let done = journal
            .ingest(self.account, Origin::Relay, sightings, None, now)
            .unwrap();
        assert_eq!(done.lots.len(), 40);
    }

    fn now(&self) -> Timestamp {
        self.place.clock.now()
    }

    /// A lot leaves, now.
    fn send(&self, name: &str) {
        let sent = jiff::fmt::rfc2822::to_string(&self.now().to_zoned(jiff::tz::TimeZone::UTC));
        let message = format!(
            "From: cabinet@exemple.example\r\nTo: 01511@511.01.rss.fr\r\nSubject: lot {name}\r\n\
             Date: {}\r\nMessage-ID: <{name}@cabinet.example>\r\n\r\nx\r\n",
            sent.unwrap()
        );
        let folder = self.place.path().join("lots");
        let file = folder.join(format!("{name}.eml"));
        fs::write(&file, message).unwrap();
        // Written a while ago, by the clock of the test.
        let file = fs::File::options().append(true).open(file).unwrap();
        file.set_modified((self.now() - SignedDuration::from_secs(120)).into())
            .unwrap();
    }

    /// A message arrives, now.
    fn arrive(&self, uid: &str, from: &str, subject: &str, answers: &str) {
        let octets = format!(
            "From: {from}\r\nSubject: {subject}\r\nIn-Reply-To: <{answers}@cabinet.example>\r\n\r\nx\r\n"
        );
        self.place.weather.mail.borrow_mut().push(Mail {
            uid: uid.to_owned(),
            received_at: self.now(),
            octets: octets.into_bytes(),
        });
    }

    fn acknowledge(&self, name: &str) {
        self.arrive(&format!("arl-{name}"), "arl@511.01.rss.fr", "ARL+", name);
    }

    async fn mailbox(&self, face: &Face) -> MailboxStatus {
        let mut status = face.status().await;
        status.mailboxes.remove(0)
    }

    async fn lots(&self, face: &Face) -> Vec<Lot> {
        let query = LotQuery {
            account: Some(self.account),
            filter: vigie_domain::book::query::LotFilter::All,
            search: String::new(),
            order: vigie_domain::book::query::LotOrder::Sent,
            descending: true,
            offset: 0,
            limit: 100,
        };
        match face.ask(Request::Lots { query }).await {
            Ok(Answer::Lots { page }) => page.rows,
            other => panic!("no lots: {other:?}"),
        }
    }

    /// The stages of the lots that left since the history.
    async fn stages(&self, face: &Face, count: usize) -> Vec<Stage> {
        let lots = self.lots(face).await;
        let stage = |lot: &Lot| lot.follow_up.stage().clone();
        lots.iter().take(count).map(stage).collect()
    }

    fn toasts(&self) -> Vec<String> {
        self.place.toasts.titles()
    }
}

async fn hours(count: u64) {
    for _ in 0..count {
        sleep(Duration::from_hours(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_lot_is_followed_to_its_arl_and_calm_is_silent() {
    let practice = Practice::new().await;
    practice
        .place
        .life(async |face| {
            hours(8).await;
            practice.send("un");
            minutes(45).await;
            practice.acknowledge("un");
            hours(2).await;
            let mailbox = practice.mailbox(&face).await;
            assert_eq!(mailbox.book.observability, Observability::Full);
            assert_eq!(mailbox.level, Level::Well);
            assert_eq!(mailbox.book.matters, []);
            assert!(mailbox.book.sources[0].last_read.is_some());
            let stages = practice.stages(&face, 1).await;
            assert!(
                matches!(
                    stages[0],
                    Stage::Acknowledged {
                        strength: Strength::Proven,
                        ..
                    }
                ),
                "{stages:?}"
            );
            let lot = practice.lots(&face).await.remove(0).id;
            let Ok(Answer::Lot { life, explanation }) = face.ask(Request::Lot { lot }).await else {
                panic!("no lot");
            };
            assert_eq!((life.events.len(), life.returns.len()), (2, 1));
            assert_eq!(explanation.title.key, "book-stage-acknowledged.title");
            let months = face.ask(Request::Months { account: None }).await;
            let Ok(Answer::Months { months }) = months else {
                panic!("no months");
            };
            assert_eq!(months.len(), 2);
            assert!(months[0].month > months[1].month);
            let months: u32 = months.iter().map(|month| month.sent).sum();
            assert_eq!(months, 41);
            assert_eq!(practice.toasts(), [""; 0]);
        })
        .await;
}

/// From Monday evening on no ARL comes; what the practice hears until Sunday.
async fn arls_stop(practice: &Practice, lives: u64) -> Vec<String> {
    practice.place.life(async |_| hours(7).await).await;
    practice.send("un");
    practice.send("deux");
    let total = 6 * 24;
    for _ in 0..lives {
        practice
            .place
            .life(async |_| hours(total / lives).await)
            .await;
    }
    practice.toasts()
}

#[tokio::test(start_paused = true)]
async fn when_arls_stop_every_stage_is_reached_and_each_is_told_once() {
    let practice = Practice::new().await;
    practice
        .place
        .life(async |face| {
            hours(7).await;
            practice.send("un");
            practice.send("deux");
            // Tuesday at two in the afternoon: far from 48 h, and eight working hours.
            hours(21).await;
            let late = practice.stages(&face, 2).await;
            assert!(
                late.iter().all(|stage| matches!(stage, Stage::Late { .. })),
                "{late:?}"
            );
            assert_eq!(practice.toasts().len(), 1, "{:?}", practice.toasts());
            let mailbox = practice.mailbox(&face).await;
            assert_eq!(mailbox.level, Level::Attention);
            assert!(matches!(mailbox.book.matters[0], Matter::Late(lots) if lots.lots == 2));
            assert_eq!(mailbox.explanation.title.key, "book-late.title");
            // 48 h: Wednesday at five in the afternoon.
            hours(28).await;
            let unanswered = practice.stages(&face, 2).await;
            assert!(matches!(unanswered[0], Stage::Unanswered { .. }));
            let told = practice.toasts();
            assert!(
                told.last().unwrap().contains("sans réponse depuis 48 h"),
                "{told:?}"
            );
            // 96 h: Friday at five.
            hours(48).await;
            let manual = practice.stages(&face, 2).await;
            assert!(matches!(manual[0], Stage::Manual { .. }));
            assert_eq!(practice.mailbox(&face).await.level, Level::Alarm);
            let told = practice.toasts();
            assert!(
                told.last().unwrap().contains("traiter à la main"),
                "{told:?}"
            );
            assert!(
                practice
                    .place
                    .toasts
                    .0
                    .lock()
                    .unwrap()
                    .last()
                    .unwrap()
                    .urgent
            );
            let lots: Vec<_> = practice
                .lots(&face)
                .await
                .iter()
                .take(2)
                .map(|lot| lot.id)
                .collect();
            let reason = "vu sur Ameli Pro".to_owned();
            face.ask(Request::SettleLots { lots, reason })
                .await
                .unwrap();
            minutes(1).await;
            assert_eq!(practice.mailbox(&face).await.level, Level::Well);
            assert!(practice.toasts().last().unwrap().contains("Réglé"));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn killed_again_and_again_the_agent_tells_everything_once() {
    let calm = arls_stop(&Practice::new().await, 1).await;
    let killed = arls_stop(&Practice::new().await, 18).await;
    // Late, 48 h, 96 h, then the alarm's reminders.
    assert!(calm.len() >= 5, "{calm:?}");
    assert_eq!(calm, killed);
}

#[tokio::test(start_paused = true)]
async fn pop_down_is_one_alarm_with_one_cause() {
    let practice = Practice::new().await;
    practice
        .place
        .life(async |face| {
            // Early enough for the first reminder to come before the quiet hours, whenever within
            // the hour this installation checks.
            hours(3).await;
            practice.place.weather.cause.set(Some(Cause::PopDisabled));
            hours(4).await;
            for number in 0..20 {
                practice.send(&format!("lot{number}"));
            }
            // Past 48 h, in the dark; the answers arrive, and nobody can see them.
            hours(50).await;
            for number in 0..20 {
                practice.acknowledge(&format!("lot{number}"));
            }
            hours(23).await;
            let stages = practice.stages(&face, 20).await;
            assert!(
                stages
                    .iter()
                    .all(|stage| matches!(stage, Stage::Unanswered { .. }))
            );
            let told = practice.toasts();
            let first = told[0].clone();
            assert!(told.iter().all(|title| *title == first), "{told:?}");
            assert_eq!(told.len(), 5, "an alarm and its reminders: {told:?}");
            let mailbox = practice.mailbox(&face).await;
            assert!(mailbox.explanation.title.key.starts_with("cause-"));

            practice.place.weather.cause.set(None);
            hours(3).await;
            let mailbox = practice.mailbox(&face).await;
            assert_eq!(mailbox.level, Level::Well, "{:?}", mailbox.book);
            let told = practice.toasts();
            assert_eq!(told.len(), 6, "{told:?}");
            assert!(told[5].contains("Rétabli"));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn what_returns_say_is_told_and_foreign_mail_too() {
    let practice = Practice::new().await;
    practice
        .place
        .life(async |face| {
            practice.send("un");
            practice.send("deux");
            hours(1).await;
            practice.arrive("r1", "arl@511.01.rss.fr", "ARL- signature", "un");
            practice.arrive("r2", "MAILER-DAEMON@mail.exemple.example", "failed", "deux");
            practice.arrive("r3", "ami@exemple.example", "Bonjour", "rien");
            hours(2).await;
            let mailbox = practice.mailbox(&face).await;
            let kinds: Vec<&str> = mailbox.book.matters.iter().map(Matter::name).collect();
            assert_eq!(
                kinds,
                ["book_refused", "book_not_delivered", "book_foreign_mail"]
            );
            assert_eq!(practice.toasts().len(), 3, "{:?}", practice.toasts());
            let query = ReturnQuery {
                account: None,
                classes: vec![MessageClass::ArlNegative],
                search: String::new(),
                offset: 0,
                limit: 10,
            };
            let returns = face.ask(Request::Returns { query }).await;
            let Ok(Answer::Returns { page }) = returns else {
                panic!("no returns");
            };
            assert_eq!(page.total, 1);
            // The billing software collects: the mailbox is empty again.
            practice.place.weather.mail.borrow_mut().clear();
            hours(2).await;
            let mailbox = practice.mailbox(&face).await;
            assert!(
                !mailbox
                    .book
                    .matters
                    .iter()
                    .any(|one| matches!(one, Matter::ForeignMail { .. }))
            );
        })
        .await;
    let log = fs::read(practice.place.path().join("vigie.sqlite")).unwrap();
    let has = |word: &[u8]| log.windows(word.len()).any(|window| window == word);
    assert!(!has(b"Bonjour") && !has(b"ami@exemple"));
}

#[tokio::test(start_paused = true)]
async fn while_the_folder_of_returns_cannot_be_read_nothing_is_claimed() {
    let practice = Practice::new().await;
    let root = practice.place.path().join("pyxvital");
    for folder in ["LOTS", "ARL"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    let ini = root.join("Pyxvital.ini");
    fs::write(&ini, "[Répertoires]\r\nLots=LOTS\r\nArl=ARL\r\n").unwrap();
    let kind = SourceKind::Pyxvital {
        ini: ini.display().to_string(),
        practitioner: None,
    };
    practice
        .place
        .life(async |face| {
            let account = practice.account;
            let ask = Request::AddSource { account, kind };
            face.ask(ask).await.unwrap();
            let seen = async || {
                let book = practice.mailbox(&face).await.book;
                let problem = book.sources.into_iter().find_map(|source| source.problem);
                (
                    book.observability == Observability::Full,
                    problem.map(|text| text.key),
                )
            };
            hours(1).await;
            assert_eq!(seen().await, (true, None));
            // Lots are seen as before; the folder of ARLs is away.
            fs::rename(root.join("ARL"), root.join("away")).unwrap();
            minutes(30).await;
            let unreadable = Some("source-returns-unreadable".to_owned());
            assert_eq!(seen().await.1, unreadable);
            hours(3).await;
            assert_eq!(seen().await, (false, unreadable));
            fs::rename(root.join("away"), root.join("ARL")).unwrap();
            hours(2).await;
            assert_eq!(seen().await, (true, None));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn what_no_rule_knew_is_read_again_when_the_rules_change() {
    let practice = Practice::new().await;
    let classes = async |face: &Face| {
        let query = ReturnQuery {
            account: Some(practice.account),
            classes: vec![
                MessageClass::Foreign,
                MessageClass::UnknownMachine,
                MessageClass::ServiceMessage,
            ],
            search: String::new(),
            offset: 0,
            limit: 200,
        };
        let Ok(Answer::Returns { page }) = face.ask(Request::Returns { query }).await else {
            panic!("no returns");
        };
        let known = |class| page.rows.iter().filter(|row| row.class == class).count();
        assert_eq!(page.rows.len() as u64, page.total);
        (page.rows.len(), known(MessageClass::ServiceMessage))
    };
    for number in 0..120 {
        let uid = format!("info-{number}");
        practice.arrive(&uid, "info@511.01.rss.fr", "Info caisse", "none");
    }
    practice
        .place
        .life(async |face| {
            hours(2).await;
            assert_eq!(classes(&face).await, (120, 0));
            // Support pushes rules that know them.
            let pushed = RULES.replace(
                "]}\n]}",
                r#"]},
    {"id": "info", "class": "service_message", "strength": "proven", "evidence": "a test", "all": [{"subject": "^Info caisse"}]}
]}"#,
            );
            practice.place.knowledge.replace(None, Some(&pushed)).unwrap();
            let logins = || practice.place.weather.logins.borrow().len();
            let before = logins();
            let mut known = 0;
            for _ in 0..72 {
                minutes(5).await;
                let (all, read) = classes(&face).await;
                assert_eq!(all, 120, "none is lost, none is there twice");
                known = read;
                let checks = logins() - before;
                assert!(read <= 50 * checks, "{read} after {checks} checks");
                let report = practice.mailbox(&face).await.report.unwrap();
                let new = report.outcome.unwrap().new_messages.len();
                assert!(checks == 0 || new == 0, "{new} new messages");
            }
            assert_eq!(known, 120);
        })
        .await;
    // After a start nothing is read again.
    practice
        .place
        .life(async |face| {
            hours(3).await;
            assert_eq!(classes(&face).await, (120, 120));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn questions_out_of_bounds_are_refused_by_name() {
    let practice = Practice::new().await;
    practice
        .place
        .life(async |face| {
            let account = practice.account;
            let refused = |field: &str| {
                Err(Refusal::OutOfRange {
                    field: field.to_owned(),
                })
            };
            let mut query = LotQuery {
                account: None,
                filter: vigie_domain::book::query::LotFilter::All,
                search: String::new(),
                order: vigie_domain::book::query::LotOrder::Sent,
                descending: false,
                offset: 0,
                limit: 0,
            };
            let ask = async |request| face.ask(request).await.map(|_| ());
            assert_eq!(
                ask(Request::Lots {
                    query: query.clone()
                })
                .await,
                refused("limit")
            );
            query.limit = 500;
            query.search = "x".repeat(101);
            assert_eq!(
                ask(Request::Lots {
                    query: query.clone()
                })
                .await,
                refused("search")
            );
            query.account = Some(AccountId(99));
            assert_eq!(
                ask(Request::Lots { query }).await,
                Err(Refusal::UnknownMailbox)
            );
            let unknown = vigie_domain::book::matching::LotId(9999);
            assert_eq!(
                ask(Request::Lot { lot: unknown }).await,
                Err(Refusal::UnknownEntry)
            );
            let settle = |lots, reason: &str| Request::SettleLots {
                lots,
                reason: reason.to_owned(),
            };
            assert_eq!(ask(settle(vec![], "x")).await, refused("lots"));
            assert_eq!(ask(settle(vec![unknown], "  ")).await, refused("reason"));
            assert_eq!(
                ask(settle(vec![unknown], "x")).await,
                Err(Refusal::UnknownEntry)
            );
            let entry = |sent| Request::EnterLot {
                account,
                lot: LotEntry {
                    number: 7.try_into().unwrap(),
                    date: None,
                    caisse: "01511".parse().ok(),
                    sent,
                },
            };
            let later = practice.now() + SignedDuration::from_hours(1);
            assert_eq!(ask(entry(later)).await, refused("sent"));
            let sent = practice.now() - SignedDuration::from_hours(1);
            assert_eq!(ask(entry(sent)).await, Ok(()));
            assert_eq!(
                ask(entry(sent)).await,
                Ok(()),
                "the same again is the same lot"
            );
            let lots = practice.lots(&face).await;
            assert_eq!(lots.len(), 41);
            assert_eq!(lots[0].origin, Origin::Hand);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn sources_are_tried_and_left() {
    let practice = Practice::new().await;
    practice
        .place
        .life(async |face| {
            let ask = async |request| face.ask(request).await.map(|_| ());
            let empty = SourceKind::LotFolder {
                path: " ".to_owned(),
            };
            assert_eq!(
                ask(Request::PreviewSource { kind: empty }).await,
                Err(Refusal::OutOfRange {
                    field: "path".to_owned()
                })
            );
            let nowhere = SourceKind::LotFolder {
                path: practice.place.path().join("nowhere").display().to_string(),
            };
            let preview = face.ask(Request::PreviewSource { kind: nowhere }).await;
            let Ok(Answer::SourcePreview { preview }) = preview else {
                panic!("no preview");
            };
            assert_eq!(preview.problem.unwrap().key, "source-missing");
            let source = practice.mailbox(&face).await.book.sources[0].source.id;
            assert_eq!(ask(Request::RemoveSource { source }).await, Ok(()));
            minutes(1).await;
            assert_eq!(
                ask(Request::RemoveSource { source }).await,
                Err(Refusal::UnknownEntry)
            );
            assert!(practice.mailbox(&face).await.book.sources.is_empty());
        })
        .await;
}
