//! The protocol's types as TypeScript, for the page.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use crate::{Call, Line, VERSION};

/// Every type that a [`Call`] or a [`Line`] is made of, as one TypeScript module, in the order of
/// their names.
#[must_use]
pub fn declarations() -> String {
    let mut found = Found {
        config: Config::new(),
        declarations: BTreeMap::new(),
    };
    found.visit::<Call>();
    found.visit::<Line>();
    let mut module = String::from(
        "// Generated from crates/protocol by `cargo run -p vigie-protocol --example typescript`.\n\
         // Do not edit.\n",
    );
    module.push_str("\n/** The version of this protocol. */\nexport const VERSION = ");
    module.push_str(&VERSION.to_string());
    module.push_str(";\n");
    for declaration in found.declarations.values() {
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
    declarations: BTreeMap<String, String>,
}

impl TypeVisitor for Found {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Types without a file of their own (numbers, strings, lists) are written in place.
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(&self.config);
        if self.declarations.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}", T::decl(&self.config));
        self.declarations.insert(name, declaration);
        T::visit_dependencies(self);
    }
}
