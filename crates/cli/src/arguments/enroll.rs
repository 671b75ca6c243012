//! The arguments of `vigie enroll`.

use clap::Args;

use super::Listing;

#[derive(Debug, Args)]
pub(crate) struct Enroll {
    /// Fichier ou lien https donné par le support [défaut : celui déposé à côté de Vigie]
    #[arg(value_name = "FICHIER|LIEN", conflicts_with = "leave")]
    pub(crate) source: Option<String>,

    /// Accepte l’organisation qui a cette empreinte, sans rien demander
    #[arg(long, value_name = "EMPREINTE", conflicts_with = "leave")]
    pub(crate) accept: Option<String>,

    /// Ne suit plus aucune organisation
    #[arg(long)]
    pub(crate) leave: bool,

    #[command(flatten)]
    pub(crate) listing: Listing,
}
