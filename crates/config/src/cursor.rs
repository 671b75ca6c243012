//! Reading a tree field by field: what is wrong is reported with its place, and reading goes on,
//! so that an author sees every fault at once. `None` always means that a fault was reported.

use std::{cell::RefCell, collections::BTreeSet};

use jiff::{Timestamp, civil::Date};

use crate::{
    fault::{Fault, Location, Oddity, Position, Problem, Remark, Wanted},
    tree::{Node, Value, join},
    words::{Paragraphs, Said, Unfit, unfit},
};

/// Faults, and remarks, that are kept of one document.
const MOST_REPORTED: usize = 50;
/// Paragraphs of a text.
const MOST_PARAGRAPHS: usize = 8;
/// Characters of a paragraph.
pub(crate) const LONGEST_PARAGRAPH: usize = 600;
/// Characters of an https address.
const LONGEST_PAGE: usize = 300;

/// What was found in one file.
#[derive(Debug)]
pub(crate) struct Report {
    file: String,
    faults: RefCell<Vec<Fault>>,
    remarks: RefCell<Vec<Remark>>,
}

impl Report {
    pub(crate) fn of(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            faults: RefCell::default(),
            remarks: RefCell::default(),
        }
    }

    pub(crate) fn fault(&self, at: Option<Position>, path: &str, problem: Problem) {
        let mut faults = self.faults.borrow_mut();
        if faults.len() < MOST_REPORTED {
            let location = self.location(at, path);
            faults.push(Fault { location, problem });
        }
    }

    pub(crate) fn remark(&self, at: Option<Position>, path: &str, oddity: Oddity) {
        let mut remarks = self.remarks.borrow_mut();
        let oddity = match remarks.len() {
            ..MOST_REPORTED => oddity,
            MOST_REPORTED => Oddity::More,
            _ => return,
        };
        let location = self.location(at, path);
        remarks.push(Remark { location, oddity });
    }

    pub(crate) fn into_parts(self) -> (Vec<Fault>, Vec<Remark>) {
        (self.faults.into_inner(), self.remarks.into_inner())
    }

    fn location(&self, position: Option<Position>, path: &str) -> Location {
        // Keys come from the document too: in a path they are shortened and made visible.
        let visible = |letter: char| {
            if unfit(letter.encode_utf8(&mut [0; 4])).is_some() {
                '\u{fffd}'
            } else {
                letter
            }
        };
        Location {
            file: self.file.clone(),
            position,
            path: path.chars().take(200).map(visible).collect(),
        }
    }
}

/// A value in a document.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    pub(crate) node: &'a Node,
    pub(crate) path: String,
    pub(crate) report: &'a Report,
}

/// The fields of a table. [`Fields::finish`] remarks on those that nobody asked for.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    table: Cursor<'a>,
    asked: BTreeSet<&'static str>,
}

impl<'a> Cursor<'a> {
    pub(crate) fn root(node: &'a Node, report: &'a Report) -> Self {
        Self {
            node,
            path: String::new(),
            report,
        }
    }

    pub(crate) fn fault(&self, problem: Problem) {
        self.report.fault(self.node.at, &self.path, problem);
    }

    pub(crate) fn remark(&self, oddity: Oddity) {
        self.report.remark(self.node.at, &self.path, oddity);
    }

    /// Reports the problem; for `return cursor.refuse(…)`.
    pub(crate) fn refuse<T>(&self, problem: Problem) -> Option<T> {
        self.fault(problem);
        None
    }

    pub(crate) fn fields(&self) -> Option<Fields<'a>> {
        match self.node.value {
            Value::Table(_) => Some(Fields {
                table: self.clone(),
                asked: BTreeSet::new(),
            }),
            _ => self.refuse(Problem::WrongKind(Wanted::Table)),
        }
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    /// The items of a list of at most `most`.
    pub(crate) fn items(&self, most: usize) -> Option<Vec<Self>> {
        let Value::List(items) = &self.node.value else {
            return self.refuse(Problem::WrongKind(Wanted::List));
        };
        if items.len() > most {
            return self.refuse(Problem::TooMany(most));
        }
        let item = |(i, node)| Self {
            node,
            path: format!("{}[{i}]", self.path),
            report: self.report,
        };
        Some(items.iter().enumerate().map(item).collect())
    }

    /// Every item of a list, each read; `None` where one is wrong.
    pub(crate) fn each<T>(&self, most: usize, read: impl Fn(&Self) -> Option<T>) -> Option<Vec<T>> {
        let read: Vec<Option<T>> = self.items(most)?.iter().map(read).collect();
        read.into_iter().collect()
    }

    /// As [`Cursor::each`], with at least one item.
    pub(crate) fn some<T>(&self, most: usize, read: impl Fn(&Self) -> Option<T>) -> Option<Vec<T>> {
        let items = self.each(most, read)?;
        if items.is_empty() {
            return self.refuse(Problem::Empty);
        }
        Some(items)
    }

    /// A text as it stands.
    pub(crate) fn raw_text(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            _ => self.refuse(Problem::WrongKind(Wanted::Text)),
        }
    }

    /// A text for people of 1 to `most` characters.
    pub(crate) fn text(&self, most: usize) -> Option<String> {
        let text = self.raw_text()?;
        if text.trim().is_empty() {
            return self.refuse(Problem::Empty);
        }
        if text.chars().count() > most {
            return self.refuse(Problem::LongText(most));
        }
        match unfit(text) {
            None => Some(text.to_owned()),
            Some(Unfit::Control) => self.refuse(Problem::ControlCharacter),
            Some(Unfit::Hidden) => self.refuse(Problem::HiddenCharacter),
        }
    }

    pub(crate) fn said(&self, most: usize) -> Option<Said> {
        let mut fields = self.fields()?;
        let fr = fields.required("fr").and_then(|text| text.text(most));
        let en = fields.required("en").and_then(|text| text.text(most));
        fields.finish();
        Some(Said { fr: fr?, en: en? })
    }

    pub(crate) fn paragraphs(&self) -> Option<Paragraphs> {
        let mut fields = self.fields()?;
        let mut language = |name| {
            let list = fields.required(name)?;
            list.some(MOST_PARAGRAPHS, |text| text.text(LONGEST_PARAGRAPH))
        };
        let (fr, en) = (language("fr"), language("en"));
        fields.finish();
        Some(Paragraphs { fr: fr?, en: en? })
    }

    pub(crate) fn number<T: TryFrom<i64>>(&self, least: i64, most: i64) -> Option<T> {
        let Value::Number(number) = self.node.value else {
            return self.refuse(Problem::WrongKind(Wanted::Number));
        };
        let within = (least..=most).contains(&number);
        match T::try_from(number) {
            Ok(number) if within => Some(number),
            _ => self.refuse(Problem::OutOfRange { least, most }),
        }
    }

    pub(crate) fn truth(&self) -> Option<bool> {
        match self.node.value {
            Value::Truth(truth) => Some(truth),
            _ => self.refuse(Problem::WrongKind(Wanted::Truth)),
        }
    }

    /// A field that is only ever true.
    pub(crate) fn is_true(&self) -> Option<()> {
        if self.truth()? {
            Some(())
        } else {
            self.refuse(Problem::UnknownWord("true".to_owned()))
        }
    }

    /// One of these words.
    pub(crate) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.raw_text()?;
        let known = words.iter().find(|(word, _)| *word == text);
        if known.is_none() {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.fault(Problem::UnknownWord(words.join(", ")));
        }
        known.map(|(_, value)| *value)
    }

    pub(crate) fn id(&self) -> Option<String> {
        let text = self.raw_text()?;
        let plain =
            |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-';
        if (1..=64).contains(&text.len()) && text.bytes().all(plain) {
            Some(text.to_owned())
        } else {
            self.refuse(Problem::NotId)
        }
    }

    /// A DNS name in ASCII and lower case, of two labels or more.
    pub(crate) fn host(&self) -> Option<String> {
        let text = self.raw_text()?;
        if is_host(text) {
            Some(text.to_owned())
        } else {
            self.refuse(Problem::NotHost)
        }
    }

    /// An https address; [`host_of`] gives its host.
    pub(crate) fn page(&self) -> Option<String> {
        let page = self.text(LONGEST_PAGE)?;
        if host_of(&page).is_some() {
            Some(page)
        } else {
            self.refuse(Problem::NotHttps)
        }
    }

    pub(crate) fn moment(&self) -> Option<Timestamp> {
        let text = self.raw_text()?;
        match text.parse() {
            Ok(moment) => Some(moment),
            Err(_) => self.refuse(Problem::NotMoment),
        }
    }

    pub(crate) fn date(&self) -> Option<Date> {
        let text = self.raw_text()?;
        match text.parse() {
            // A moment also begins with a date.
            Ok(date) if text.len() == 10 => Some(date),
            _ => self.refuse(Problem::NotDate),
        }
    }
}

impl<'a> Fields<'a> {
    pub(crate) fn table(&self) -> &Cursor<'a> {
        &self.table
    }

    pub(crate) fn optional(&mut self, name: &'static str) -> Option<Cursor<'a>> {
        self.asked.insert(name);
        self.by_name(name)
    }

    pub(crate) fn required(&mut self, name: &'static str) -> Option<Cursor<'a>> {
        let field = self.optional(name);
        if field.is_none() {
            let path = join(&self.table.path, name);
            let at = self.table.node.at;
            self.table.report.fault(at, &path, Problem::Missing);
        }
        field
    }

    /// Every field, asked for or not.
    pub(crate) fn all(&self) -> Vec<(&'a str, Cursor<'a>)> {
        let Value::Table(fields) = &self.table.node.value else {
            return Vec::new();
        };
        let keys = fields.keys().map(String::as_str);
        keys.filter_map(|key| Some((key, self.by_name(key)?)))
            .collect()
    }

    /// Remarks on the fields that were not asked for; one that is named like a secret is a fault.
    pub(crate) fn finish(self) {
        for (key, field) in self.all() {
            if !self.asked.contains(key) {
                field.unknown(key);
            }
        }
    }

    fn by_name(&self, name: &str) -> Option<Cursor<'a>> {
        let Value::Table(fields) = &self.table.node.value else {
            return None;
        };
        Some(Cursor {
            node: fields.get(name)?,
            path: join(&self.table.path, name),
            report: self.table.report,
        })
    }
}

impl Cursor<'_> {
    /// Reports a field of this name as one that is not known.
    pub(crate) fn unknown(&self, key: &str) {
        if is_secret(key) {
            self.fault(Problem::Secret);
        } else {
            self.remark(Oddity::UnknownField);
        }
    }
}

/// The host of an https address without user and port.
pub(crate) fn host_of(page: &str) -> Option<&str> {
    let rest = page.strip_prefix("https://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let printable = |octet: u8| octet.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&octet);
    (is_host(host) && page.bytes().all(printable)).then_some(host)
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|o| o.is_ascii_lowercase() || o.is_ascii_digit() || o == b'-')
    };
    // A last label of digits makes an address of it.
    let last = host.rsplit('.').next().unwrap_or_default();
    host.len() <= 253
        && host.contains('.')
        && host.split('.').all(label)
        && !last.bytes().all(|octet| octet.is_ascii_digit())
}

fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase().replace(['-', '_', ' '], "");
    [
        "password",
        "passwd",
        "passphrase",
        "motdepasse",
        "mdp",
        "secret",
        "token",
        "credential",
    ]
    .iter()
    .any(|name| key.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_addresses_have_a_host() {
        assert_eq!(
            host_of("https://aide.example/pop?a=1#b"),
            Some("aide.example")
        );
        for bad in [
            "http://aide.example",
            "HTTPS://aide.example",
            "https://aide.example:8443/",
            "https://user@aide.example/",
            "https://aide.example\\@autre.example/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://localhost/",
            "https://aïde.example/",
            "https://aide.example/a b",
            "javascript:alert(1)",
        ] {
            assert_eq!(host_of(bad), None, "{bad}");
        }
    }
}
