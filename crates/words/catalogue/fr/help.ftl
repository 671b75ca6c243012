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
help-privacy-mail = Vigie lit l’état de la boîte et les en-têtes des nouveaux messages. Sans le relais, rien n’y est jamais retiré ; avec lui, seulement ce que votre logiciel a déjà reçu.
help-privacy-secret = Le mot de passe est dans le trousseau de mots de passe de l’ordinateur, et n’est envoyé qu’au serveur de votre boîte.
help-training = Entraînement
help-training-lead = Provoquez des pannes sur une boîte d’exercice, pour savoir comment réagir le jour venu.

## Support

help-support = Votre support
help-number-lead = Au téléphone, votre support vous demandera ce numéro de cabinet :
help-number-copy = Copier le numéro
help-number-copied = Numéro copié.
help-code = Code du cabinet
help-code-lead = Envoyez-le à votre support s’il vous le demande. Il lui permet d’écrire à ce seul ordinateur ; il ne contient aucun mot de passe.
help-code-copy = Copier le code
help-code-copied = Code copié.
help-code-mail = Envoyer le code par courriel
help-code-mail-subject = Vigie : code du cabinet { $number }
help-code-mail-body =
    Bonjour,

    Voici le code de mon cabinet dans Vigie.

    Numéro : { $number }
    Code : { $code }
help-code-mail-failed = Aucune messagerie ne s’est ouverte. Copiez le code et envoyez-le vous-même.
help-code-none = Le code du cabinet n’est pas disponible tant que le trousseau de mots de passe de l’ordinateur est verrouillé.
help-support-fetched = Vérifié auprès du support.
help-support-left = Vigie ne suit plus cette organisation.
help-enrolled = Vigie suit { $organisation }
help-enrolled-since = Depuis
help-enrolled-fetched = Dernières nouvelles
help-enrolled-documents = Consignes en vigueur
help-enrolled-fetch = Vérifier maintenant
help-enrolled-leave = Ne plus suivre
help-leave-title = Ne plus suivre { $organisation } ?
help-leave-meaning = Ses messages disparaîtront, et ses réglages seront de nouveau à vous. Vigie continue de surveiller votre boîte.
help-leave-confirm = Ne plus suivre
help-enrol = Suivre votre support
help-enrol-lead = Si votre support vous a envoyé un fichier ou un lien pour Vigie, il pourra vous prévenir d’une panne et vous envoyer les bons réglages. Sans cela, Vigie marche entièrement.
help-enrol-given = Lien ou texte reçu
help-enrol-read = Voir de qui il vient
help-enrol-file = Choisir un fichier…
help-enrol-empty = Collez d’abord le lien ou le texte reçu.
help-enrol-file-failed = Ce fichier ne peut pas être lu.
help-enrol-ask = Voulez-vous que Vigie suive { $organisation } ?
help-enrol-may = Il pourra vous écrire ici, vous proposer de bons réglages et fixer certains réglages, dans des limites.
help-enrol-may-not = Il ne pourra jamais lire vos messages, ni connaître vos mots de passe, ni les envoyer ailleurs sans votre accord.
help-enrol-organisation = Organisation
help-enrol-repository = Adresse de ses consignes
help-enrol-fingerprint = Empreinte
help-enrol-compare = Dans le doute, appelez votre support et comparez cette empreinte avec la sienne :
help-enrol-accept = Suivre { $organisation }
help-enrol-refuse = Non merci
help-enrol-done = C’est fait : Vigie suit votre support.
help-diagnostics-wanted = Demande de votre support :
