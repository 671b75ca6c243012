//! Answers of a small web server: GET and HEAD of files, with an entity tag (RFC 9110).

use std::io::{self, BufRead, BufReader, Read, Write};

use vigie_steering::Digest;

use crate::repository::Files;

/// Octets of a request's head at most.
const LONGEST_HEAD: u64 = 8 << 10;
/// Requests of one connection.
const MOST_REQUESTS: usize = 10_000;

struct Request {
    is_get: bool,
    path: String,
    known: Option<String>,
    goes_on: bool,
}

/// Answers the requests of one connection, one after the other.
pub(super) fn all(stream: impl Read + Write, files: &Files) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    for _ in 0..MOST_REQUESTS {
        let Some(request) = read(&mut stream)? else {
            break;
        };
        answer(stream.get_mut(), &request, files)?;
        if !request.goes_on {
            break;
        }
    }
    Ok(())
}

/// The next request; `None` at the end, or where it is none.
fn read(stream: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut head = stream.take(LONGEST_HEAD);
    // `None` where the head is cut off or too long.
    let mut line = || -> io::Result<Option<String>> {
        let mut octets = Vec::new();
        head.read_until(b'\n', &mut octets)?;
        let Some(line) = octets.strip_suffix(b"\n") else {
            return Ok(None);
        };
        let line = String::from_utf8_lossy(line);
        Ok(Some(line.trim_end_matches('\r').to_owned()))
    };
    let Some(first) = line()? else {
        return Ok(None);
    };
    let mut words = first.split(' ');
    let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next())
    else {
        return Ok(None);
    };
    let mut request = Request {
        is_get: method == "GET",
        path: target.split('?').next().unwrap_or_default().to_owned(),
        known: None,
        goes_on: version == "HTTP/1.1",
    };
    if !matches!(method, "GET" | "HEAD") {
        return Ok(None);
    }
    loop {
        let Some(field) = line()? else {
            return Ok(None);
        };
        if field.is_empty() {
            return Ok(Some(request));
        }
        let Some((name, value)) = field.split_once(':') else {
            return Ok(None);
        };
        match name.to_ascii_lowercase().as_str() {
            "if-none-match" => request.known = Some(value.trim().to_owned()),
            "connection" if value.trim().eq_ignore_ascii_case("close") => request.goes_on = false,
            // A body is nothing that we would skip rightly.
            "content-length" | "transfer-encoding" => return Ok(None),
            _ => {}
        }
    }
}

fn answer(stream: &mut impl Write, request: &Request, files: &Files) -> io::Result<()> {
    let path = request.path.trim_start_matches('/');
    let served = ["metadata/", "targets/", "sealed/"];
    let is_served = served.iter().any(|folder| path.starts_with(folder));
    let found = if is_served { files.read(path)? } else { None };
    let Some(octets) = found else {
        return head(stream, "404 Not Found", 0, "", request.goes_on);
    };
    let tag = format!("\"{}\"", Digest::of(&octets));
    let fields = format!("ETag: {tag}\r\nCache-Control: {}\r\n", age(path));
    if request.known.as_deref() == Some(&tag) {
        return head(stream, "304 Not Modified", 0, &fields, request.goes_on);
    }
    head(stream, "200 OK", octets.len(), &fields, request.goes_on)?;
    if request.is_get {
        stream.write_all(&octets)?;
    }
    stream.flush()
}

/// Only the timestamp changes under its name.
fn age(path: &str) -> &'static str {
    if path.ends_with("/timestamp.json") {
        "no-cache"
    } else {
        "public, max-age=31536000, immutable"
    }
}

fn head(
    stream: &mut impl Write,
    status: &str,
    length: usize,
    fields: &str,
    goes_on: bool,
) -> io::Result<()> {
    let connection = if goes_on { "keep-alive" } else { "close" };
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{fields}Content-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: {connection}\r\n\r\n"
    )?;
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, io::Cursor};

    struct Both {
        asked: Cursor<Vec<u8>>,
        answered: Vec<u8>,
    }

    impl Read for Both {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.asked.read(into)
        }
    }

    impl Write for Both {
        fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
            self.answered.write(octets)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn asked(request: &str, files: &Files) -> String {
        let mut both = Both {
            asked: Cursor::new(request.into()),
            answered: Vec::new(),
        };
        all(&mut both, files).unwrap();
        String::from_utf8(both.answered).unwrap()
    }

    #[test]
    fn files_of_the_repository_are_served_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("published/metadata")).unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        let published = folder.path().join("published");
        fs::write(published.join(".vigie-support.lock"), "x").unwrap();
        fs::write(published.join("metadata/timestamp.json"), "{}").unwrap();
        let files = Files::of(&published);

        let found = asked(
            "GET /metadata/timestamp.json HTTP/1.1\r\nHost: x\r\n\r\n",
            &files,
        );
        assert!(found.starts_with("HTTP/1.1 200 OK\r\n"), "{found}");
        assert!(found.ends_with("\r\n\r\n{}"), "{found}");
        let tag = found
            .split("ETag: ")
            .nth(1)
            .unwrap()
            .split('\r')
            .next()
            .unwrap();
        let again = format!(
            "GET /metadata/timestamp.json HTTP/1.1\r\nIf-None-Match: {tag}\r\n\r\nHEAD /metadata/timestamp.json HTTP/1.0\r\n\r\n"
        );
        let again = asked(&again, &files);
        assert!(again.starts_with("HTTP/1.1 304 "), "{again}");
        assert!(again.contains("HTTP/1.1 200 OK"), "{again}");
        assert!(again.contains("Connection: close\r\n\r\n"), "{again}");
        for path in [
            "/",
            "/metadata/../../secret",
            "/metadata/../.vigie-support.lock",
            "/.vigie-support.lock",
            "/metadata//etc/passwd",
            "/metadata/2.root.json",
        ] {
            let answer = asked(&format!("GET {path} HTTP/1.1\r\n\r\n"), &files);
            assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        }
        for bad in [
            "POST /metadata/timestamp.json HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
            "GET\r\n\r\n",
            &format!(
                "GET /metadata/timestamp.json HTTP/1.1\r\nX: {}\r\n",
                "x".repeat(9000)
            ),
        ] {
            assert!(!asked(bad, &files).contains("200 OK"));
        }
    }
}
