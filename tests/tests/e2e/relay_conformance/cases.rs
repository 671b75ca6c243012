//! What is asked, one rule at a time.

use std::collections::BTreeSet;

use secrecy::ExposeSecret as _;

use super::target::{Deviation, Target, Verdict, message};
use crate::relay_wire::{Wire, unstuffed};

/// A rule and how it is asked for.
pub(crate) struct Case {
    pub(crate) what: &'static str,
    /// Where it is written.
    pub(crate) by: &'static str,
    pub(crate) ask: fn(&mut dyn Target) -> Verdict,
}

/// Every rule, in the order of a session.
#[expect(clippy::too_many_lines, reason = "one list, a few lines a rule")]
pub(crate) fn cases() -> Vec<Case> {
    let case = |what, by, ask| Case { what, by, ask };
    vec![
        case(
            "greets with one line that begins with `+OK`",
            "1939 §4",
            greeting,
        ),
        case(
            "refuses what needs a login before the login, and goes on",
            "1939 §3",
            locked,
        ),
        case(
            "QUIT before the login: `+OK`, and the connection ends",
            "1939 §4",
            quit_early,
        ),
        case("USER and PASS log in", "1939 §7", logs_in),
        case("PASS without USER is refused", "1939 §7", pass_alone),
        case(
            "a wrong password is refused with `[AUTH]`, and the right one still works",
            "3206 §4",
            wrong_password,
        ),
        case(
            "an unknown name is refused in the words of a wrong password",
            "1939 §13",
            unknown_name,
        ),
        case(
            "APOP: a stamp in the greeting, another each time, and the digest logs in",
            "1939 §7",
            apop,
        ),
        case("APOP: a wrong digest is refused", "1939 §7", apop_wrong),
        case(
            "AUTH PLAIN logs in, with and without initial response",
            "5034 §4",
            auth_plain,
        ),
        case("AUTH is given up with `*`", "5034 §4", auth_given_up),
        case(
            "AUTH with an unknown mechanism is refused",
            "5034 §4",
            auth_unknown,
        ),
        case(
            "USER and PASS after the login are refused",
            "1939 §5",
            login_again,
        ),
        case(
            "CAPA before the login names TOP UIDL USER PIPELINING RESP-CODES",
            "2449 §5",
            capa_before,
        ),
        case(
            "CAPA after the login names TOP UIDL PIPELINING RESP-CODES",
            "2449 §5",
            capa_after,
        ),
        case(
            "an empty mailbox: `0 0`, and listings of nothing",
            "1939 §5",
            empty,
        ),
        case("STAT is the count and the sum of LIST", "1939 §5", stat),
        case(
            "LIST numbers from 1, a number and a size a line",
            "1939 §5",
            list,
        ),
        case(
            "LIST with a number: one line; with one that is not there: `-ERR`",
            "1939 §5",
            list_one,
        ),
        case(
            "sizes are the exact octets of each message",
            "1939 §11",
            sizes,
        ),
        case(
            "the size is exact where the last line has no end",
            "1939 §11",
            size_unfinished,
        ),
        case(
            "RETR gives every octet, of UTF-8 and of a line of 5,000 octets too",
            "1939 §5",
            retr,
        ),
        case(
            "a line that begins with a dot has it doubled on the wire",
            "1939 §3",
            stuffing,
        ),
        case(
            "every line on the wire ends with CRLF, the last is a lone dot",
            "1939 §3",
            line_ends,
        ),
        case(
            "a message of 5 MB is whole, its size exact",
            "1939 §5",
            large,
        ),
        case(
            "RETR without a number, or with none of a message: `-ERR`",
            "1939 §5",
            retr_wrong,
        ),
        case(
            "numbers are decimal: -1, 1x, 0 and twenty digits are refused",
            "1939 §3",
            numbers,
        ),
        case("NOOP does nothing", "1939 §5", noop),
        case("DELE twice, or of nothing: `-ERR`", "1939 §5", dele),
        case(
            "DELE with two numbers is refused and marks nothing",
            "1939 §5",
            dele_two,
        ),
        case(
            "a marked message is out of STAT, LIST, UIDL, RETR, TOP; numbers stay",
            "1939 §5",
            marked,
        ),
        case("RSET takes every mark away", "1939 §5", rset),
        case(
            "a connection that breaks deletes nothing",
            "1939 §6",
            broken,
        ),
        case(
            "QUIT deletes what is marked and nothing else",
            "1939 §6",
            quit_deletes,
        ),
        case(
            "QUIT answers `+OK` and ends the connection",
            "1939 §6",
            quit,
        ),
        case(
            "what arrives during a session shows in the next",
            "1939 §4",
            snapshot,
        ),
        case(
            "a second session is refused with `[IN-USE]`, and let in afterwards",
            "2449 §8.1.1",
            in_use,
        ),
        case(
            "UIDL: 1 to 70 octets from 0x21 to 0x7E, each its own",
            "1939 §7",
            uidl,
        ),
        case(
            "UIDL with a number: one line; with one that is not there: `-ERR`",
            "1939 §7",
            uidl_one,
        ),
        case(
            "unique ids are the same in the next session",
            "1939 §7",
            uidl_stays,
        ),
        case(
            "a unique id is not used again for another message",
            "1939 §7",
            uidl_not_reused,
        ),
        case(
            "TOP n 0: the header and the empty line",
            "1939 §7",
            top_header,
        ),
        case(
            "TOP n 2: two lines more, with doubled dots",
            "1939 §7",
            top_lines,
        ),
        case("TOP beyond the end: the whole message", "1939 §7", top_all),
        case(
            "TOP without, with a negative, or with too many numbers: `-ERR`",
            "1939 §7",
            top_wrong,
        ),
        case("commands in any case of letters", "1939 §3", any_case),
        case(
            "an unknown command and an empty line are refused; the session goes on",
            "1939 §3",
            unknown,
        ),
        case(
            "a line of 255 octets is read as one",
            "2449 §4",
            longest_line,
        ),
        case(
            "a line of 70,000 octets is never read as two commands",
            "2449 §4",
            endless_line,
        ),
        case(
            "NUL and 8-bit octets in a command do no harm",
            "1939 §3",
            odd_octets,
        ),
        case(
            "answers of one line have at most 512 octets",
            "2449 §4",
            short_answers,
        ),
        case(
            "commands sent ahead are answered in order",
            "2449 §6.6",
            pipelining,
        ),
        case(
            "the login too may be sent ahead",
            "2449 §6.6",
            pipelined_login,
        ),
        case(
            "QUIT behind 200 commands sent ahead deletes what they marked",
            "2449 §6.6",
            pipelined_deletion,
        ),
        case(
            "one octet in each packet is understood",
            "1939 §3",
            one_by_one,
        ),
    ]
}

/// Holds, or says what was done instead.
fn ensure(holds: bool, instead: impl FnOnce() -> String) -> Verdict {
    if holds {
        Ok(())
    } else {
        Err(Deviation::Did(instead()))
    }
}

fn ok(answer: &str) -> Verdict {
    ensure(answer.starts_with("+OK"), || shown(answer))
}

fn refused(answer: &str) -> Verdict {
    ensure(answer.starts_with("-ERR"), || shown(answer))
}

fn shown(answer: &str) -> String {
    if answer.is_empty() {
        "closes".to_owned()
    } else {
        format!("`{answer}`")
    }
}

fn both(target: &mut dyn Target) -> Vec<Vec<u8>> {
    let messages = vec![
        message("un", "Premier corps.\n"),
        message("deux", "Second corps.\n"),
        message("trois", ".un point\n..\n.\nfin\n"),
    ];
    target.fill(&messages);
    messages
}

fn greeting(target: &mut dyn Target) -> Verdict {
    let line = Wire::open(target.port()).line();
    let fits = line.starts_with(b"+OK") && line.ends_with(b"\r\n") && line.len() <= 512;
    ensure(fits, || String::from_utf8_lossy(&line).into_owned())
}

fn locked(target: &mut dyn Target) -> Verdict {
    for command in [
        "STAT", "LIST", "UIDL", "RETR 1", "TOP 1 0", "DELE 1", "NOOP", "RSET",
    ] {
        let mut wire = target.connect();
        refused(&wire.ask(command))?;
        ok(&wire.ask("QUIT"))?;
    }
    Ok(())
}

fn quit_early(target: &mut dyn Target) -> Verdict {
    let mut wire = target.connect();
    ok(&wire.ask("QUIT"))?;
    ensure(wire.is_over(), || "stays open".to_owned())
}

fn logs_in(target: &mut dyn Target) -> Verdict {
    let mut wire = target.connect();
    ok(&wire.ask(&format!("USER {}", target.login())))?;
    ok(&wire.ask(&format!("PASS {}", target.password())))?;
    ok(&wire.ask("STAT"))
}

fn pass_alone(target: &mut dyn Target) -> Verdict {
    let mut wire = target.connect();
    refused(&wire.ask(&format!("PASS {}", target.password())))?;
    refused(&wire.ask("STAT"))
}

fn wrong_password(target: &mut dyn Target) -> Verdict {
    let mut wire = target.connect();
    ok(&wire.ask(&format!("USER {}", target.login())))?;
    let answer = wire.ask("PASS faux");
    ensure(answer.starts_with("-ERR [AUTH]"), || shown(&answer))?;
    ok(&wire.ask(&format!("USER {}", target.login())))?;
    ok(&wire.ask(&format!("PASS {}", target.password())))
}

fn unknown_name(target: &mut dyn Target) -> Verdict {
    let mut said = BTreeSet::new();
    for name in [target.login(), "personne@example.test".to_owned()] {
        let mut wire = target.connect();
        let user = wire.ask(&format!("USER {name}"));
        let pass = wire.ask("PASS faux");
        refused(&pass)?;
        said.insert((user, pass));
    }
    ensure(said.len() == 1, || format!("{said:?}"))
}

/// The stamp in a greeting.
fn stamp(target: &dyn Target) -> Result<(Wire, String), Deviation> {
    let mut wire = Wire::open(target.port());
    let greeting = wire.text();
    let stamp = greeting.find('<').and_then(|from| {
        let to = greeting.get(from..)?.find('>')?;
        greeting.get(from..=from + to)
    });
    match stamp {
        Some(stamp) => Ok((wire, stamp.to_owned())),
        None => Err(Deviation::NotOffered),
    }
}

fn apop(target: &mut dyn Target) -> Verdict {
    let (_, first) = stamp(target)?;
    let (mut wire, second) = stamp(target)?;
    ensure(first != second, || "the same stamp twice".to_owned())?;
    let digest = vigie_pop3::apop::digest(&second, &target.password().into());
    ok(&wire.ask(&format!(
        "APOP {} {}",
        target.login(),
        digest.expose_secret()
    )))?;
    ok(&wire.ask("STAT"))
}

fn apop_wrong(target: &mut dyn Target) -> Verdict {
    let (mut wire, stamp) = stamp(target)?;
    let digest = vigie_pop3::apop::digest(&stamp, &"faux".into());
    refused(&wire.ask(&format!(
        "APOP {} {}",
        target.login(),
        digest.expose_secret()
    )))
}

fn plain(target: &dyn Target) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(format!("\0{}\0{}", target.login(), target.password()))
}

fn auth_plain(target: &mut dyn Target) -> Verdict {
    let mut wire = target.connect();
    ok(&wire.ask(&format!("AUTH PLAIN {}", plain(target))))?;
    ok(&wire.ask("QUIT"))?;
    let mut wire = target.connect();
    let asked = wire.ask("AUTH PLAIN");
    ensure(asked.starts_with('+') && !asked.starts_with("+OK"), || {
        shown(&asked)
    })?;
    ok(&wire.ask(&plain(target)))
}

fn auth_given_up(target: &mut dyn Target) -> Verdict {
    let mut wire = target.connect();
    wire.ask("AUTH PLAIN");
    refused(&wire.ask("*"))?;
    ok(&wire.ask("QUIT"))
}

fn auth_unknown(target: &mut dyn Target) -> Verdict {
    refused(&target.connect().ask("AUTH X-INCONNU"))
}

fn login_again(target: &mut dyn Target) -> Verdict {
    let mut wire = target.enter();
    refused(&wire.ask(&format!("USER {}", target.login())))?;
    refused(&wire.ask(&format!("PASS {}", target.password())))?;
    ok(&wire.ask("STAT"))
}

fn capabilities(wire: &mut Wire, wanted: &[&str]) -> Verdict {
    let (answer, lines) = wire.listing("CAPA");
    ok(&answer)?;
    let tags: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let missing: Vec<&&str> = wanted.iter().filter(|tag| !tags.contains(*tag)).collect();
    ensure(missing.is_empty(), || format!("without {missing:?}"))?;
    ensure(lines.iter().all(|line| line.len() <= 510), || {
        "long lines".to_owned()
    })
}

fn capa_before(target: &mut dyn Target) -> Verdict {
    let wanted = ["TOP", "UIDL", "USER", "PIPELINING", "RESP-CODES"];
    capabilities(&mut target.connect(), &wanted)
}

fn capa_after(target: &mut dyn Target) -> Verdict {
    let wanted = ["TOP", "UIDL", "PIPELINING", "RESP-CODES"];
    capabilities(&mut target.enter(), &wanted)
}

fn empty(target: &mut dyn Target) -> Verdict {
    target.fill(&[]);
    let mut wire = target.enter();
    let stat = wire.ask("STAT");
    ensure(stat == "+OK 0 0", || shown(&stat))?;
    for command in ["LIST", "UIDL"] {
        let (answer, lines) = wire.listing(command);
        ok(&answer)?;
        ensure(lines.is_empty(), || format!("{lines:?}"))?;
    }
    refused(&wire.ask("RETR 1"))
}

/// The sizes of LIST by number.
fn listed(wire: &mut Wire) -> Vec<(u32, usize)> {
    let (_, lines) = wire.listing("LIST");
    let pair = |line: &String| {
        let (number, size) = line.split_once(' ')?;
        Some((number.parse().ok()?, size.parse().ok()?))
    };
    lines.iter().filter_map(pair).collect()
}

fn stat(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    let sum: usize = listed(&mut wire).iter().map(|(_, size)| size).sum();
    let stat = wire.ask("STAT");
    ensure(stat == format!("+OK 3 {sum}"), || shown(&stat))
}

fn list(target: &mut dyn Target) -> Verdict {
    both(target);
    let (answer, lines) = target.enter().listing("LIST");
    ok(&answer)?;
    let wrong = lines.iter().zip(1..).find(|(line, number)| {
        let size = line.strip_prefix(&format!("{number} "));
        !size.is_some_and(|size| size.bytes().all(|digit| digit.is_ascii_digit()))
    });
    ensure(lines.len() == 3 && wrong.is_none(), || format!("{lines:?}"))
}

fn list_one(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    let sizes = listed(&mut wire);
    let answer = wire.ask("LIST 2");
    ensure(answer == format!("+OK 2 {}", sizes[1].1), || shown(&answer))?;
    for command in ["LIST 4", "LIST 0", "LIST un"] {
        refused(&wire.ask(command))?;
    }
    Ok(())
}

fn sizes(target: &mut dyn Target) -> Verdict {
    let messages = both(target);
    let found: Vec<usize> = listed(&mut target.enter())
        .iter()
        .map(|one| one.1)
        .collect();
    let right: Vec<usize> = messages.iter().map(Vec::len).collect();
    ensure(found == right, || format!("{found:?} for {right:?}"))
}

fn size_unfinished(target: &mut dyn Target) -> Verdict {
    target.fill(&[message("sans fin", "la dernière ligne n'a pas de fin")]);
    let mut wire = target.enter();
    let size = listed(&mut wire)[0].1;
    wire.ask("RETR 1");
    let octets = wire.body().len();
    ensure(size == octets, || {
        format!("LIST says {} less than RETR gives", octets - size)
    })
}

fn retr(target: &mut dyn Target) -> Verdict {
    let messages = [
        message("un", "Premier corps.\n"),
        message("été", &format!("{}\nœuf\n\n\n", "é".repeat(2_500))),
        message("vide", ""),
    ];
    target.fill(&messages);
    let mut wire = target.enter();
    for (number, message) in (1..).zip(&messages) {
        ok(&wire.ask(&format!("RETR {number}")))?;
        let body = wire.body();
        ensure(&body == message, || format!("message {number} differs"))?;
    }
    Ok(())
}

fn stuffing(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    wire.ask("RETR 3");
    let raw = wire.raw_rest();
    ensure(
        raw.ends_with(b"\r\n\r\n..un point\r\n...\r\n..\r\nfin\r\n"),
        || String::from_utf8_lossy(&raw).into_owned(),
    )
}

fn line_ends(target: &mut dyn Target) -> Verdict {
    let messages = both(target);
    let mut wire = target.enter();
    for number in 1..=messages.len() {
        wire.ask(&format!("RETR {number}"));
        let raw = wire.raw_rest();
        let mut lines = raw.split_inclusive(|&octet| octet == b'\n');
        ensure(lines.all(|line| line.ends_with(b"\r\n")), || {
            "a bare LF".to_owned()
        })?;
    }
    // The next answer begins right behind the dot.
    ok(&wire.ask("NOOP"))
}

fn large(target: &mut dyn Target) -> Verdict {
    let body = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abc\n".repeat(82_000);
    let whole = message("lot", &body);
    target.fill(std::slice::from_ref(&whole));
    let mut wire = target.enter();
    let size = listed(&mut wire)[0].1;
    wire.ask("RETR 1");
    let found = wire.body();
    ensure(found == whole && size == whole.len(), || {
        format!("{} octets, size {size}", found.len())
    })
}

fn retr_wrong(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    for command in ["RETR", "RETR 4", "RETR 1 2"] {
        refused(&wire.ask(command))?;
    }
    ok(&wire.ask("NOOP"))
}

fn numbers(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    for number in ["-1", "1x", "0", "18446744073709551617"] {
        for verb in ["RETR", "LIST", "UIDL", "DELE"] {
            refused(&wire.ask(&format!("{verb} {number}")))?;
        }
    }
    let stat = wire.ask("STAT");
    ensure(stat.starts_with("+OK 3 "), || shown(&stat))
}

fn noop(target: &mut dyn Target) -> Verdict {
    let mut wire = target.enter();
    let before = wire.ask("STAT");
    ok(&wire.ask("NOOP"))?;
    let after = wire.ask("STAT");
    ensure(before == after, || shown(&after))
}

fn dele(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    ok(&wire.ask("DELE 1"))?;
    refused(&wire.ask("DELE 1"))?;
    refused(&wire.ask("DELE 4"))?;
    refused(&wire.ask("DELE"))
}

fn dele_two(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    refused(&wire.ask("DELE 1 2"))?;
    let stat = wire.ask("STAT");
    ensure(stat.starts_with("+OK 3 "), || shown(&stat))
}

fn marked(target: &mut dyn Target) -> Verdict {
    let messages = both(target);
    let mut wire = target.enter();
    ok(&wire.ask("DELE 2"))?;
    for command in ["RETR 2", "TOP 2 0", "LIST 2", "UIDL 2", "DELE 2"] {
        refused(&wire.ask(command))?;
    }
    let stat = wire.ask("STAT");
    let left = messages[0].len() + messages[2].len();
    ensure(stat == format!("+OK 2 {left}"), || shown(&stat))?;
    let numbers: Vec<u32> = listed(&mut wire).iter().map(|one| one.0).collect();
    ensure(numbers == [1, 3], || format!("{numbers:?}"))?;
    let (_, uids) = wire.listing("UIDL");
    ensure(uids.len() == 2, || format!("{uids:?}"))?;
    ok(&wire.ask("RETR 3"))?;
    let body = wire.body();
    ensure(body == messages[2], || "another message".to_owned())
}

fn rset(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    ok(&wire.ask("DELE 1"))?;
    ok(&wire.ask("DELE 3"))?;
    ok(&wire.ask("RSET"))?;
    let stat = wire.ask("STAT");
    ensure(stat.starts_with("+OK 3 "), || shown(&stat))?;
    ok(&wire.ask("QUIT"))?;
    let left = target.listed();
    ensure(left == 3, || format!("{left} left"))
}

fn broken(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    for number in 1..=3 {
        ok(&wire.ask(&format!("DELE {number}")))?;
    }
    drop(wire);
    let left = target.listed();
    ensure(left == 3, || format!("{left} left"))
}

fn quit_deletes(target: &mut dyn Target) -> Verdict {
    let messages = both(target);
    let mut wire = target.enter();
    let uid = wire.ask("UIDL 2").replace("+OK 2 ", "");
    ok(&wire.ask("DELE 1"))?;
    ok(&wire.ask("DELE 3"))?;
    ok(&wire.ask("QUIT"))?;
    let mut wire = target.enter();
    let (_, left) = wire.listing("UIDL");
    ensure(left == [format!("1 {uid}")], || format!("{left:?}"))?;
    ok(&wire.ask("RETR 1"))?;
    let body = wire.body();
    ensure(body == messages[1], || "another message".to_owned())
}

fn quit(target: &mut dyn Target) -> Verdict {
    let mut wire = target.enter();
    ok(&wire.ask("QUIT"))?;
    ensure(wire.is_over(), || "stays open".to_owned())
}

fn snapshot(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    let before = wire.ask("STAT");
    target.arrive(&message("quatre", "Arrive pendant la session.\n"));
    let stat = wire.ask("STAT");
    ensure(stat == before, || shown(&stat))?;
    ok(&wire.ask("QUIT"))?;
    let left = target.listed();
    ensure(left == 4, || format!("{left} in the next"))
}

fn in_use(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut first = target.enter();
    let mut second = target.connect();
    second.ask(&format!("USER {}", target.login()));
    let answer = second.ask(&format!("PASS {}", target.password()));
    ensure(answer.starts_with("-ERR [IN-USE]"), || shown(&answer))?;
    ok(&first.ask("QUIT"))?;
    ensure(target.listed() == 3, || "another mailbox".to_owned())
}

/// The unique ids in the order of the mailbox.
fn uids(target: &dyn Target) -> Vec<String> {
    let mut wire = target.enter();
    let (_, lines) = wire.listing("UIDL");
    wire.ask("QUIT");
    let uid = |line: &String| line.split_once(' ').map(|(_, uid)| uid.to_owned());
    lines.iter().filter_map(uid).collect()
}

fn uidl(target: &mut dyn Target) -> Verdict {
    both(target);
    let uids = uids(target);
    let wrong = uids.iter().find(|uid| {
        !(1..=70).contains(&uid.len()) || uid.bytes().any(|octet| !(0x21..=0x7E).contains(&octet))
    });
    let distinct: BTreeSet<&String> = uids.iter().collect();
    ensure(wrong.is_none() && distinct.len() == 3, || {
        format!("{uids:?}")
    })
}

fn uidl_one(target: &mut dyn Target) -> Verdict {
    both(target);
    let third = uids(target).remove(2);
    let mut wire = target.enter();
    let answer = wire.ask("UIDL 3");
    ensure(answer == format!("+OK 3 {third}"), || shown(&answer))?;
    refused(&wire.ask("UIDL 4"))
}

fn uidl_stays(target: &mut dyn Target) -> Verdict {
    both(target);
    let (first, second) = (uids(target), uids(target));
    ensure(first == second && first.len() == 3, || {
        format!("{first:?}, {second:?}")
    })
}

fn uidl_not_reused(target: &mut dyn Target) -> Verdict {
    both(target);
    let before = uids(target);
    let mut wire = target.enter();
    for number in 1..=3 {
        ok(&wire.ask(&format!("DELE {number}")))?;
    }
    ok(&wire.ask("QUIT"))?;
    target.fill(&[message("après", "Un autre message.\n")]);
    let after = uids(target);
    ensure(after.len() == 1 && !before.contains(&after[0]), || {
        format!("{after:?}")
    })
}

/// A message's header with the empty line.
fn header(message: &[u8]) -> &[u8] {
    let end = message.windows(4).position(|octets| octets == b"\r\n\r\n");
    &message[..end.unwrap() + 4]
}

fn top_header(target: &mut dyn Target) -> Verdict {
    let messages = both(target);
    let mut wire = target.enter();
    ok(&wire.ask("TOP 2 0"))?;
    let top = wire.body();
    ensure(top == header(&messages[1]), || {
        String::from_utf8_lossy(&top).into_owned()
    })
}

fn top_lines(target: &mut dyn Target) -> Verdict {
    let messages = both(target);
    let mut wire = target.enter();
    ok(&wire.ask("TOP 3 2"))?;
    let raw = wire.raw_rest();
    let expected = [header(&messages[2]), b".un point\r\n..\r\n"].concat();
    let doubled = raw.ends_with(b"\r\n..un point\r\n...\r\n");
    ensure(doubled && unstuffed(&raw) == expected, || {
        String::from_utf8_lossy(&raw).into_owned()
    })
}

fn top_all(target: &mut dyn Target) -> Verdict {
    let messages = both(target);
    let mut wire = target.enter();
    ok(&wire.ask("TOP 3 100000"))?;
    let top = wire.body();
    ensure(top == messages[2], || {
        String::from_utf8_lossy(&top).into_owned()
    })
}

fn top_wrong(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    for command in ["TOP", "TOP 1", "TOP 1 -1", "TOP 4 0", "TOP 1 0 0"] {
        refused(&wire.ask(command)).map_err(|deviation| match deviation {
            // What was sent after `+OK` is of no interest here.
            Deviation::Did(what) => Deviation::Did(format!("{command}: {what}")),
            other @ Deviation::NotOffered => other,
        })?;
    }
    Ok(())
}

fn any_case(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.connect();
    ok(&wire.ask(&format!("uSeR {}", target.login())))?;
    ok(&wire.ask(&format!("pass {}", target.password())))?;
    for command in ["stat", "nOoP", "rset", "List 1", "uidl 1"] {
        ok(&wire.ask(command))?;
    }
    ok(&wire.ask("quit"))
}

fn unknown(target: &mut dyn Target) -> Verdict {
    let mut wire = target.enter();
    for command in ["XYZZY", "", "RETR1", "STATUS"] {
        refused(&wire.ask(command))?;
    }
    ok(&wire.ask("STAT"))
}

fn longest_line(target: &mut dyn Target) -> Verdict {
    let mut wire = target.enter();
    let command = format!("XYZZY {}", "a".repeat(255 - 2 - 6));
    refused(&wire.ask(&command))?;
    ok(&wire.ask("NOOP"))
}

fn endless_line(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    let line = format!("{}DELE 1\r\n", "RETR 1 ".repeat(10_000));
    wire.send(line.as_bytes());
    let answer = wire.text();
    ensure(answer.starts_with("-ERR") || answer.is_empty(), || {
        shown(&answer)
    })?;
    let after = wire.ask("NOOP");
    // A server may end the session at such a line.
    ensure(after.starts_with("+OK") || after.is_empty(), || {
        shown(&after)
    })?;
    wire.ask("QUIT");
    drop(wire);
    let left = target.listed();
    ensure(left == 3, || format!("{left} left"))
}

fn odd_octets(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    wire.send(b"NO\0OP\r\n");
    refused(&wire.text())?;
    wire.send(b"DELE \xff1\r\n");
    refused(&wire.text())?;
    let stat = wire.ask("STAT");
    ensure(stat.starts_with("+OK 3 "), || shown(&stat))
}

fn short_answers(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = target.enter();
    let long = "b".repeat(200);
    for command in [
        "STAT",
        "LIST 1",
        "UIDL 1",
        "NOOP",
        "RETR 9",
        &format!("RETR {long}"),
        &long,
    ] {
        wire.send(format!("{command}\r\n").as_bytes());
        let line = wire.line();
        ensure(line.ends_with(b"\r\n") && line.len() <= 512, || {
            format!("{} octets", line.len())
        })?;
    }
    Ok(())
}

fn pipelining(target: &mut dyn Target) -> Verdict {
    let messages = both(target);
    let mut wire = target.enter();
    wire.send(b"STAT\r\nLIST\r\nRETR 1\r\nTOP 3 0\r\nRETR 9\r\nNOOP\r\nRETR 2\r\nQUIT\r\n");
    let stat = wire.text();
    ensure(stat.starts_with("+OK 3 "), || shown(&stat))?;
    ok(&wire.text())?;
    let list = wire.body().len();
    ok(&wire.text())?;
    let one = wire.body();
    ok(&wire.text())?;
    let top = wire.body();
    refused(&wire.text())?;
    ok(&wire.text())?;
    ok(&wire.text())?;
    let two = wire.body();
    ok(&wire.text())?;
    let fits = list > 0 && one == messages[0] && top == header(&messages[2]) && two == messages[1];
    ensure(fits && wire.is_over(), || "answers out of order".to_owned())
}

fn pipelined_login(target: &mut dyn Target) -> Verdict {
    both(target);
    let mut wire = Wire::open(target.port());
    let ahead = format!(
        "USER {}\r\nPASS {}\r\nSTAT\r\nQUIT\r\n",
        target.login(),
        target.password()
    );
    wire.send(ahead.as_bytes());
    for _ in 0..3 {
        ok(&wire.text())?;
    }
    let stat = wire.text();
    ensure(stat.starts_with("+OK 3 "), || shown(&stat))?;
    ok(&wire.text())
}

fn pipelined_deletion(target: &mut dyn Target) -> Verdict {
    let messages: Vec<Vec<u8>> = (0..100)
        .map(|number| message(&format!("retour {number}"), "Corps.\n"))
        .collect();
    target.fill(&messages);
    let mut wire = target.enter();
    let each = |number| format!("RETR {number}\r\nDELE {number}\r\n");
    let mut ahead: String = (1..=100).map(each).collect();
    ahead.push_str("QUIT\r\n");
    wire.send(ahead.as_bytes());
    for message in &messages {
        ok(&wire.text())?;
        let body = wire.body();
        ensure(&body == message, || "another message".to_owned())?;
        ok(&wire.text())?;
    }
    ok(&wire.text())?;
    let left = target.listed();
    ensure(left == 0, || format!("{left} left"))
}

fn one_by_one(target: &mut dyn Target) -> Verdict {
    let messages = both(target);
    let mut wire = target.connect();
    let login = format!(
        "USER {}\r\nPASS {}\r\nRETR 1\r\n",
        target.login(),
        target.password()
    );
    for octet in login.bytes() {
        wire.send(&[octet]);
    }
    ok(&wire.text())?;
    ok(&wire.text())?;
    ok(&wire.text())?;
    let body = wire.body();
    ensure(body == messages[0], || "another message".to_owned())
}
