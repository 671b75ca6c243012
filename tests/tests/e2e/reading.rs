//! Headers and first lines, as a real Dovecot sends them.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use secrecy::SecretString;
use vigie_domain::{
    report::NewMessage,
    server::{Security, Server},
};
use vigie_mailbox::{CheckRequest, Checked, KnownUids, MessageReader, Wanted, check};
use vigie_tests::mail::{Mail, Options, sample};

/// The first lines of every message whose Content-Description says that it is a return.
#[derive(Default)]
struct Returns {
    headers: usize,
    lines: BTreeMap<String, String>,
}

impl MessageReader for Returns {
    fn header(&mut self, _: &NewMessage, header: &[u8]) -> Wanted {
        self.headers += 1;
        let header = String::from_utf8_lossy(header);
        if header.contains("\r\nContent-Description: ARL") {
            Wanted::Lines(3)
        } else {
            Wanted::Nothing
        }
    }

    fn lines(&mut self, message: &NewMessage, octets: &[u8]) {
        let octets = String::from_utf8_lossy(octets).into_owned();
        self.lines.insert(message.uid.clone(), octets);
    }
}

fn checked(mail: &Mail, known: &KnownUids, reader: &mut Returns) -> Checked {
    vigie_mailbox::install_crypto_provider();
    let server = Server {
        host: "127.0.0.1".to_owned(),
        port: mail.pops_port(),
        security: Security::Tls,
    };
    let pem = std::fs::read(mail.ca_file()).unwrap();
    let roots: Vec<_> = rustls::pki_types::pem::PemObject::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .unwrap();
    let password = SecretString::from("cabinet-pw");
    let request = CheckRequest {
        extra_roots: &roots,
        ..CheckRequest::new(
            Timestamp::now(),
            &server,
            "cabinet@example.test",
            &password,
            known,
        )
    };
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(check(&request, reader, &mut |_| {}))
}

#[test]
fn returns_are_read_to_their_first_lines_and_nothing_else() {
    let mail = Mail::with(&["cabinet"], Options::default());
    let maildir = mail.maildir("cabinet");
    for number in 0..40 {
        let plain = sample("arl@caisse.example", &format!("Retour {number}"));
        let (header, body) = plain.split_once("\n\n").unwrap();
        let message = if number % 2 == 0 {
            format!("{header}\nContent-Description: ARL\n\n.begins with a dot\n.\n\nfourth\n{body}")
        } else {
            plain
        };
        maildir.deliver(&message, Duration::from_mins(5));
    }
    let before = maildir.messages();

    let mut reader = Returns::default();
    let first = checked(&mail, &KnownUids::new(), &mut reader);
    let seen = first.report.outcome.as_ref().unwrap();
    assert_eq!((seen.new_messages.len(), seen.more_to_scan), (40, false));
    assert_eq!((reader.headers, reader.lines.len()), (40, 20));
    for lines in reader.lines.values() {
        let (header, body) = lines.split_once("\r\n\r\n").unwrap();
        assert!(header.contains("Content-Description: ARL"), "{header}");
        assert_eq!(body, ".begins with a dot\r\n.\r\n\r\n");
    }

    let known: KnownUids = seen
        .new_messages
        .iter()
        .map(|message| (message.uid.clone(), message.received_at))
        .collect();
    let mut reader = Returns::default();
    let second = checked(&mail, &known, &mut reader);
    assert_eq!(second.report.outcome.unwrap().new_messages, []);
    assert_eq!(reader.headers, 0);
    // Looking changed nothing.
    assert_eq!(maildir.messages(), before);
}
