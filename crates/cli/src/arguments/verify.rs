//! The command line of `vigie verify`.

use std::{path::PathBuf, str::FromStr, time::Duration};

use clap::Args;
use vigie_domain::{
    account::Address,
    server::{Security, Server},
};
use vigie_relocation::Choice;

use super::{HostPort, Listing, SecurityName};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Adresse de la nouvelle boîte
    #[arg(long, value_name = "ADRESSE")]
    pub(crate) candidate: Address,

    /// Boîte que vous avez déjà, pour comparer ; la première est celle de la télétransmission. À répéter
    #[arg(long, value_name = "ADRESSE")]
    pub(crate) existing: Vec<Address>,

    /// Lit les mots de passe sur l’entrée standard : une ligne par boîte, ADRESSE, tabulation, MOT DE PASSE
    #[arg(long, required = true)]
    pub(crate) passwords_stdin: bool,

    /// Serveur de relève, pour toutes les boîtes ou pour une seule [défaut : trouvé d’après l’adresse]
    #[arg(long, value_name = "[ADRESSE=]NOM:PORT")]
    server: Vec<For<HostPort>>,

    /// Protection de la relève : tls ou starttls [défaut : selon le port]
    #[arg(long, value_name = "TYPE", requires = "server", hide_possible_values = true, value_parser = protected)]
    security: Option<Security>,

    /// Serveur d’envoi, pour toutes les boîtes ou pour une seule [défaut : trouvé d’après l’adresse]
    #[arg(long, value_name = "[ADRESSE=]NOM:PORT")]
    smtp: Vec<For<HostPort>>,

    /// Protection de l’envoi : tls ou starttls [défaut : selon le port]
    #[arg(long, value_name = "TYPE", requires = "smtp", hide_possible_values = true, value_parser = protected)]
    smtp_security: Option<Security>,

    /// Identifiant d’une boîte [défaut : celui que le fournisseur attend]
    #[arg(long, value_name = "ADRESSE=IDENTIFIANT")]
    login: Vec<For<String>>,

    /// Accepte de confier un mot de passe à ce serveur, trouvé hors du domaine de l’adresse
    #[arg(long, value_name = "NOM")]
    approve_host: Vec<String>,

    /// Le domaine de la nouvelle adresse est à vous : essaie aussi un nom que personne n’a
    #[arg(long)]
    pub(crate) own_domain: bool,

    /// Laisse les messages d’essai dans les boîtes [défaut : Vigie supprime les siens, et eux seuls]
    #[arg(long)]
    pub(crate) keep_probes: bool,

    /// Attente d’un message d’essai, de 10 à 3600 secondes [défaut : 900]
    #[arg(long, value_name = "SECONDES", value_parser = wait)]
    pub(crate) wait: Option<Duration>,

    /// Fichier PEM d’autorités reconnues en plus, pour un serveur privé
    #[arg(long, value_name = "FICHIER")]
    pub(crate) ca_file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) listing: Listing,
}

impl Verify {
    /// What the command line says of the way to this mailbox.
    pub(crate) fn choice(&self, address: &Address) -> Choice {
        Choice {
            pop: of(&self.server, address).map(|place| server(place, self.security, 995, 110)),
            submission: of(&self.smtp, address)
                .map(|place| server(place, self.smtp_security, 465, 587)),
            login: of(&self.login, address).cloned(),
        }
    }

    /// Whether a password may go to this host, found outside of its address's domain.
    pub(crate) fn approves(&self, host: &str) -> bool {
        self.approve_host
            .iter()
            .any(|name| name.eq_ignore_ascii_case(host))
    }
}

/// A value for one address, or for all.
#[derive(Clone, Debug, PartialEq, Eq)]
struct For<T> {
    address: Option<Address>,
    value: T,
}

impl<T: FromStr> FromStr for For<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((address, value)) = text.rsplit_once('=')
            && let Ok(address) = address.parse()
        {
            return Ok(Self {
                address: Some(address),
                value: value.parse()?,
            });
        }
        Ok(Self {
            address: None,
            value: text.parse()?,
        })
    }
}

/// The value said for this address, else the one for all.
fn of<'v, T>(values: &'v [For<T>], address: &Address) -> Option<&'v T> {
    let own = |value: &&For<T>| value.address.as_ref() == Some(address);
    let general = |value: &&For<T>| value.address.is_none();
    values
        .iter()
        .find(own)
        .or_else(|| values.iter().find(general))
        .map(|value| &value.value)
}

/// A server by its usual ports.
fn server(place: &HostPort, security: Option<Security>, tls: u16, starttls: u16) -> Server {
    let by_port = if place.port == Some(starttls) {
        Security::StartTls
    } else {
        Security::Tls
    };
    let security = security.unwrap_or(by_port);
    let usual = if security == Security::StartTls {
        starttls
    } else {
        tls
    };
    Server {
        host: place.host.clone(),
        port: place.port.unwrap_or(usual),
        security,
    }
}

/// A new mailbox is never opened without protection.
fn protected(text: &str) -> Result<Security, String> {
    match <SecurityName as clap::ValueEnum>::from_str(text, true) {
        Ok(SecurityName::Tls) => Ok(Security::Tls),
        Ok(SecurityName::Starttls) => Ok(Security::StartTls),
        _ => Err("tls, starttls".to_owned()),
    }
}

fn wait(text: &str) -> Result<Duration, String> {
    match text.parse::<u64>() {
        Ok(seconds @ 10..=3600) => Ok(Duration::from_secs(seconds)),
        _ => Err("10–3600".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::arguments::{Arguments, Command};

    fn parse(line: &str) -> Option<Box<Verify>> {
        let arguments = Arguments::try_parse_from(line.split(' ')).ok()?;
        match arguments.command {
            Command::Verify(verify) => Some(verify),
            _ => None,
        }
    }

    #[test]
    fn servers_are_for_all_or_for_one() {
        let asked = parse(
            "vigie verify --candidate b@n.test --existing a@o.test --passwords-stdin \
             --server 127.0.0.1:1995 --server a@o.test=pop.o.test:110 --smtp smtp.n.test:587 \
             --login b@n.test=b",
        )
        .unwrap();
        let candidate = asked.choice(&asked.candidate);
        assert_eq!(
            candidate.pop.as_ref().unwrap().to_string(),
            "127.0.0.1:1995"
        );
        assert_eq!(candidate.pop.unwrap().security, Security::Tls);
        assert_eq!(candidate.submission.unwrap().security, Security::StartTls);
        assert_eq!(candidate.login.as_deref(), Some("b"));
        let existing = asked.choice(&asked.existing[0]);
        assert_eq!(existing.pop.as_ref().unwrap().to_string(), "pop.o.test:110");
        assert_eq!(existing.pop.unwrap().security, Security::StartTls);
        assert_eq!(existing.login, None);
    }

    #[test]
    fn a_new_mailbox_needs_its_password_and_protection() {
        assert!(parse("vigie verify --candidate b@n.test").is_none());
        assert!(parse("vigie verify --passwords-stdin").is_none());
        let line = "vigie verify --candidate b@n.test --passwords-stdin";
        assert!(parse(line).is_some());
        assert!(parse(&format!("{line} --server pop.n.test --security plain")).is_none());
        assert!(parse(&format!("{line} --wait 9")).is_none());
        assert!(parse(&format!("{line} --wait 10")).is_some());
    }
}
