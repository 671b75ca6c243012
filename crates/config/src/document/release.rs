//! A newer Vigie: shown, never installed by itself.

use crate::{
    audience,
    cursor::{Cursor, Fields},
    fault::Problem,
    practice::Version,
    words::Paragraphs,
};

/// A newer Vigie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its number.
    pub version: Version,
    /// Why to take it.
    pub why: Paragraphs,
    /// The https page from which it is taken; its host is in a list of pages.
    pub page: String,
    /// Its installers, one for each platform at most.
    pub installers: Vec<Installer>,
}

/// An installer of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installer {
    /// For what.
    pub platform: Platform,
    /// Its file name.
    pub file: String,
    /// Its SHA-256, 64 hexadecimal digits in lower case.
    pub sha256: String,
}

/// What an installer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    /// Windows.
    Windows,
    /// macOS.
    MacOs,
    /// Linux.
    Linux,
}

impl Platform {
    /// Every platform.
    pub const ALL: [Self; 3] = [Self::Windows, Self::MacOs, Self::Linux];

    /// Its name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Windows => "windows",
            Self::MacOs => "macos",
            Self::Linux => "linux",
        }
    }
}

pub(super) fn read(fields: &mut Fields<'_>) -> Option<Release> {
    let version = fields
        .required("version")
        .and_then(|field| audience::version(&field));
    let why = fields.required("why").and_then(|why| why.paragraphs());
    let page = fields.required("page").and_then(|page| page.page());
    let list = fields.required("installers")?;
    let installers = list.some(Platform::ALL.len(), installer);
    let installers = installers?;
    let platforms = || installers.iter().map(|installer| installer.platform);
    if Platform::ALL
        .into_iter()
        .any(|platform| platforms().filter(|p| *p == platform).count() > 1)
    {
        return list.refuse(Problem::Entry(
            "one installer for each platform at most".to_owned(),
        ));
    }
    Some(Release {
        version: version?,
        why: why?,
        page: page?,
        installers,
    })
}

fn installer(cursor: &Cursor<'_>) -> Option<Installer> {
    let mut fields = cursor.fields()?;
    let platform = fields
        .required("platform")
        .and_then(|field| field.word(&Platform::ALL.map(|platform| (platform.name(), platform))));
    let file = fields.required("file").and_then(|file| file_name(&file));
    let sha256 = fields.required("sha256").and_then(|digest| sha256(&digest));
    fields.finish();
    Some(Installer {
        platform: platform?,
        file: file?,
        sha256: sha256?,
    })
}

fn file_name(cursor: &Cursor<'_>) -> Option<String> {
    let name = cursor.text(100)?;
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || b"._-+".contains(&octet);
    if name.bytes().all(plain) && !name.starts_with('.') {
        Some(name)
    } else {
        cursor.refuse(Problem::Entry("is no plain file name".to_owned()))
    }
}

fn sha256(cursor: &Cursor<'_>) -> Option<String> {
    let digest = cursor.raw_text()?;
    if digest.len() == 64 && digest.bytes().all(|octet| octet.is_ascii_hexdigit()) {
        Some(digest.to_ascii_lowercase())
    } else {
        cursor.refuse(Problem::NotSha256)
    }
}
