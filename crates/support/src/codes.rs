//! The practice code that a document for one practice may name, for its author alone: it is taken
//! out before the document is read, and is never published.

use std::collections::BTreeMap;

use serde_json::Value;
use toml::de::DeTable;
use vigie_config::{Document, document::Body};
use vigie_steering::PracticeCode;

use crate::trouble::{SealProblem, Trouble};

/// The field.
const FIELD: &str = "code";

/// The codes that documents name, by their files.
pub(crate) type Codes = BTreeMap<String, PracticeCode>;

/// Takes the codes out of documents. The places of everything else stay as they are; a file that
/// cannot be read is left to whoever reads it next.
pub(crate) fn take(files: &mut [(String, Vec<u8>)]) -> Result<Codes, Trouble> {
    let mut codes = Codes::new();
    for (file, octets) in files {
        let Some(found) = find(file, octets) else {
            continue;
        };
        let code = found.code.parse().map_err(|error| Trouble::Seal {
            file: file.clone(),
            problem: SealProblem::BadCode {
                line: found.line,
                error,
            },
        })?;
        *octets = found.without;
        codes.insert(file.clone(), code);
    }
    Ok(codes)
}

/// Says so where a code is not that of the practice that its document names.
pub(crate) fn compare(documents: &[Document], codes: &Codes) -> Result<(), Trouble> {
    for document in documents {
        let (Some(code), Body::Practice(practice)) = (codes.get(&document.file), &document.body)
        else {
            continue;
        };
        if *code.number() != practice.practice {
            return Err(Trouble::Seal {
                file: document.file.clone(),
                problem: SealProblem::OtherPractice(code.number().clone()),
            });
        }
    }
    Ok(())
}

struct Found {
    code: String,
    line: usize,
    without: Vec<u8>,
}

fn find(file: &str, octets: &[u8]) -> Option<Found> {
    if octets.len() > vigie_config::MAX_OCTETS {
        return None;
    }
    let text = std::str::from_utf8(octets).ok()?;
    if file.to_ascii_lowercase().ends_with(".json") {
        in_json(text)
    } else {
        in_toml(text)
    }
}

fn in_json(text: &str) -> Option<Found> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    let fields = value.as_object_mut()?;
    if fields.get("kind").and_then(Value::as_str) != Some("practice") {
        return None;
    }
    let code = fields.remove(FIELD)?.as_str()?.to_owned();
    Some(Found {
        code,
        line: 0,
        without: value.to_string().into_bytes(),
    })
}

fn in_toml(text: &str) -> Option<Found> {
    let table = DeTable::parse(text).ok()?;
    let table = table.get_ref();
    let field = |name: &str| table.iter().find(|(key, _)| key.get_ref() == name);
    if field("kind")?.1.get_ref().as_str() != Some("practice") {
        return None;
    }
    let (key, value) = field(FIELD)?;
    let code = value.get_ref().as_str()?.to_owned();
    let (from, to) = (key.span().start, value.span().end);
    // Blanks in its place, so that every other line and column stays where it was.
    let mut without = text.as_bytes().to_vec();
    for octet in without.get_mut(from..to)? {
        if *octet != b'\n' {
            *octet = b' ';
        }
    }
    let line = text.get(..from)?.matches('\n').count() + 1;
    Some(Found {
        code,
        line,
        without,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_steering::PracticeKey;

    fn code() -> PracticeCode {
        PracticeKey::generate().code("7KQM-2XRD-9VTA".parse().unwrap())
    }

    #[test]
    fn a_code_is_taken_out_and_everything_else_stays_where_it_was() {
        let code = code();
        let text =
            format!("kind = \"practice\"\n  code = \"{code}\" # said on the telephone\nid = 1\n");
        let json = format!("{{\"code\":\"{code}\",\"kind\":\"practice\"}}");
        let other = format!("kind = \"bulletin\"\ncode = \"{code}\"\n");
        let mut files = vec![
            ("a.toml".to_owned(), text.clone().into_bytes()),
            ("b.json".to_owned(), json.into_bytes()),
            ("c.toml".to_owned(), other.clone().into_bytes()),
            ("d.toml".to_owned(), b"kind = ".to_vec()),
        ];
        let codes = take(&mut files).unwrap();
        assert_eq!(codes.get("a.toml"), Some(&code));
        assert_eq!(codes.get("b.json"), Some(&code));
        assert_eq!(codes.len(), 2);
        let without = String::from_utf8(files[0].1.clone()).unwrap();
        assert_eq!(without.len(), text.len());
        assert_eq!(without.lines().nth(2), Some("id = 1"));
        assert!(!without.contains(&code.to_string()));
        assert_eq!(files[1].1, b"{\"kind\":\"practice\"}");
        assert_eq!(files[2].1, other.into_bytes());
    }

    #[test]
    fn a_misread_code_is_told_with_its_line() {
        let text = "kind = \"practice\"\n\ncode = \"7KQM-2XRD\"\n";
        let mut files = vec![("a.toml".to_owned(), text.into())];
        let Err(Trouble::Seal { file, problem }) = take(&mut files) else {
            panic!("taken");
        };
        assert_eq!(file, "a.toml");
        assert!(matches!(problem, SealProblem::BadCode { line: 3, .. }));
    }
}
