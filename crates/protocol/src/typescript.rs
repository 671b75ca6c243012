//! The protocol's types as TypeScript, for the page.

use std::{any::TypeId, collections::BTreeMap};

use ts_rs::{Config, TS, TypeVisitor};

use crate::{Call, Line, VERSION};

/// Every type that a [`Call`] or a [`Line`] is made of, as one TypeScript module, in the order of
/// their names.
#[must_use]
pub fn declarations() -> String {
    let found = Found::of_the_protocol();
    let mut module = String::from(
        "// Generated from crates/protocol by `cargo run -p vigie-protocol --example typescript`.\n\
         // Do not edit.\n",
    );
    module.push_str("\n/** The version of this protocol. */\nexport const VERSION = ");
    module.push_str(&VERSION.to_string());
    module.push_str(";\n");
    for (_, declaration) in found.declarations.values() {
        module.push('\n');
        for line in declaration.lines() {
            module.push_str(line.trim_end());
            module.push('\n');
        }
    }
    module
}

struct Found {
    config: Config,
    /// By name: which type it is, and how it is declared.
    declarations: BTreeMap<String, (TypeId, String)>,
    /// Names that two types would share.
    clashes: Vec<String>,
}

impl Found {
    fn of_the_protocol() -> Self {
        let mut found = Self {
            config: Config::new(),
            declarations: BTreeMap::new(),
            clashes: Vec::new(),
        };
        found.visit::<Call>();
        found.visit::<Line>();
        found
    }
}

impl TypeVisitor for Found {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Types without a file of their own (numbers, strings, lists) are written in place.
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(&self.config);
        // One declaration stands for a generic type, whatever it holds.
        let id = TypeId::of::<T::WithoutGenerics>();
        if let Some((known, _)) = self.declarations.get(&name) {
            if *known != id {
                self.clashes.push(name);
            }
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}", T::decl(&self.config));
        self.declarations.insert(name, (id, declaration));
        T::visit_dependencies(self);
    }
}

#[cfg(test)]
mod tests {
    use super::Found;

    #[test]
    fn no_two_types_share_a_name() {
        assert_eq!(Found::of_the_protocol().clashes, Vec::<String>::new());
    }
}
