//! Entries that have a format of their own (providers, rules, profiles): handed to the reader of
//! that format, whose complaints are led back to the author's file.

use crate::{
    cursor::{Cursor, Fields},
    fault::{Oddity, Position, Problem},
    tree::{Lines, Node, Value, lines},
    words::{Unfit, unfit},
};

/// Characters of a text in an entry; patterns are the longest.
const LONGEST_TEXT: usize = 2_000;

/// The JSON of a document that holds only these fields, for its reader. The fields were bounded
/// before; every text in them is looked at for what no person should see.
pub(super) struct Entries {
    tree: Node,
    lines: Lines,
}

/// Where a reader found something wrong.
pub(super) enum Wrong {
    /// On this line of the JSON.
    Line(usize),
    /// At this path.
    Path(String),
    /// In the entry of this id in this list.
    Entry(&'static str, String),
    /// It does not say.
    Whole,
}

impl Entries {
    /// Takes the listed fields, those that are there, and adds the reader's own number of format.
    pub(super) fn of(fields: &[(&'static str, Option<Node>)], format: (&str, i64)) -> Self {
        let number = Node {
            value: Value::Number(format.1),
            at: None,
        };
        let mut table: std::collections::BTreeMap<String, Node> = fields
            .iter()
            .filter_map(|(name, node)| Some(((*name).to_owned(), node.clone()?)))
            .collect();
        table.insert(format.0.to_owned(), number);
        let tree = Node {
            value: Value::Table(table),
            at: None,
        };
        Self {
            lines: lines(&tree, ""),
            tree,
        }
    }

    /// The JSON.
    pub(super) fn json(&self) -> &str {
        &self.lines.text
    }

    /// Reports what a reader complained of.
    pub(super) fn report(&self, fields: &Fields<'_>, wrong: &Wrong, what: String) {
        let (path, at) = self.place(wrong);
        let at = at.or(fields.table().node.at);
        fields.table().report.fault(at, &path, Problem::Entry(what));
    }

    fn place(&self, wrong: &Wrong) -> (String, Option<Position>) {
        match wrong {
            Wrong::Line(line) => self.lines.on(*line).cloned().unwrap_or_default(),
            Wrong::Path(path) => (path.clone(), self.tree.nearest(path).at),
            Wrong::Entry(list, id) => {
                let items = match &self.tree.nearest(list).value {
                    Value::List(items) => items.as_slice(),
                    _ => &[],
                };
                // Of two entries of one id, the second is one too many.
                let index = items.iter().rposition(|item| id_of(item) == Some(id));
                let path = index.map_or_else(|| (*list).to_owned(), |i| format!("{list}[{i}]"));
                let at = self.tree.nearest(&path).at;
                (path, at)
            }
            Wrong::Whole => (String::new(), None),
        }
    }
}

/// What serde says, without the line in our own JSON.
pub(super) fn without_line(what: &str, line: usize, column: usize) -> String {
    let end = format!(" at line {line} column {column}");
    what.strip_suffix(&end).unwrap_or(what).to_owned()
}

/// The `id` of an entry.
pub(crate) fn id_of(entry: &Node) -> Option<&str> {
    let Value::Table(fields) = &entry.value else {
        return None;
    };
    match fields.get("id").map(|id| &id.value) {
        Some(Value::Text(id)) => Some(id),
        _ => None,
    }
}

/// Looks at every text below: whether a person may see it.
pub(super) fn check_texts(cursor: &Cursor<'_>) -> Option<()> {
    match &cursor.node.value {
        Value::Text(text) => {
            if text.chars().count() > LONGEST_TEXT {
                return cursor.refuse(Problem::LongText(LONGEST_TEXT));
            }
            match unfit(text) {
                Some(Unfit::Control) => cursor.refuse(Problem::ControlCharacter),
                Some(Unfit::Hidden) => cursor.refuse(Problem::HiddenCharacter),
                None => Some(()),
            }
        }
        Value::Number(_) | Value::Truth(_) => Some(()),
        Value::List(_) => cursor.each(2_000, check_texts).map(|_| ()),
        Value::Table(_) => {
            let fields = cursor.fields()?.all();
            let checked: Vec<Option<()>> =
                fields.iter().map(|(_, field)| check_texts(field)).collect();
            checked.into_iter().collect()
        }
    }
}

/// The fields that a format knows: of a table, or of each table in a list.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) inner: &'static [Shape],
}

/// A field without fields of its own.
pub(super) const fn leaf(name: &'static str) -> Shape {
    Shape { name, inner: &[] }
}

/// The same without the fields that the format does not know; each is remarked on.
pub(super) fn known_only(cursor: &Cursor<'_>, shape: &Shape) -> Node {
    let value = match &cursor.node.value {
        _ if shape.inner.is_empty() => cursor.node.value.clone(),
        Value::List(_) => {
            let items = cursor.items(usize::MAX).unwrap_or_default();
            Value::List(items.iter().map(|item| known_only(item, shape)).collect())
        }
        Value::Table(_) => {
            let fields = cursor
                .fields()
                .map(|fields| fields.all())
                .unwrap_or_default();
            let known = fields.into_iter().filter_map(|(key, field)| {
                let Some(inner) = shape.inner.iter().find(|inner| inner.name == key) else {
                    field.unknown(key);
                    return None;
                };
                Some((key.to_owned(), known_only(&field, inner)))
            });
            Value::Table(known.collect())
        }
        simple => simple.clone(),
    };
    Node {
        value,
        at: cursor.node.at,
    }
}

/// Remarks on a host that the user will be asked about.
pub(super) fn asked(cursor: &Cursor<'_>, host: &str) {
    cursor.remark(Oddity::HostAsked(host.to_owned()));
}
