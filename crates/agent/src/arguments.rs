//! The command line of `vigie-agent`.

use std::path::PathBuf;

use clap::Parser;

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
    }
}
