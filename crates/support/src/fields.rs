//! The content of a document for whoever signs it: one field on each line, so that nothing of it
//! goes unseen, and two contents can be compared.

use serde_json::Value;
use vigie_config::shows;

/// A field by its path, with its value as JSON. Every character of both shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    path: String,
    value: String,
}

/// The lines that show a content: `path = value`.
pub(crate) fn of(content: &[u8]) -> Vec<String> {
    let line = |field: Field| format!("{} = {}", field.path, field.value);
    fields(content).into_iter().map(line).collect()
}

/// The lines that show what is another: `- path = before`, `+ path = after`.
pub(crate) fn changes(before: &[u8], after: &[u8]) -> Vec<String> {
    let (before, after) = (fields(before), fields(after));
    let mut lines = Vec::new();
    for field in &before {
        if after.contains(field) {
            continue;
        }
        let Field { path, value } = field;
        lines.push(format!("- {path} = {value}"));
        if let Some(now) = after.iter().find(|now| now.path == *path) {
            lines.push(format!("+ {path} = {}", now.value));
        }
    }
    for Field { path, value } in &after {
        if before.iter().all(|field| field.path != *path) {
            lines.push(format!("+ {path} = {value}"));
        }
    }
    lines
}

fn fields(content: &[u8]) -> Vec<Field> {
    let mut fields = Vec::new();
    // What was validated is JSON; anything else would show as what it is.
    let value = serde_json::from_slice(content)
        .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(content)));
    add(&value, "", &mut fields);
    fields
}

fn add(value: &Value, path: &str, fields: &mut Vec<Field>) {
    match value {
        Value::Object(table) if !table.is_empty() => {
            for (key, value) in table {
                let key = plain(key);
                let path = if path.is_empty() {
                    key
                } else {
                    format!("{path}.{key}")
                };
                add(value, &path, fields);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let ids = ids(items);
            if let Some(ids) = &ids {
                // Their order may matter.
                push(path, &Value::from(ids.clone()), fields);
            }
            for (i, item) in items.iter().enumerate() {
                let id = ids.as_ref().and_then(|ids| ids.get(i));
                let id = id.map_or_else(|| i.to_string(), |id| plain(id));
                add(item, &format!("{path}[{id}]"), fields);
            }
        }
        simple => push(path, simple, fields),
    }
}

fn push(path: &str, value: &Value, fields: &mut Vec<Field>) {
    fields.push(Field {
        path: path.to_owned(),
        value: visible(&value.to_string()),
    });
}

/// The ids of a list's entries, where each has one of its own: they say more than numbers, and stay
/// when an entry before them goes.
fn ids(items: &[Value]) -> Option<Vec<String>> {
    let id = |item: &Value| item.get("id")?.as_str().map(ToOwned::to_owned);
    let ids: Vec<String> = items.iter().map(id).collect::<Option<_>>()?;
    let once: std::collections::BTreeSet<&String> = ids.iter().collect();
    (once.len() == ids.len()).then_some(ids)
}

/// A key as it stands where nobody can mistake it, else in quotes.
fn plain(key: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if !key.is_empty() && key.chars().all(is_plain) {
        key.to_owned()
    } else {
        visible(&Value::from(key).to_string())
    }
}

fn visible(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for letter in text.chars() {
        if shows(letter.encode_utf8(&mut [0; 4])) {
            seen.push(letter);
        } else {
            seen.extend(letter.escape_unicode());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_shows() {
        let content = br#"{"a":{"b":1,"c.d":true},"e":[],"f":["x","y"],"g":[{"h":1},{"i":2}]}"#;
        assert_eq!(
            of(content),
            [
                "a.b = 1",
                "a.\"c.d\" = true",
                "e = []",
                "f = [\"x\",\"y\"]",
                "g[0].h = 1",
                "g[1].i = 2",
            ]
        );
        let tricks = "{\"a\u{202e}\":\"x\u{200b}\u{1b}y\"}".replace('\u{1b}', "\\u001b");
        assert_eq!(
            of(tricks.as_bytes()),
            ["\"a\\u{202e}\" = \"x\\u{200b}\\u001by\""]
        );
    }

    #[test]
    fn what_changed_shows_before_and_after() {
        let before = br#"{"a":1,"b":2,"p":[{"id":"x","n":1},{"id":"y","n":2}]}"#;
        let after = br#"{"a":1,"c":3,"p":[{"id":"y","n":4}]}"#;
        assert_eq!(
            changes(before, after),
            [
                "- b = 2",
                "- p = [\"x\",\"y\"]",
                "+ p = [\"y\"]",
                "- p[x].id = \"x\"",
                "- p[x].n = 1",
                "- p[y].n = 2",
                "+ p[y].n = 4",
                "+ c = 3",
            ]
        );
        let turned = br#"{"p":[{"id":"y"},{"id":"x"}]}"#;
        let order = br#"{"p":[{"id":"x"},{"id":"y"}]}"#;
        assert_eq!(changes(order, turned).len(), 2);
        assert!(changes(before, before).is_empty());
    }
}
