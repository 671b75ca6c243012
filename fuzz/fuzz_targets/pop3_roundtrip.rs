//! What was read, written again and read once more is the same.
//!
//! Input: one octet that chooses the grammar, then a line or a body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vigie_pop3::stuffing::{Stuffer, Unstuffer};
use vigie_pop3::{
    Capability, Maildrop, ParsedLine, ScanListing, Status, StatusLine, Tolerance, UniqueIdListing,
    parse_command,
};

fuzz_target!(|data: &[u8]| {
    let [choice, rest @ ..] = data else {
        return;
    };
    match choice % 5 {
        0 => command(rest),
        1 => status_line(rest),
        2 => capability(rest),
        3 => listings(rest),
        _ => body(rest),
    }
});

fn command(line: &[u8]) {
    for tolerance in [Tolerance::Strict, Tolerance::Tolerant] {
        let Ok(ParsedLine::Command(command)) = parse_command(line, tolerance) else {
            continue;
        };
        let Ok(encoded) = command.encode() else {
            continue;
        };
        if encoded.response.is_some() {
            continue;
        }
        assert!(encoded.line.len() <= 255);
        let wire = encoded.line.strip_suffix(b"\r\n").expect("a line end");
        let Ok(ParsedLine::Command(again)) = parse_command(wire, tolerance) else {
            panic!("{wire:?} is not read again");
        };
        let again = again.encode().expect("it was written before");
        assert_eq!(encoded.line, again.line);
    }
}

fn status_line(line: &[u8]) {
    let Some(read) = StatusLine::parse(line) else {
        return;
    };
    if read.status == Status::Challenge {
        return;
    }
    let reply = read.reply();
    let mut wire = Vec::new();
    reply.encode(read.status == Status::Positive, &mut wire);
    let wire = wire.strip_suffix(b"\r\n").expect("a line end");
    assert!(!wire.contains(&b'\n') && !wire.contains(&b'\r'));
    let again = StatusLine::parse(wire).expect("a status line");
    assert_eq!((again.status, again.reply()), (read.status, reply));
}

fn capability(line: &[u8]) {
    let read = Capability::parse(line);
    let again = Capability::parse(read.to_string().as_bytes());
    assert_eq!(read, again);
}

fn listings(line: &[u8]) {
    let _ = Maildrop::parse(line);
    if let Some(read) = ScanListing::parse(line) {
        let wire = format!("{} {}", read.message, read.octets);
        assert_eq!(ScanListing::parse(wire.as_bytes()), Some(read));
    }
    if let Some(read) = UniqueIdListing::parse(line, 512) {
        let mut wire = format!("{} ", read.message).into_bytes();
        wire.extend_from_slice(read.unique_id.as_bytes());
        assert_eq!(UniqueIdListing::parse(&wire, 512), Some(read));
    }
}

fn body(message: &[u8]) {
    let once = through(message);
    assert_eq!(through(&once), once);
    assert!(once.is_empty() || once.ends_with(b"\r\n"));
}

fn through(message: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    let mut stuffer = Stuffer::whole();
    for part in message.chunks(7) {
        stuffer.encode(part, &mut wire);
    }
    stuffer.finish(&mut wire);
    let mut unstuffer = Unstuffer::new(false);
    let mut content = Vec::new();
    let decoded = unstuffer.decode(&wire, &mut content);
    assert!(decoded.ended && decoded.used == wire.len());
    content
}
