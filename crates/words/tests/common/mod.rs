//! The catalogue's files as the tests see them.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "test code; each test file uses its part"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource},
    parser,
};

pub(crate) const LANGUAGES: [&str; 2] = ["fr", "en"];

/// The folder of the catalogue.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue")
}

/// Every file of a language by its area, in alphabetical order.
pub(crate) fn files(language: &str) -> BTreeMap<String, PathBuf> {
    fs::read_dir(folder().join(language))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "ftl"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .collect()
}

/// A pattern of the catalogue: a message's own text or one of its attributes.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) variables: BTreeSet<String>,
    pub(crate) references: BTreeSet<String>,
    /// The pieces of plain text in it, without what stands between braces.
    pub(crate) texts: Vec<String>,
}

/// Every sentence of a file by its full key (`key` or `key.attribute`).
pub(crate) fn sentences(path: &Path) -> BTreeMap<String, Sentence> {
    let source = fs::read_to_string(path).unwrap();
    let resource: Resource<&str> = parser::parse(source.as_str())
        .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
    let mut all = BTreeMap::new();
    let mut insert = |key: String, pattern: &Pattern<&str>| {
        let mut sentence = Sentence::default();
        walk(pattern, &mut sentence);
        let twice = all.insert(key.clone(), sentence);
        assert!(twice.is_none(), "{}: {key} stands twice", path.display());
    };
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                if let Some(value) = &message.value {
                    insert(message.id.name.to_owned(), value);
                }
                for attribute in &message.attributes {
                    insert(
                        format!("{}.{}", message.id.name, attribute.id.name),
                        &attribute.value,
                    );
                }
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Term(term) => panic!("{}: term -{}", path.display(), term.id.name),
            Entry::Junk { content } => panic!("{}: cannot read {content:?}", path.display()),
        }
    }
    all
}

fn walk(pattern: &Pattern<&str>, sentence: &mut Sentence) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => sentence.texts.push((*value).to_owned()),
            PatternElement::Placeable { expression } => walk_expression(expression, sentence),
        }
    }
}

fn walk_expression(expression: &Expression<&str>, sentence: &mut Sentence) {
    match expression {
        Expression::Select { selector, variants } => {
            walk_inline(selector, sentence);
            for variant in variants {
                walk(&variant.value, sentence);
            }
        }
        Expression::Inline(inline) => walk_inline(inline, sentence),
    }
}

fn walk_inline(inline: &InlineExpression<&str>, sentence: &mut Sentence) {
    match inline {
        InlineExpression::VariableReference { id } => {
            sentence.variables.insert(id.name.to_owned());
        }
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        InlineExpression::FunctionReference { id, .. }
        | InlineExpression::MessageReference { id, .. }
        | InlineExpression::TermReference { id, .. } => {
            sentence.references.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => walk_expression(expression, sentence),
    }
}
