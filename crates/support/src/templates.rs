//! A commented document of each kind, right as it stands.

use vigie_config::Kind;

/// The document to start from.
pub(crate) const fn of(kind: Kind) -> &'static str {
    match kind {
        Kind::Pages => include_str!("../templates/pages.toml"),
        Kind::Bulletin => include_str!("../templates/bulletin.toml"),
        Kind::Withdrawal => include_str!("../templates/withdrawal.toml"),
        Kind::Providers => include_str!("../templates/providers.toml"),
        Kind::Rules => include_str!("../templates/rules.toml"),
        Kind::Profiles => include_str!("../templates/profiles.toml"),
        Kind::Deadlines => include_str!("../templates/deadlines.toml"),
        Kind::Settings => include_str!("../templates/settings.toml"),
        Kind::Release => include_str!("../templates/release.toml"),
        Kind::Practice => include_str!("../templates/practice.toml"),
    }
}

#[cfg(test)]
mod tests {
    use vigie_config::{DocumentSet, document};

    use super::*;

    #[test]
    fn every_template_is_right_and_without_remarks_but_for_its_invented_hosts() {
        let mut files = Vec::new();
        for kind in Kind::ALL {
            let file = format!("{kind}.toml");
            let read = document::read(&file, of(kind).as_bytes()).unwrap();
            assert_eq!(read.document.unwrap().kind(), kind);
            let published = read.published.into_bytes();
            let again = document::read("published.json", &published).unwrap();
            assert_eq!(again.published.as_bytes(), published, "{kind}");
            files.push((file, of(kind).as_bytes().to_vec()));
        }
        let read = DocumentSet::check(&files).unwrap();
        assert_eq!(read.set.documents().len(), Kind::ALL.len());
        assert!(
            read.remarks
                .iter()
                .all(|remark| matches!(remark.oddity, vigie_config::fault::Oddity::HostAsked(_))),
            "{:#?}",
            read.remarks
        );
    }
}
