//! The training ground seen from outside, by TLS clients that trust its authority and nothing else.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use vigie_domain::{
    book::{
        deadline::Place,
        lot::LotReference,
        returns::{MessageClass, Strength},
    },
    calendar::Region,
    server::Server,
};
use vigie_sesam::{Bounds, classify, rules::RuleSet};
use vigie_training::{BillingProgram, RULES, SendError, TrainingGround, Trouble};

const LOGIN: &str = "USER cabinet@entrainement.example\r\nPASS entrainement\r\n";

async fn connect(
    ground: &TrainingGround,
    server: &Server,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(ground.ca().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect((server.host.as_str(), server.port)).await?;
    let name = ServerName::try_from(server.host.clone()).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

/// Sends everything at once and reads until the server closes.
async fn converse(ground: &TrainingGround, server: &Server, lines: &str) -> String {
    let mut stream = connect(ground, server).await.unwrap();
    stream.write_all(lines.as_bytes()).await.unwrap();
    let mut answer = String::new();
    time::timeout(Duration::from_secs(10), stream.read_to_string(&mut answer))
        .await
        .unwrap()
        .unwrap();
    answer
}

async fn pop(ground: &TrainingGround, lines: &str) -> String {
    converse(ground, &ground.pop(), &format!("{LOGIN}{lines}QUIT\r\n")).await
}

#[tokio::test]
async fn the_mailbox_is_read_filled_and_emptied_over_real_tls() {
    let ground = TrainingGround::start(Timestamp::now()).await.unwrap();
    assert_eq!(ground.messages(), 3);
    let answer = pop(&ground, "CAPA\r\nSTAT\r\nUIDL\r\nTOP 1 0\r\n").await;
    for expected in [
        "LOGIN-DELAY 1\r\n",
        "PIPELINING\r\n",
        "+OK 3 ",
        "1 training-000001\r\n",
        "Subject: SERVICE-INVENTE 1",
    ] {
        assert!(answer.contains(expected), "{expected} not in {answer}");
    }
    let plain = "AGNhYmluZXRAZW50cmFpbmVtZW50LmV4YW1wbGUAZW50cmFpbmVtZW50";
    let answer = converse(
        &ground,
        &ground.smtp(),
        &format!(
            "EHLO essai.example\r\nAUTH PLAIN {plain}\r\nMAIL FROM:<cabinet@entrainement.example>\r\n\
             RCPT TO:<cabinet@entrainement.example>\r\nDATA\r\nSubject: essai\r\n\r\nessai\r\n.\r\nQUIT\r\n"
        ),
    )
    .await;
    assert!(answer.contains("250 2.0.0 Delivered"), "{answer}");
    assert_eq!(ground.messages(), 4);
    let answer = pop(&ground, "RETR 4\r\nDELE 4\r\nDELE 1\r\n").await;
    assert!(
        answer.contains("Subject: essai\r\n\r\nessai\r\n.\r\n"),
        "{answer}"
    );
    assert_eq!(ground.messages(), 2);
    ground.deliver(b"Subject: x\n\nx\n").unwrap();
    assert!(
        pop(&ground, "UIDL\r\n")
            .await
            .contains("3 training-000005\r\n")
    );
}

#[tokio::test]
async fn each_trouble_shows_as_itself_and_ends() {
    let ground = TrainingGround::start(Timestamp::now()).await.unwrap();
    for (trouble, words) in [
        (
            Trouble::CutPop,
            "-ERR POP3 access is disabled for this account\r\n",
        ),
        (Trouble::RefusePassword, "-ERR [AUTH] "),
        (Trouble::LockMailbox, "-ERR [IN-USE] "),
    ] {
        ground.set(trouble).await.unwrap();
        assert_eq!(ground.trouble(), trouble);
        let answer = pop(&ground, "").await;
        assert!(answer.contains(words), "{trouble:?}: {answer}");
        ground.set(Trouble::None).await.unwrap();
        assert!(
            pop(&ground, "STAT\r\n").await.contains("+OK 3 "),
            "{trouble:?}"
        );
    }

    ground.set(Trouble::ExpireCertificate).await.unwrap();
    let error = connect(&ground, &ground.pop()).await.unwrap_err();
    assert!(error.to_string().contains("xpired"), "{error}");

    ground.set(Trouble::CutInternet).await.unwrap();
    assert!(connect(&ground, &ground.pop()).await.is_err());
    assert!(connect(&ground, &ground.smtp()).await.is_err());
    assert!(TcpStream::connect(ground.witness()).await.is_err());

    ground.set(Trouble::None).await.unwrap();
    assert!(TcpStream::connect(ground.witness()).await.is_ok());
    assert!(pop(&ground, "STAT\r\n").await.contains("+OK 3 "));
}

#[tokio::test]
async fn a_second_session_finds_the_mailbox_in_use_and_two_grounds_trust_nothing_of_each_other() {
    let ground = TrainingGround::start(Timestamp::now()).await.unwrap();
    let mut first = connect(&ground, &ground.pop()).await.unwrap();
    first
        .write_all(format!("{LOGIN}NOOP\r\n").as_bytes())
        .await
        .unwrap();
    let mut seen = String::new();
    let mut buffer = [0; 512];
    while !seen.contains("Mailbox open") {
        let read = first.read(&mut buffer).await.unwrap();
        assert_ne!(read, 0, "{seen}");
        seen.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    assert!(pop(&ground, "").await.contains("[IN-USE]"));
    drop(first);
    let deadline = time::Instant::now() + Duration::from_secs(5);
    while !pop(&ground, "STAT\r\n").await.contains("+OK 3 ") {
        assert!(time::Instant::now() < deadline);
    }

    let other = TrainingGround::start(Timestamp::now()).await.unwrap();
    let error = connect(&other, &ground.pop()).await.unwrap_err();
    assert!(error.to_string().contains("certificate"), "{error}");
}

/// What the ground's own rules make of a message.
fn recognised(octets: &[u8]) -> (MessageClass, Vec<LotReference>) {
    let found = classify(&RuleSet::parse(RULES).unwrap(), octets, &Bounds::default());
    assert_eq!(found.strength, Strength::Proven);
    assert_eq!(found.caisse.unwrap().to_string(), "99042");
    (found.class, found.references)
}

#[tokio::test]
async fn a_lot_goes_out_by_smtp_and_its_arl_comes_back_into_the_mailbox() {
    let now = Timestamp::now();
    let ground = TrainingGround::start(now).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let place = Place {
        region: Region::Metropole,
        zone: jiff::tz::TimeZone::get("Europe/Paris").unwrap(),
    };
    let program = BillingProgram::begin(folder.path(), &ground, now, &place).unwrap();
    let kept = |prefix: &str| {
        let mut files: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.file_name()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .starts_with(prefix)
            })
            .collect();
        files.sort();
        files
    };
    let lots = kept("lot-").len();
    assert!(lots > 40);
    assert_eq!(kept("arl-").len(), lots);
    let arl = std::fs::read(&kept("arl-")[0]).unwrap();
    let (class, past) = recognised(&arl);
    assert_eq!(class, MessageClass::ArlPositive);
    assert!(past[0].is_complete());

    let made = "2026-11-23T09:30:00".parse().unwrap();
    program.send(&ground, made, now).await.unwrap();
    let files = kept("lot-");
    assert_eq!(files.len(), lots + 1);
    let (class, sent) = recognised(&std::fs::read(files.last().unwrap()).unwrap());
    assert_eq!(class, MessageClass::Lot);
    assert!(sent[0].is_complete(), "{sent:?}");
    let deadline = time::Instant::now() + Duration::from_secs(10);
    while ground.messages() < 4 {
        assert!(time::Instant::now() < deadline);
        time::sleep(Duration::from_millis(50)).await;
    }
    let answer = pop(&ground, "RETR 4\r\n").await;
    let mail = &answer[answer.find("From: <arl@").unwrap()..];
    assert_eq!(
        recognised(mail.as_bytes()),
        (MessageClass::ArlPositive, sent)
    );

    ground.set(Trouble::CutInternet).await.unwrap();
    let cut = program.send(&ground, made, now).await;
    assert!(matches!(cut, Err(SendError::NotSubmitted(_))), "{cut:?}");
    assert_eq!(kept("lot-").len(), lots + 1);
}
