//! The command line of `vigie relay`.

use clap::{Args, Subcommand};
use vigie_domain::server::{Security, Server};
use vigie_protocol::RelayChange;

use super::{HELP, HostPort, Listing};

#[derive(Debug, Subcommand)]
pub(crate) enum Relay {
    /// Démarre le relais, ou change sa façon de marcher ; ce qui n’est pas dit reste comme avant
    #[command(help_template = HELP, next_help_heading = "Options")]
    On {
        #[command(flatten)]
        change: Change,

        #[command(flatten)]
        listing: Listing,
    },
    /// Arrête le relais
    #[command(help_template = HELP)]
    Off {
        /// Même si le logiciel de facturation passe par le relais, ou si des messages l’y attendent
        #[arg(long)]
        even_in_use: bool,

        #[command(flatten)]
        listing: Listing,
    },
    /// Dit si le relais marche, et sinon quoi faire
    #[command(help_template = HELP)]
    Status(Listing),
    /// Montre ce qu’il faut saisir, une fois pour toutes, dans le logiciel de facturation
    #[command(help_template = HELP)]
    Credentials(Listing),
}

#[derive(Clone, Debug, Default, Args)]
#[group(skip)]
pub(crate) struct Change {
    /// Port où le logiciel relève, de 1 à 65535 [défaut : 1110]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pop_port: Option<u16>,

    /// Port où le logiciel envoie, de 1 à 65535 [défaut : 1587]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    smtp_port: Option<u16>,

    #[command(flatten)]
    login: Login,

    /// Serveur d’envoi de la boîte, si Vigie ne le connaît pas ; le mot de passe de la boîte lui sera confié
    #[arg(long, value_name = "NOM:PORT")]
    submission: Option<HostPort>,

    #[command(flatten)]
    software: Software,
}

/// Whether the billing software logs in to send.
#[derive(Clone, Copy, Debug, Default, Args)]
#[group(skip)]
struct Login {
    /// Laisse envoyer sans identifiant, pour un logiciel ancien qui n’en connaît pas
    #[arg(long, conflicts_with = "with_login")]
    without_login: bool,

    /// Demande de nouveau l’identifiant pour envoyer
    #[arg(long)]
    with_login: bool,
}

/// That the billing software was set by hand.
#[derive(Clone, Copy, Debug, Default, Args)]
#[group(skip)]
struct Software {
    /// Le logiciel de facturation est maintenant réglé sur le relais
    #[arg(long, conflicts_with = "software_back")]
    software_set: bool,

    /// Le logiciel de facturation parle de nouveau lui-même à la boîte
    #[arg(long)]
    software_back: bool,
}

impl Change {
    /// The change as the agent is asked for it.
    pub(crate) fn asked(&self) -> RelayChange {
        let submission = self.submission.clone().map(server);
        RelayChange {
            pop_port: self.pop_port,
            smtp_port: self.smtp_port,
            sending_without_login: either(self.login.without_login, self.login.with_login),
            // Who types a server's name agrees to it by name.
            host_approved: submission.is_some(),
            submission,
            in_use: either(self.software.software_set, self.software.software_back),
        }
    }
}

/// The port tells the protection: 587 is STARTTLS (RFC 6409), any other TLS from the start (RFC 8314).
fn server(HostPort { host, port }: HostPort) -> Server {
    let port = port.unwrap_or(465);
    Server {
        host,
        port,
        security: if port == 587 {
            Security::StartTls
        } else {
            Security::Tls
        },
    }
}

fn either(yes: bool, no: bool) -> Option<bool> {
    (yes || no).then_some(yes)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::arguments::{Arguments, Command};

    fn asked(line: &str) -> RelayChange {
        let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
        match arguments.command {
            Command::Relay {
                command: Relay::On { change, .. },
            } => change.asked(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_said_stays() {
        assert_eq!(asked("vigie relay on"), RelayChange::default());
    }

    #[test]
    fn what_is_said_is_asked_for() {
        let change = asked(
            "vigie relay on --pop-port 110 --smtp-port 2525 --without-login --software-set --submission smtp.exemple.test:587",
        );
        assert_eq!((change.pop_port, change.smtp_port), (Some(110), Some(2525)));
        assert_eq!(change.sending_without_login, Some(true));
        assert_eq!(change.in_use, Some(true));
        assert!(change.host_approved);
        assert_eq!(
            change.submission.unwrap().to_string(),
            "smtp.exemple.test:587"
        );
        let back = asked("vigie relay on --with-login --software-back");
        assert_eq!(back.sending_without_login, Some(false));
        assert_eq!(back.in_use, Some(false));
        assert!(!back.host_approved);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for line in [
            "vigie relay",
            "vigie relay on --pop-port 0",
            "vigie relay on --pop-port 65536",
            "vigie relay on --without-login --with-login",
            "vigie relay on --software-set --software-back",
            "vigie relay status --even-in-use",
        ] {
            assert!(
                Arguments::try_parse_from(line.split(' ')).is_err(),
                "{line}"
            );
        }
    }
}
