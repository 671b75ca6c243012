//! Whatever a client sends, and however it is sliced, the server answers the same and does not panic.
//!
//! Input: one octet that chooses the settings, one that chooses where to cut, then the client's octets.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_pop3::server::{Ended, Listed, Request, Session, Settings, Transport};
use vigie_pop3::{Reply, ResponseCode, Tolerance, UniqueId};

const MESSAGE: &[u8] = b"Subject: x\n\n.dot\r\n..two\nend";

fuzz_target!(|data: &[u8]| {
    let [choice, cut, wire @ ..] = data else {
        return;
    };
    let cut = usize::from(*cut).min(wire.len());
    let whole = play(*choice, &[wire]);
    let octets: Vec<&[u8]> = wire.chunks(1).collect();
    // Where TLS is to begin, it matters what comes together.
    if !whole.2 {
        assert_eq!(whole, play(*choice, &[&wire[..cut], &wire[cut..]]));
    }
    let single = play(*choice, &octets);
    if !whole.2 && !single.2 {
        assert_eq!(whole, single);
    }
});

/// The output, why it ended, and whether STLS was said.
fn play(choice: u8, parts: &[&[u8]]) -> (Vec<u8>, Option<Ended>, bool) {
    let transport = match choice & 3 {
        0 => Transport::Clear,
        1 => Transport::ClearWithStls,
        _ => Transport::Tls,
    };
    let mut session = Session::new(Settings {
        clear_text_login: choice & 4 != 0,
        apop_timestamp: (choice & 8 != 0).then(|| "<1@vigie.test>".to_owned()),
        tolerance: if choice & 16 == 0 {
            Tolerance::Tolerant
        } else {
            Tolerance::Strict
        },
        utf8: choice & 32 != 0,
        line_octets: 200,
        ..Settings::new(transport)
    });
    let mut output = Vec::new();
    let mut ended = None;
    let mut tls = false;
    for part in parts.iter().map(Some).chain([None]) {
        match part {
            Some(part) => session.receive(part),
            None => session.end_of_stream(),
        }
        while let Some(request) = session.next_request() {
            match request {
                Request::Login(login) if login.name().len() % 3 == 0 => {
                    let refusal = Reply::coded(ResponseCode::Auth, "no");
                    session.refuse(&refusal).expect("asked");
                }
                Request::Login(_) => session.open(mailbox()).expect("asked"),
                Request::BeginTls => {
                    tls = true;
                    session.tls_established().expect("asked");
                }
                Request::Body { message, .. } => {
                    assert!(message.get() <= 3);
                    for part in MESSAGE.chunks(3) {
                        session.send_body(part).expect("asked");
                    }
                    session.finish_body().expect("asked");
                }
                Request::Update { deleted } => {
                    assert!(deleted.len() <= 3);
                    session.complete_update().expect("asked");
                }
                Request::Flush => output.append(&mut session.take_output()),
                Request::Close(why) => {
                    assert_eq!(ended, None);
                    ended = Some(why);
                }
            }
        }
        output.append(&mut session.take_output());
    }
    assert!(ended.is_some(), "every stream has an end");
    tls |= ended == Some(Ended::ClearTextBeforeTls);
    (output, ended, tls)
}

fn mailbox() -> Vec<Listed> {
    [&b"a"[..], b"b-\xe9", b"c d"]
        .into_iter()
        .map(|octets| Listed {
            octets: 31,
            unique_id: UniqueId::new(octets).expect("a unique id"),
        })
        .collect()
}
