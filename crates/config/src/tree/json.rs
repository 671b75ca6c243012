//! JSON without what documents never hold: keys that stand twice, `null`, fractions.

use std::{cell::RefCell, collections::BTreeMap, fmt};

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};

use super::{Budget, NoTree, Node, Value};
use crate::fault::{Position, Problem};

pub(super) fn read(text: &str) -> Result<Node, NoTree> {
    let state = State {
        budget: RefCell::default(),
        problem: RefCell::new(None),
    };
    let mut json = serde_json::Deserializer::from_str(text);
    let seed = Seed {
        state: &state,
        depth: 0,
    };
    let node = seed.deserialize(&mut json);
    let node = node.and_then(|node| json.end().map(|()| node));
    node.map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let said = error.to_string();
        let said = said.strip_suffix(&format!(" at line {line} column {column}"));
        let what = said.map_or_else(|| error.to_string(), str::to_owned);
        NoTree {
            at: (line > 0).then_some(Position { line, column }),
            problem: state.problem.take().unwrap_or(Problem::Syntax(what)),
        }
    })
}

/// What all levels share: the budget, and what was wrong where the JSON itself is not.
struct State {
    budget: RefCell<Budget>,
    problem: RefCell<Option<Problem>>,
}

#[derive(Clone, Copy)]
struct Seed<'s> {
    state: &'s State,
    depth: usize,
}

impl Seed<'_> {
    fn refuse<E: serde::de::Error>(self, problem: Problem) -> E {
        let error = E::custom(&problem);
        self.state.problem.replace(Some(problem));
        error
    }

    fn below(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<Node, D::Error> {
        let taken = self.state.budget.borrow_mut().take(self.depth);
        taken.map_err(|problem| self.refuse(problem))?;
        let value = json.deserialize_any(self)?;
        Ok(Node { value, at: None })
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a document")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number)
            .map(Value::Number)
            .map_err(|_| self.refuse(Problem::NoValue))
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Value, E> {
        Err(self.refuse(Problem::NoValue))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        Err(self.refuse(Problem::NoValue))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self.below())? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Value, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some(key) = table.next_key::<String>()? {
            if fields.contains_key(&key) {
                return Err(A::Error::custom("duplicate key"));
            }
            let node = table.next_value_seed(self.below())?;
            fields.insert(key, node);
        }
        Ok(Value::Table(fields))
    }
}
