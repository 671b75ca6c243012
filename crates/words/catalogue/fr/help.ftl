### Aide : diagnostic, états, à propos.

help-states = Ce que montre l’icône
help-state-well = La boîte répond. Il n’y a rien à faire.
help-state-unknown = Vigie ne peut pas le savoir : connexion Internet coupée, surveillance suspendue, ou pas encore de boîte.
help-state-attention = Quelque chose est à voir, sans urgence.
help-state-alarm = La boîte ne répond plus : la télétransmission est arrêtée.

help-diagnostics = Diagnostic pour l’assistance
help-diagnostics-lead = Un fichier que vous pouvez transmettre à l’assistance de votre logiciel. Il ne contient ni mot de passe, ni contenu de message. Vous voyez tout avant de l’enregistrer.
help-diagnostics-prepare = Préparer le diagnostic
help-diagnostics-preparing = Préparation du diagnostic…
help-diagnostics-inside = Ce que contient le diagnostic
help-diagnostics-count = { $count ->
    [one] Une partie, { $size }
   *[other] { $count } parties, { $size }
}
help-diagnostics-part = { $name } ({ $size })
help-diagnostics-save = Enregistrer dans un fichier…
help-diagnostics-saved = Diagnostic enregistré.
help-diagnostics-save-failed = Le fichier n’a pas pu être écrit. Choisissez un autre dossier.
help-diagnostics-write = Écrire à l’assistance
help-diagnostics-write-hint = Un message à { $address } s’ouvre dans votre messagerie. Joignez-y le fichier enregistré, puis envoyez-le vous-même.
help-diagnostics-write-failed = Aucune messagerie ne s’est ouverte. Écrivez vous-même à { $address }.
help-diagnostics-no-support = Aucune adresse d’assistance n’est connue. Transmettez le fichier à l’assistance de votre logiciel.
help-mail-subject = Vigie : demande d’aide
help-mail-body =
    Bonjour,

    Ma boîte de télétransmission pose un problème. Voici ce que dit Vigie :

    { $headline }

    Le fichier de diagnostic est joint à ce message.

    Ce que j’ai remarqué :

help-about = À propos
help-about-release = Version { $release }
help-about-licence = Logiciel libre, sous licence MIT ou Apache 2.0, au choix.
help-about-independent = Vigie n’est un service ni de l’Assurance maladie ni de l’État.
help-privacy = Vos données
help-privacy-local = Tout reste sur cet ordinateur. Vigie n’envoie aucune statistique.
help-privacy-mail = Vigie lit l’état de la boîte et les en-têtes des nouveaux messages. Rien n’y est jamais retiré ni effacé.
help-privacy-secret = Le mot de passe est dans le trousseau de mots de passe de l’ordinateur, et n’est envoyé qu’au serveur de votre boîte.
help-training = Entraînement
help-training-lead = Provoquez des pannes sur une boîte d’exercice, pour savoir comment réagir le jour venu.
