# What support pushes.

# Why its configuration cannot be fetched or used.
steering-problem-unreachable = Le serveur du support ne répond pas. Vigie marche avec ce qu’il a déjà reçu, et réessaie de lui-même.
steering-problem-not-ours = Une autre page répond à la place du serveur du support, par exemple celle d’un réseau qui demande de se connecter. Vigie n’en tient aucun compte et réessaie de lui-même.
steering-problem-expired = Ce que publie le support a passé sa date. Vigie garde ce qu’il a reçu de bon ; vérifiez que l’ordinateur est à l’heure, et prévenez votre support.
steering-problem-signatures = Ce que publie le support ne porte pas les bonnes signatures. Vigie ne l’accepte pas et garde ce qu’il a reçu de bon ; prévenez votre support.
steering-problem-went-backwards = Le serveur du support présente une version plus ancienne que celle déjà reçue. Vigie ne l’accepte pas ; prévenez votre support.
steering-problem-too-large = Ce que présente le serveur du support est trop gros pour être juste. Vigie ne l’accepte pas ; prévenez votre support.
steering-problem-not-understood = Vigie ne sait pas lire ce que publie le support. Une version plus récente de Vigie le saura peut-être ; prévenez votre support.
steering-problem-documents-refused = { $documents ->
    [one] Un document du support n’est pas accepté ({ $first }). Vigie garde ce qui était en vigueur ; prévenez votre support.
   *[other] { $documents } documents du support ne sont pas acceptés, dont { $first }. Vigie garde ce qui était en vigueur ; prévenez votre support.
  }
steering-problem-not-kept = Vigie n’arrive pas à enregistrer ce que publie le support : le disque est plein, ou l’historique est abîmé.

# A bulletin outside the window. $title and $text are support’s own words.
steering-toast-title = { $title }
steering-toast-body = { $text } – { $organisation }
steering-headline = Incident signalé par { $organisation } : { $title }

# A provider that closed POP, by support's word. $since is a moment of the first day without.
steering-pop-closed = { $provider } a coupé le POP sur ses boîtes le { $since-date } : elles ne conviennent pas à la télétransmission.
steering-pop-closed-alarm =
    .meaning = { $provider } a coupé le POP sur ses boîtes le { $since-date }. Vos ARL et vos retours n’arrivent plus jusqu’à votre logiciel, et aucun réglage de votre côté n’y changera rien.
    .action = Ne changez pas votre mot de passe et ne renvoyez pas vos lots. Ouvrez « Changer de boîte » et passez à une boîte d’un autre fournisseur.

# The terminal: enrolling, and how support reaches this installation.
steering-cli-organisation = Organisation : { $organisation }
steering-cli-repository = Adresse : { $repository }
steering-cli-fingerprint = Empreinte : { $fingerprint }
steering-cli-means = Cette organisation pourra envoyer à Vigie des messages et des réglages. Elle ne pourra ni lire votre courrier, ni connaître un mot de passe, ni changer de serveur sans votre accord.
steering-cli-compare = Comparez l’empreinte avec celle que votre support vous donne par un autre chemin, au téléphone par exemple.
steering-cli-ask = L’accepter ? Tapez « oui » puis Entrée :
steering-cli-accept = Pour l’accepter, ajoutez : --accept { "\"" }{ $fingerprint }{ "\"" }
steering-cli-nothing-changed = Rien n’a été changé.
steering-cli-enrolled = Vigie suit désormais { $organisation }.
steering-cli-left = Vigie ne suit plus aucune organisation. Ce qu’elle avait envoyé n’est plus en vigueur.
steering-cli-none-offered = Indiquez le fichier ou le lien https que votre support vous a donné. Aucun n’a été déposé à côté de Vigie.
steering-cli-support = Support : { $organisation } – { $repository }
steering-cli-fetched = Dernière lecture : { $at } ({ $documents ->
    [one] un document en vigueur
   *[other] { $documents } documents en vigueur
  })
steering-cli-not-fetched = Rien n’a encore été reçu.
steering-cli-practice = Numéro du cabinet : { $number }
steering-cli-managed = Réglage géré par le support ({ $field }) : { $reason }
steering-cli-release = Vigie { $version } est disponible : { $page }
steering-cli-proposed = { $address } : le support propose le serveur { $to } à la place de { $from }. Rien ne change sans votre accord, dans la fenêtre.
steering-cli-incident = Incident signalé par { $organisation } : { $title }
steering-cli-advice = Conseil de { $organisation } : { $title }
steering-cli-page = Page : { $url }
steering-cli-call = Téléphone : { $number }
steering-cli-assistant = Dans la fenêtre de Vigie : « Changer de boîte ».
