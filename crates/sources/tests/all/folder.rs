//! Folders of lots and of returns.

use std::{fs, io::Write as _};

use flate2::{Compression, write::GzEncoder};
use vigie_domain::book::{
    returns::{MessageClass, Strength},
    source::SourceProblem,
};

use crate::support::*;

#[test]
fn every_kind_of_file_shows_its_lots() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    write(&at("a.b2"), &b2(&[17, 18]), 3600);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&b2(&[19])).unwrap();
    write(&at("B2_x.gz"), &gzip.finish().unwrap(), 3600);
    write(&at("c.eml"), &lot_message(1), 3600);
    let mbox: Vec<u8> = [2, 3]
        .into_iter()
        .flat_map(|id| {
            [
                b"From - Mon Mar  2 08:10:00 2026\n".to_vec(),
                lot_message(id),
            ]
            .concat()
        })
        .collect();
    write(&at("Sent"), &mbox, 3600);
    fs::create_dir(at("2026")).unwrap();
    write(&at("2026").join("d.b2"), &b2(&[20]), 3600);
    write(&at("photo.jpg"), b"\xff\xd8\xff\xe0 no lot", 3600);
    write(
        &at("letter.eml"),
        b"From: a@exemple.example\r\nSubject: Bonjour\r\n\r\nx",
        3600,
    );
    write(&at("half.tmp"), &b2(&[21]), 3600);
    write(&at("desktop.ini"), b"[x]", 3600);
    write(&at("empty"), b"", 3600);

    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    let reading = follower.read(now()).unwrap();
    assert_eq!((reading.problem, reading.again_after), (None, None));
    assert_eq!(follower.numbers(), [17, 18, 19, 20]);
    assert_eq!(follower.lots().len(), 7);
    assert_eq!(follower.unknown, 2);
    let sent = follower
        .lots()
        .iter()
        .find(|lot| lot.message_id.is_some())
        .map(|lot| {
            (
                lot.sent,
                lot.caisse.unwrap().to_string(),
                lot.reference.emitter.clone().unwrap(),
            )
        });
    let (at_header, caisse, emitter) = sent.unwrap();
    assert_eq!(at_header, "2026-03-02T07:10:00Z".parse().unwrap());
    assert_eq!((caisse.as_str(), emitter.as_str()), ("01511", "42"));
    let of_file = follower
        .lots()
        .into_iter()
        .find(|lot| lot.message_id.is_none())
        .unwrap();
    assert_eq!(of_file.sent, after(-3600));
    assert!(follower.watched().contains(&at("2026")));

    // Nothing is seen twice, by the same reader or after a start.
    follower.read(now()).unwrap();
    follower.restart(&folder(root.path()), &knowledge());
    follower.read(now()).unwrap();
    assert_eq!((follower.given, follower.unknown), (7, 2));
}

#[test]
fn returns_are_evidence_whatever_holds_them() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    write(&at("1.arl"), &b2(&[17]), 3600);
    write(&at("2.noe"), &noemie(18), 3600);
    write(
        &at("3.eml"),
        b"From: MAILER-DAEMON@exemple.example\r\nMIME-Version: 1.0\r\nMessage-ID: <b@exemple.example>\r\n\
          Date: Mon, 2 Mar 2026 08:15:00 +0100\r\n\
          Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
          --b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n\
          --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <17@exemple.example>\r\n\r\n--b--\r\n",
        3600,
    );
    write(
        &at("4.eml"),
        b"From: a@exemple.example\r\nSubject: Bonjour\r\n\r\nx",
        3600,
    );
    let mut follower = Follower::new(&returns(root.path()), &knowledge());
    follower.read(now()).unwrap();
    let mut classes: Vec<_> = follower
        .returns()
        .iter()
        .map(|one| (one.class, one.strength, one.references.len()))
        .collect();
    classes.sort();
    assert_eq!(
        classes,
        [
            (MessageClass::ArlUnsigned, Strength::Probable, 1),
            (MessageClass::Rsp, Strength::Proven, 1),
            (MessageClass::NonDelivery, Strength::Proven, 0),
        ]
    );
    assert_eq!(follower.unknown, 1);
    let returns = follower.returns();
    let bounce = returns
        .iter()
        .find(|one| one.class == MessageClass::NonDelivery)
        .unwrap();
    assert_eq!(bounce.answers.as_deref(), Some("17@exemple.example"));
    assert_eq!(bounce.at, "2026-03-02T07:15:00Z".parse().unwrap());
}

#[test]
fn one_message_kept_twice_is_one_message() {
    let root = tempfile::tempdir().unwrap();
    write(&root.path().join("1.eml"), &lot_message(1), 3600);
    let marked = [b"X-Mozilla-Status: 0001\r\n".to_vec(), lot_message(1)].concat();
    write(&root.path().join("2.eml"), &marked, 3600);
    write(&root.path().join("3.b2"), &b2(&[17]), 3600);
    write(&root.path().join("copy.b2"), &b2(&[17]), 60);
    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    follower.read(now()).unwrap();
    assert_eq!(follower.lots().len(), 2);
}

#[test]
fn a_half_written_file_waits() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("a.b2");
    let whole = b2(&[17, 18]);
    write(&path, &whole[..300], 0);
    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    let reading = follower.read(now()).unwrap();
    assert!(reading.again_after.is_some());
    follower.read(after(60)).unwrap();
    assert_eq!(follower.given, 0, "records that break off wait for longer");
    // Finished: its last record says so, without further waiting.
    fs::write(&path, &whole).unwrap();
    touch(&path, after(61));
    let reading = follower.read(after(61)).unwrap();
    assert_eq!(
        (follower.numbers(), reading.again_after),
        (vec![17, 18], None)
    );
    // A message has no last record: it lies still for some seconds.
    let message = root.path().join("b.eml");
    write(&message, &lot_message(1)[..150], -100);
    assert!(follower.read(after(100)).unwrap().again_after.is_some());
    fs::write(&message, lot_message(1)).unwrap();
    touch(&message, after(102));
    assert!(follower.read(after(102)).unwrap().again_after.is_some());
    assert_eq!(follower.lots().len(), 2);
    follower.read(after(106)).unwrap();
    assert_eq!(follower.lots().len(), 3);
}

/// What is read of a file that changes every four seconds, in an hour in which somebody looks as
/// often: octets, and the lots that were seen at the end.
fn an_hour_of_writing(first: usize, each: &[u8]) -> (u64, usize) {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("Sent");
    let mut mailbox = each.repeat(first);
    fs::write(&path, &mailbox).unwrap();
    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    let mut octets = 0;
    for second in (0..3600).step_by(4) {
        mailbox.extend_from_slice(each);
        fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap()
            .write_all(each)
            .unwrap();
        touch(&path, after(second));
        octets += follower.read(after(second)).unwrap().octets;
    }
    follower.read(after(4000)).unwrap();
    assert!(follower.read(after(4010)).unwrap().again_after.is_none());
    (octets, follower.lots().len())
}

#[test]
fn a_file_that_is_written_all_the_time_is_read_now_and_then() {
    let message = [&b"From - Mon Mar  2 08:10:00 2026\n"[..], &lot_message(1)].concat();
    let (octets, lots) = an_hour_of_writing(1, &message);
    let most = 1000 * message.len() as u64;
    // Every four seconds it would be 900 readings.
    assert!(octets < most * 25, "{} times", octets / most);
    assert_eq!(lots, 1, "and in the end it is seen");
    // A larger one: three hundred kilobytes at first.
    let long = [message.as_slice(), &vec![b'x'; 3000], b"\n"].concat();
    let (octets, lots) = an_hour_of_writing(100, &long);
    let most = 1000 * long.len() as u64;
    assert!(octets < most * 25, "{} times", octets / most);
    assert_eq!(lots, 1);
}

#[test]
fn records_that_stay_without_end_are_read_in_the_end() {
    let root = tempfile::tempdir().unwrap();
    let whole = b2(&[17]);
    write(&root.path().join("a.b2"), &whole[..whole.len() - 128], 0);
    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    follower.read(now()).unwrap();
    assert_eq!(follower.given, 0);
    follower.read(after(700)).unwrap();
    assert_eq!(follower.numbers(), [17]);
}

#[test]
fn clocks_that_go_wrong_or_jump_hold_nothing_up() {
    let root = tempfile::tempdir().unwrap();
    // The network drive's clock is a day ahead.
    write(&root.path().join("a.eml"), &lot_message(1), -86_400);
    write(&root.path().join("b.b2"), &b2(&[17]), -86_400);
    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    follower.read(now()).unwrap();
    // Our own clock jumps back by an hour, and the waiting begins anew.
    follower.read(after(-3600)).unwrap();
    follower.read(after(-3590)).unwrap();
    assert_eq!(follower.lots().len(), 2);
    let records = follower
        .lots()
        .into_iter()
        .find(|lot| lot.message_id.is_none())
        .unwrap();
    assert!(records.sent <= now(), "no lot was sent tomorrow");
}

#[test]
fn what_cannot_be_read_is_said_and_tried_again() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("LOTS");
    let mut follower = Follower::new(&folder(&path), &knowledge());
    assert!(matches!(
        follower.once(now()),
        Err(SourceProblem::Missing { .. })
    ));
    fs::write(&path, b"x").unwrap();
    assert!(matches!(
        follower.once(now()),
        Err(SourceProblem::NotAFolder { .. })
    ));
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    write(&path.join("a.b2"), &b2(&[17]), 3600);
    follower.read(now()).unwrap();
    assert_eq!(follower.numbers(), [17]);
    // It vanishes and comes back with what it held.
    fs::rename(&path, root.path().join("away")).unwrap();
    assert!(matches!(
        follower.once(now()),
        Err(SourceProblem::Missing { .. })
    ));
    fs::rename(root.path().join("away"), &path).unwrap();
    write(&path.join("b.b2"), &b2(&[18]), 3600);
    follower.read(now()).unwrap();
    assert_eq!((follower.numbers(), follower.given), (vec![17, 18], 2));
}

#[test]
fn other_rules_read_everything_anew_under_the_same_keys() {
    let root = tempfile::tempdir().unwrap();
    write(&root.path().join("1.eml"), &lot_message(1), 3600);
    let odd = b"From: c@exemple.example\r\nMessage-ID: <2@exemple.example>\r\nX-Lot: 017\r\n\r\nx";
    write(&root.path().join("2.eml"), odd, 3600);
    let mut follower = Follower::new(&folder(root.path()), &knowledge());
    follower.read(now()).unwrap();
    assert_eq!(follower.lots().len(), 1);
    let rules = r#"{"version":1,"rules":[
        {"id":"x","class":"lot","strength":"proven","evidence":"a test","all":[{"header":"x-lot","matches":"^(?P<lot>[0-9]{3})$"}]},
        {"id":"y","class":"lot","strength":"proven","evidence":"a test","all":[{"recipient_domain":"rss.fr"}]}]}"#;
    let pushed = vigie_sources::Knowledge {
        rules: std::sync::Arc::new(vigie_sesam::rules::RuleSet::parse(rules).unwrap()),
        ..knowledge()
    };
    follower.restart(&folder(root.path()), &pushed);
    follower.read(now()).unwrap();
    assert_eq!((follower.lots().len(), follower.numbers()), (2, vec![17]));
}
