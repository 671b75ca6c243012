//! What billing software of another age does at the relay's local ports: bare LF, one octet a
//! packet, wrong names in HELO, every way of logging in to send or none, long silence.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use vigie_relay::{pop::PopSettings, smtp::SmtpSettings};
use vigie_tests::mail::{Options, sample};

use crate::{
    relay_desk::{CURRENT, Desk},
    relay_wire::Wire,
};

fn servers() -> Desk {
    Desk::new(Options {
        smtp: true,
        ..Options::default()
    })
}

/// Behind EHLO and a login.
fn sending(desk: &Desk, port: u16) -> Wire {
    let mut wire = Wire::open(port);
    wire.reply();
    wire.say("EHLO cabinet");
    let login = wire.say(&format!("AUTH PLAIN {}", plain(desk)));
    assert!(login.starts_with("235 "), "{login}");
    wire
}

fn plain(desk: &Desk) -> String {
    STANDARD.encode(format!("\0{}\0{}", desk.login(), desk.password()))
}

fn lot(subject: &str) -> String {
    format!("From: <{CURRENT}>\nTo: <{CURRENT}>\nSubject: {subject}\n\nLOT {subject}\n.un point\n")
}

/// Sends a lot in a session that may send; the provider's answer.
fn send(wire: &mut Wire, subject: &str) -> String {
    for command in [
        "MAIL FROM:<cabinet@example.test>",
        "RCPT TO:<cabinet@example.test>",
    ] {
        let answer = wire.say(command);
        if !answer.starts_with("250") {
            return answer;
        }
    }
    assert!(wire.say("DATA").starts_with("354"));
    let stuffed = lot(subject).replace("\n.", "\n..").replace('\n', "\r\n");
    wire.send(format!("{stuffed}.\r\n").as_bytes());
    wire.reply()
}

/// The lots of that subject that have arrived.
fn arrived(desk: &Desk, subject: &str) -> usize {
    desk.mail.until_delivered();
    let messages = desk.mail.maildir("cabinet").messages();
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).replace("\r\n", "\n");
    messages
        .iter()
        .filter(|(_, octets)| {
            // Postfix adds to the header what is missing there.
            let (arrived, sent) = (text(octets), lot(subject));
            let (header, body) = arrived.split_once("\n\n").unwrap();
            header.contains(&format!("\nSubject: {subject}\n"))
                && body == sent.split_once("\n\n").unwrap().1
        })
        .count()
}

#[test]
fn lines_that_end_with_lf_alone_are_lines() {
    let desk = servers();
    let an_hour = Duration::from_hours(1);
    let inbox = desk.mail.maildir("cabinet");
    inbox.deliver(&sample("arl@caisse.example", "un"), an_hour);
    inbox.deliver(&sample("arl@caisse.example", "deux"), an_hour);
    desk.collect("cabinet");
    let mut pop = Wire::open(desk.serve_pop(PopSettings::default()));
    pop.text();
    for command in [
        format!("USER {}\n", desk.login()),
        format!("PASS {}\n", desk.password()),
        "STAT\n".to_owned(),
        "DELE 1\n".to_owned(),
        "QUIT\n".to_owned(),
    ] {
        pop.send(command.as_bytes());
        let answer = pop.text();
        assert!(answer.starts_with("+OK"), "{answer}");
    }
    assert_eq!(desk.waiting(), 1);

    let mut smtp = sending(&desk, desk.serve_smtp(SmtpSettings::default()));
    smtp.send(b"MAIL FROM:<cabinet@example.test>\n");
    assert!(smtp.reply().starts_with("250"));
    smtp.send(b"RCPT TO:<cabinet@example.test>\n");
    assert!(smtp.reply().starts_with("250"));
    smtp.send(b"DATA\n");
    assert!(smtp.reply().starts_with("354"));
    let stuffed = lot("fins de ligne").replace("\n.", "\n..");
    smtp.send(format!("{stuffed}.\n").as_bytes());
    let answer = smtp.reply();
    assert!(answer.starts_with("250"), "{answer}");
    smtp.send(b"QUIT\n");
    assert!(smtp.reply().starts_with("221"));
    assert_eq!(arrived(&desk, "fins de ligne"), 1);
}

#[test]
fn a_lot_may_come_one_octet_a_packet() {
    let desk = servers();
    let mut wire = sending(&desk, desk.serve_smtp(SmtpSettings::default()));
    let stuffed = lot("goutte").replace("\n.", "\n..").replace('\n', "\r\n");
    let parts = [
        "MAIL FROM:<cabinet@example.test>\r\n".to_owned(),
        "RCPT TO:<cabinet@example.test>\r\n".to_owned(),
        "DATA\r\n".to_owned(),
        format!("{stuffed}.\r\n"),
    ];
    for part in parts {
        for octet in part.bytes() {
            wire.send(&[octet]);
        }
        let answer = wire.reply();
        assert!(
            answer.starts_with("250") || answer.starts_with("354"),
            "{answer}"
        );
    }
    assert_eq!(arrived(&desk, "goutte"), 1);
}

#[test]
fn whatever_name_the_program_gives_itself_it_may_send() {
    let desk = servers();
    let port = desk.serve_smtp(SmtpSettings::default());
    let names = [
        "EHLO",
        "HELO",
        "HELO POSTE_1",
        "HELO le poste du cabinet",
        "EHLO [127.0.0.1",
        "EHLO -.-",
        "helo 192.168.1.12",
        "EHLO localhost.localdomain.",
    ];
    for (number, name) in (0..).zip(names) {
        let mut wire = Wire::open(port);
        wire.reply();
        let answer = wire.say(name);
        assert!(answer.starts_with("250"), "{name}: {answer}");
        let login = wire.say(&format!("AUTH PLAIN {}", plain(&desk)));
        assert!(login.starts_with("235"), "{name}: {login}");
        let subject = format!("nom {number}");
        let answer = send(&mut wire, &subject);
        assert!(answer.starts_with("250"), "{name}: {answer}");
        assert_eq!(arrived(&desk, &subject), 1, "{name}");
    }
}

#[test]
fn every_way_of_logging_in_to_send() {
    let desk = servers();
    let port = desk.serve_smtp(SmtpSettings::default());
    let (login, password) = (
        STANDARD.encode(desk.login()),
        STANDARD.encode(desk.password()),
    );
    let plain = plain(&desk);
    let ways = [
        vec![format!("AUTH PLAIN {plain}")],
        vec!["AUTH PLAIN".to_owned(), plain.clone()],
        vec!["AUTH LOGIN".to_owned(), login.clone(), password.clone()],
        vec![format!("AUTH LOGIN {login}"), password.clone()],
        vec!["auth login".to_owned(), login.clone(), password.clone()],
    ];
    for (number, way) in (0..).zip(&ways) {
        let mut wire = Wire::open(port);
        wire.reply();
        wire.say("EHLO cabinet");
        let (last, before) = way.split_last().unwrap();
        for step in before {
            let answer = wire.say(step);
            assert!(answer.starts_with("334"), "{step}: {answer}");
        }
        let answer = wire.say(last);
        assert!(answer.starts_with("235 "), "{way:?}: {answer}");
        let subject = format!("identification {number}");
        assert!(send(&mut wire, &subject).starts_with("250"));
        assert_eq!(arrived(&desk, &subject), 1);
    }
    // Without a login, or with a wrong one, nothing goes out.
    let mut wire = Wire::open(port);
    wire.reply();
    wire.say("EHLO cabinet");
    assert!(send(&mut wire, "sans").starts_with("530 "));
    let wrong = STANDARD.encode("\0quelqu'un\0faux");
    assert!(wire.say(&format!("AUTH PLAIN {wrong}")).starts_with("535 "));
    assert!(send(&mut wire, "sans").starts_with("530 "));
    assert_eq!(arrived(&desk, "sans"), 0);
}

#[test]
fn a_program_that_knows_no_login_sends_where_the_setting_says_so() {
    let desk = servers();
    let settings = SmtpSettings {
        login_required: false,
        ..SmtpSettings::default()
    };
    let port = desk.serve_smtp(settings);
    let mut wire = Wire::open(port);
    wire.reply();
    wire.say("HELO cabinet");
    assert!(send(&mut wire, "sans identifiant").starts_with("250"));
    assert_eq!(arrived(&desk, "sans identifiant"), 1);
    // Only as the practice itself.
    let answer = wire.say("MAIL FROM:<autre@example.test>");
    assert!(answer.starts_with("553 "), "{answer}");
    // One that logs in all the same is let in, and is told of a wrong password.
    let mut wire = sending(&desk, port);
    assert!(send(&mut wire, "avec identifiant").starts_with("250"));
    assert_eq!(arrived(&desk, "avec identifiant"), 1);
}

#[test]
fn silence_is_borne_as_long_as_the_standards_ask_and_ends_a_session_without_deleting() {
    assert!(
        PopSettings::default().idle >= Duration::from_mins(10),
        "RFC 1939 §3"
    );
    assert!(
        SmtpSettings::default().idle >= Duration::from_mins(5),
        "RFC 5321 §4.5.3.2.7"
    );
    let desk = servers();
    let inbox = desk.mail.maildir("cabinet");
    inbox.deliver(&sample("arl@caisse.example", "un"), Duration::ZERO);
    desk.collect("cabinet");
    let silence = Duration::from_secs(8);
    let short = Duration::from_secs(1);
    let enter = |port| {
        let mut wire = Wire::open(port);
        wire.text();
        wire.ask(&format!("USER {}", desk.login()));
        let answer = wire.ask(&format!("PASS {}", desk.password()));
        assert!(answer.starts_with("+OK"), "{answer}");
        wire
    };
    let mut hasty = enter(desk.serve_pop(PopSettings {
        idle: short,
        ..PopSettings::default()
    }));
    assert!(hasty.ask("DELE 1").starts_with("+OK"));
    assert!(hasty.is_over(), "after a second without a word");
    assert_eq!(desk.waiting(), 1, "nothing was deleted");

    let mut pop = enter(desk.serve_pop(PopSettings::default()));
    let mut smtp = sending(&desk, desk.serve_smtp(SmtpSettings::default()));
    assert!(send(&mut smtp, "avant").starts_with("250"));
    std::thread::sleep(silence);
    assert!(pop.ask("DELE 1").starts_with("+OK"));
    assert!(pop.ask("QUIT").starts_with("+OK"));
    assert!(send(&mut smtp, "après").starts_with("250"));
    assert_eq!(desk.waiting(), 0);
    assert_eq!((arrived(&desk, "avant"), arrived(&desk, "après")), (1, 1));
}
