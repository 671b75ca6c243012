//! The command line of `vigie-agent`.

use std::{ffi::OsString, path::PathBuf};

use clap::Parser;

use crate::book::BookClock;

/// Watches télétransmission mailboxes and tells when they break.
#[derive(Clone, Debug, Default, PartialEq, Eq, Parser)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
#[command(name = "vigie-agent", version, about)]
pub struct Arguments {
    /// Folder of the record, the log and the socket (default: the user's own installation)
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Without tray, notifications and keychain: passwords in a vault file under a passphrase
    #[arg(long)]
    pub headless: bool,

    /// Open the window at once
    #[arg(long)]
    pub show: bool,

    /// Read the vault's passphrase from this file descriptor, up to its end or the first line's
    #[arg(long, value_name = "N")]
    pub passphrase_fd: Option<u32>,

    /// Trust the certification authorities in this PEM file too
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,

    /// Start the training ground at once
    #[arg(long)]
    pub training: bool,

    /// Seconds instead of minutes, for tests and trials on servers of one's own
    #[arg(long, hide = true, requires = "data_dir")]
    pub hurried: bool,

    /// Recognise messages by the rules in this file instead of the built-in ones, for tests and trials
    #[arg(long, hide = true, value_name = "FILE", requires = "data_dir")]
    pub rules: Option<PathBuf>,

    /// Know billing software by the profiles in this file instead of the built-in ones, for tests and trials
    #[arg(long, hide = true, value_name = "FILE", requires = "data_dir")]
    pub profiles: Option<PathBuf>,

    /// Keep the book by this clock, so that a week of lots takes a minute or two, for tests and
    /// trials: "TIME since TIME times N". The same clock must be given at every start in this folder
    #[arg(long, hide = true, value_name = "CLOCK", requires = "hurried")]
    pub book_clock: Option<BookClock>,
}

impl Arguments {
    /// What a window that starts this agent again has to give it beside the data folder. An agent
    /// without a desktop has no window, and its passphrase cannot be given a second time.
    #[must_use]
    pub fn for_another_start(&self) -> Vec<OsString> {
        let mut given = Vec::new();
        for (name, file) in [
            ("--ca-file", &self.ca_file),
            ("--rules", &self.rules),
            ("--profiles", &self.profiles),
        ] {
            if let Some(file) = file {
                // The window may stand in another folder by then.
                let file = std::path::absolute(file).unwrap_or_else(|_| file.clone());
                given.extend([name.into(), file.into()]);
            }
        }
        if self.hurried {
            given.push("--hurried".into());
        }
        if let Some(clock) = &self.book_clock {
            given.extend(["--book-clock".into(), clock.to_string().into()]);
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
        let given =
            Arguments::try_parse_from(["vigie-agent", "--headless", "--passphrase-fd", "3"]);
        assert_eq!(given.unwrap().passphrase_fd, Some(3));
        assert!(Arguments::try_parse_from(["vigie-agent", "--passphrase-fd", "-1"]).is_err());
        let clock = "2027-03-22T19:00:00Z since 2026-11-23T16:00:00Z times 5000";
        let paced = ["vigie-agent", "--data-dir", "x", "--book-clock", clock];
        assert!(Arguments::try_parse_from(paced).is_err(), "only in a hurry");
        let given = Arguments::try_parse_from(paced.into_iter().chain(["--hurried"])).unwrap();
        assert_eq!(given.book_clock, clock.parse().ok());
    }

    #[test]
    fn an_agent_that_is_started_again_is_given_what_it_had() {
        let beside = ["vigie-agent", "--data-dir", "x"];
        let plain = Arguments::try_parse_from(beside.into_iter().chain(["--show"])).unwrap();
        assert_eq!(plain.for_another_start(), Vec::<OsString>::new());
        let folder = std::env::temp_dir();
        let ca = folder.join("ca.pem").display().to_string();
        let rules = folder.join("rules.json").display().to_string();
        let profiles = folder.join("profiles.json").display().to_string();
        let clock = "2027-03-22T19:00:00Z since 2026-11-23T16:00:00Z times 5000";
        let given = [
            "--ca-file",
            &ca,
            "--rules",
            &rules,
            "--profiles",
            &profiles,
            "--hurried",
            "--book-clock",
            clock,
        ];
        let first = Arguments::try_parse_from(beside.into_iter().chain(given)).unwrap();
        assert_eq!(first.for_another_start(), given.map(OsString::from));
    }
}
