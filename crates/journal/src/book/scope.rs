//! Whose lots and returns may belong together: those of one practice's mailboxes.
//!
//! After a switch, a lot sent from the old mailbox may be answered in the new one, be sent a second
//! time from there, or be found again in a folder that now is read for it; and the reverse. A switch
//! may follow a switch, so all mailboxes that are linked by one are a scope.

use std::collections::BTreeSet;

use rusqlite::Connection;
use vigie_domain::account::AccountId;

use super::rows;
use crate::fault::RecordError;

/// Mailboxes linked by more switches than that are none of one practice.
const MOST: usize = 64;

/// One practice's mailboxes, as far as switches link them; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope(BTreeSet<i64>);

impl Scope {
    /// The scope of a mailbox. A mailbox that is no longer watched still counts: its lots are there.
    pub(crate) fn of(db: &Connection, account: AccountId) -> Result<Self, RecordError> {
        let mut found = BTreeSet::from([account.0]);
        let mut new = vec![account.0];
        while let Some(one) = new.pop() {
            let linked = rows::numbers(
                db,
                "SELECT successor FROM account WHERE id = ?1 AND successor IS NOT NULL
                 UNION SELECT id FROM account WHERE successor = ?1 LIMIT 64",
                [one],
            )?;
            for other in linked {
                if found.len() < MOST && found.insert(other) {
                    new.push(other);
                }
            }
        }
        Ok(Self(found))
    }

    /// The numbers as SQL takes them behind `IN`.
    pub(crate) fn sql(&self) -> String {
        let numbers: Vec<String> = self.0.iter().map(i64::to_string).collect();
        format!("({})", numbers.join(", "))
    }
}
