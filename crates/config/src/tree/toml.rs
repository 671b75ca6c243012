//! TOML with the places of its keys and values.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::{Budget, NoTree, Node, Value};
use crate::fault::{Position, Problem};

pub(super) fn read(text: &str) -> Result<Node, NoTree> {
    let places = Places::of(text);
    let table = DeTable::parse(text).map_err(|error| NoTree {
        at: error.span().map(|span| places.position(span.start)),
        problem: Problem::Syntax(error.message().to_owned()),
    })?;
    let mut budget = Budget::default();
    let value = fields(table.get_ref(), 1, &mut budget, &places)?;
    Ok(Node {
        value,
        at: Some(Position { line: 1, column: 1 }),
    })
}

fn fields(
    table: &DeTable<'_>,
    depth: usize,
    budget: &mut Budget,
    places: &Places<'_>,
) -> Result<Value, NoTree> {
    let mut fields = BTreeMap::new();
    for (key, value) in table {
        let at = places.position(key.span().start);
        let value = read_value(value.get_ref(), at, depth, budget, places)?;
        let node = Node {
            value,
            at: Some(at),
        };
        fields.insert(key.get_ref().to_string(), node);
    }
    Ok(Value::Table(fields))
}

fn read_value(
    value: &DeValue<'_>,
    at: Position,
    depth: usize,
    budget: &mut Budget,
    places: &Places<'_>,
) -> Result<Value, NoTree> {
    let wrong = |problem| NoTree {
        at: Some(at),
        problem,
    };
    budget.take(depth).map_err(wrong)?;
    match value {
        DeValue::String(text) => Ok(Value::Text(text.to_string())),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map(Value::Number)
            .map_err(|_| wrong(Problem::NoValue)),
        DeValue::Boolean(truth) => Ok(Value::Truth(*truth)),
        // Moments are texts in the published form.
        DeValue::Datetime(moment) => Ok(Value::Text(moment.to_string())),
        DeValue::Float(_) => Err(wrong(Problem::NoValue)),
        DeValue::Array(list) => {
            let mut items = Vec::with_capacity(list.len());
            for item in list {
                let at = places.position(item.span().start);
                let value = read_value(item.get_ref(), at, depth + 1, budget, places)?;
                items.push(Node {
                    value,
                    at: Some(at),
                });
            }
            Ok(Value::List(items))
        }
        DeValue::Table(table) => fields(table, depth + 1, budget, places),
    }
}

/// From an octet's offset to line and column.
struct Places<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Self {
        let breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, octet)| *octet == b'\n');
        Self {
            text,
            line_starts: std::iter::once(0)
                .chain(breaks.map(|(i, _)| i + 1))
                .collect(),
        }
    }

    fn position(&self, offset: usize) -> Position {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts.get(line.saturating_sub(1)).copied();
        let before = self.text.get(start.unwrap_or(0)..offset);
        Position {
            line: line.max(1),
            // A minified line is not counted through for every value on it.
            column: before.map_or(1, |before| before.chars().take(1_000).count() + 1),
        }
    }
}
