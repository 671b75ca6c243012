//! The provider table in force.

use std::{ops::Deref, sync::Arc};

use vigie_mailbox::providers::{self, ProviderTable};

/// The provider table in force: the one of this release, or the same with what support pushed.
/// Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Providers(Option<Arc<ProviderTable>>);

impl Providers {
    /// A table with pushed entries.
    #[must_use]
    pub fn pushed(table: ProviderTable) -> Self {
        Self(Some(Arc::new(table)))
    }

    /// A provider's name for people, by its id.
    #[must_use]
    pub fn name(&self, id: Option<&str>) -> Option<&str> {
        self.by_id(id?).map(|provider| provider.name.as_str())
    }
}

impl Deref for Providers {
    type Target = ProviderTable;

    fn deref(&self) -> &ProviderTable {
        self.0.as_deref().unwrap_or_else(|| providers::table())
    }
}
