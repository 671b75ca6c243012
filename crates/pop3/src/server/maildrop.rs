use crate::listing::{Maildrop, MessageNumber, UniqueId};

/// One message as the session lists it. Its number is its place in the list that opens the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its size in octets on the wire (RFC 1939 §11), dots not counted.
    pub octets: u64,
    /// Its unique id.
    pub unique_id: UniqueId,
}

/// The messages of a session and their marks.
#[derive(Debug, Default)]
pub(super) struct Marked {
    messages: Vec<(Listed, bool)>,
    remaining: Maildrop,
}

impl Marked {
    pub(super) fn new(messages: Vec<Listed>) -> Self {
        let mut marked = Self {
            messages: messages.into_iter().map(|listed| (listed, true)).collect(),
            remaining: Maildrop::default(),
        };
        marked.reset();
        marked
    }

    /// Messages not marked as deleted.
    pub(super) fn remaining(&self) -> Maildrop {
        self.remaining
    }

    pub(super) fn get(&self, message: MessageNumber) -> Option<&Listed> {
        self.messages
            .get(message.index())
            .filter(|(_, deleted)| !deleted)
            .map(|(listed, _)| listed)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (MessageNumber, &Listed)> {
        self.numbered()
            .filter(|(_, _, deleted)| !deleted)
            .map(|(message, listed, _)| (message, listed))
    }

    pub(super) fn deleted(&self) -> Vec<MessageNumber> {
        self.numbered()
            .filter(|(_, _, deleted)| *deleted)
            .map(|(message, _, _)| message)
            .collect()
    }

    /// Marks a message; false if there is none that is not marked already.
    pub(super) fn delete(&mut self, message: MessageNumber) -> bool {
        let Some((listed, deleted)) = self.messages.get_mut(message.index()) else {
            return false;
        };
        if std::mem::replace(deleted, true) {
            return false;
        }
        self.remaining.messages = self.remaining.messages.saturating_sub(1);
        self.remaining.octets = self.remaining.octets.saturating_sub(listed.octets);
        true
    }

    pub(super) fn reset(&mut self) {
        self.remaining = Maildrop::default();
        for (listed, deleted) in &mut self.messages {
            *deleted = false;
            self.remaining.messages = self.remaining.messages.saturating_add(1);
            self.remaining.octets = self.remaining.octets.saturating_add(listed.octets);
        }
    }

    fn numbered(&self) -> impl Iterator<Item = (MessageNumber, &Listed, bool)> {
        (1u32..)
            .filter_map(MessageNumber::new)
            .zip(&self.messages)
            .map(|(message, (listed, deleted))| (message, listed, *deleted))
    }
}
