//! A tree as JSON: canonical for publishing, and line by line for the readers of entries.

use super::{Node, Value};
use crate::fault::Position;

/// The published form: no white space, keys in the order of their octets.
pub(crate) fn canonical(node: &Node) -> String {
    let mut out = String::new();
    write_canonical(node, &mut out);
    out
}

fn write_canonical(node: &Node, out: &mut String) {
    match &node.value {
        Value::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Table(fields) => {
            out.push('{');
            for (i, (key, field)) in fields.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                quote(key, out);
                out.push(':');
                write_canonical(field, out);
            }
            out.push('}');
        }
        simple => write_simple(simple, out),
    }
}

fn write_simple(value: &Value, out: &mut String) {
    match value {
        Value::Text(text) => quote(text, out),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::Truth(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::List(_) | Value::Table(_) => {}
    }
}

/// A text in JSON's quotes; only what JSON forbids is escaped.
fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// JSON with one value on each line, and for each line the value that stands on it. So the line
/// that a reader of JSON complains of leads back to the field in the author's file.
pub(crate) struct Lines {
    pub(crate) text: String,
    marks: Vec<(String, Option<Position>)>,
}

impl Lines {
    /// What stands on this line, counted from 1.
    pub(crate) fn on(&self, line: usize) -> Option<&(String, Option<Position>)> {
        self.marks.get(line.checked_sub(1)?)
    }
}

/// The tree, line by line; `path` is where it stands in its document.
pub(crate) fn lines(node: &Node, path: &str) -> Lines {
    let mut lines = Lines {
        text: String::new(),
        marks: vec![(path.to_owned(), node.at)],
    };
    lines.write(node, path);
    lines
}

impl Lines {
    fn write(&mut self, node: &Node, path: &str) {
        match &node.value {
            Value::List(items) => {
                self.text.push('[');
                for (i, item) in items.iter().enumerate() {
                    let path = format!("{path}[{i}]");
                    self.comma(i);
                    self.break_line(&path, item.at);
                    self.write(item, &path);
                }
                self.break_line(path, node.at);
                self.text.push(']');
            }
            Value::Table(fields) => {
                self.text.push('{');
                for (i, (key, field)) in fields.iter().enumerate() {
                    let path = join(path, key);
                    self.comma(i);
                    self.break_line(&path, field.at);
                    quote(key, &mut self.text);
                    self.text.push(':');
                    self.write(field, &path);
                }
                self.break_line(path, node.at);
                self.text.push('}');
            }
            simple => write_simple(simple, &mut self.text),
        }
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.text.push(',');
        }
    }

    fn break_line(&mut self, path: &str, at: Option<Position>) {
        self.text.push('\n');
        self.marks.push((path.to_owned(), at));
    }
}

/// The path of a field.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}
