# The terminal. Read by whoever helps the practice, and by the practice at the hotline's request.

cli-usage = Commande mal formée : { $argument } { $value }
cli-usage-unknown = Option inconnue : { $argument }
cli-usage-command = Commande inconnue : { $argument }
cli-usage-no-command = Il manque une commande, par exemple « vigie status ».
cli-usage-missing = Il manque : { $argument }
cli-usage-value = Valeur refusée pour { $argument } : « { $value } »
cli-usage-conflict = { $argument } ne va pas avec { $value }
cli-usage-help = Pour de l’aide : vigie --help
cli-output =
    .title = Impossible d’écrire la réponse ({ $error })
    .action = Vérifiez où va la sortie de la commande : disque plein, fichier protégé…
cli-password-typed = Saisissez le mot de passe puis Entrée (il se verra à l’écran) :
cli-password-missing =
    .title = Aucun mot de passe sur l’entrée standard
    .action = Donnez-le sur une ligne, par exemple : vigie check --address ADRESSE --password-stdin < fichier
cli-password-too-long =
    .title = Le mot de passe est trop long (1024 octets au plus)
    .action = Vérifiez ce qui est envoyé sur l’entrée standard.
cli-password-unfit =
    .title = Le mot de passe contient des caractères qui ne peuvent pas être envoyés
    .action = Donnez-le en UTF-8, sur une seule ligne.
cli-password-unreadable =
    .title = L’entrée standard ne peut pas être lue
    .action = Donnez le mot de passe par un fichier ou un tube.
cli-file-unreadable =
    .title = Le fichier { $path } ne peut pas être lu ({ $error })
    .action = Vérifiez son nom et ses droits d’accès.
cli-no-certificates =
    .title = { $path } ne contient pas de certificat utilisable
    .action = Donnez un fichier PEM d’un ou plusieurs certificats, 1 Mo au plus.
cli-no-data-dir =
    .title = Vigie ne trouve pas votre dossier personnel
    .action = Indiquez un dossier avec --data-dir.
cli-agent-stopped =
    .title = Vigie ne tourne pas pour { $path } : vos boîtes ne sont pas surveillées
    .action = Lancez Vigie (vigie-agent), puis recommencez.
cli-agent-foreign =
    .title = Le dossier { $path } appartient à un autre utilisateur, ou d’autres y ont accès
    .action = Ouvrez la session de la personne qui utilise Vigie, ou choisissez un autre --data-dir.
cli-agent-silent =
    .title = Vigie ne répond pas pour { $path } ({ $error })
    .action = Quittez Vigie puis relancez-le.
cli-agent-gone =
    .title = Vigie s’est arrêté : vos boîtes ne sont plus surveillées
    .action = Lancez Vigie (vigie-agent), puis recommencez.
cli-agent-slow =
    .title = Vigie n’a pas répondu à temps
    .action = Recommencez dans une minute ; si cela dure, quittez Vigie puis relancez-le.
cli-no-such-mailbox =
    .title = Aucune boîte surveillée ne s’appelle « { $name } »
    .action = Regardez la liste : vigie accounts list
cli-not-approved =
    .title = Le serveur trouvé, { $host }, n’appartient pas à votre adresse, et Vigie ne le connaît pas
    .action = Si votre fournisseur vous a donné ce nom, ajoutez --approve-host { $host } ; sinon, indiquez le bon avec --server.
cli-no-server =
    .title = Vigie n’a pas trouvé le serveur de { $address }
    .action = Demandez son nom à votre fournisseur et indiquez-le avec --server.
cli-no-programme =
    .title = { $path } ne peut pas être lancé ({ $error })
    .action = Réinstallez Vigie, pour que ses programmes soient dans le même dossier.
cli-clear-text = Attention : sans protection, le mot de passe voyage lisible par d’autres jusqu’à { $host }.
cli-clear-text-only = Ce fournisseur n’offre que des connexions sans protection ({ $server }). Si cette boîte sert déjà, indiquez --server { $server } --security plain.
cli-milliseconds = { $ms } ms
cli-check-of = Boîte { $address }
cli-check-well = Tout va bien : la boîte { $address } répond
cli-check-server = Serveur : { $server }, connexion protégée ({ $version }), identité garantie par { $issuer } jusqu’au { $end-date }
cli-check-server-clear = Serveur : { $server }, connexion sans protection
cli-check-messages = { $messages ->
    [0] Aucun message dans la boîte
    [one] { $messages } message dans la boîte ({ $octets })
   *[other] { $messages } messages dans la boîte ({ $octets })
  }
cli-check-oldest = Le plus ancien est arrivé le { $oldest }
cli-check-more = Tous les messages n’ont pas pu être regardés en une fois
cli-check-took = Vérification faite en { $took }
cli-check-closing = Vigie referme la boîte proprement… (Ctrl-C de nouveau pour arrêter tout de suite)
cli-status-headline = { $level } – { $headline }
cli-status-training = C’est un entraînement : aucune vraie boîte n’est en jeu.
cli-status-mailbox = { $address } – { $level }
cli-status-add = Pour en surveiller une : vigie accounts add --address ADRESSE --password-stdin
cli-accounts-number = N°
cli-accounts-address = Adresse
cli-accounts-server = Serveur
cli-accounts-state = État
cli-accounts-added = Vigie surveille maintenant { $address }
cli-accounts-not-added = La boîte n’a pas été ajoutée. Pour l’ajouter quand même : --unchecked
cli-accounts-removed = Vigie ne surveille plus { $address } ; son historique reste
cli-history-share = { $address } : disponible { $share } % du temps sur { $days } jours ({ $checks } vérifications)
cli-history-empty = { $address } : aucune vérification sur { $days } jours
cli-history-no-incident = Aucun incident
cli-history-began = Début
cli-history-lasted = Durée
cli-history-what = Ce qui s’est passé
cli-history-ongoing = en cours
cli-moment = { $at }
cli-duration = { $lasted }
cli-watch-begins = Vigie montre ici ce qui change. Ctrl-C pour arrêter de regarder.
cli-watch-line = { $at } · { $level } · { $address } · { $title }
cli-doctor-agent-runs = Vigie tourne (version { $release })
cli-doctor-untold = { $thing ->
    [keychain] Trousseau de mots de passe
    [record] Historique
    [tray] Icône de Vigie
    [notifications] Notifications
    [autostart] Démarrage avec l’ordinateur
   *[network] Connexion Internet
  } : impossible à dire tant que Vigie ne tourne pas
cli-guessed = Vigie n’a trouvé aucun serveur pour cette adresse et essaie le nom le plus courant, { $host }. Si vous connaissez le bon, indiquez-le avec --server.
cli-doctor-folder-good = Le dossier { $path } est accessible
cli-doctor-folder-absent = Le dossier { $path } n’existe pas encore : Vigie le créera à son premier démarrage
cli-doctor-folder-bad =
    .title = Vigie ne peut pas écrire dans le dossier { $path } ({ $error })
    .action = Faites de la place sur le disque ou rendez-vous le droit d’écrire dans { $path }.
cli-doctor-clock-good = Cet ordinateur croit que nous sommes le { $now-date } à { $now-time }
cli-doctor-clock-bad =
    .title = L’horloge de cet ordinateur est fausse : elle indique le { $now-date }
    .action = Réglez la date et l’heure, de préférence sur « automatique ».
cli-doctor-keychain-good = Mots de passe : Vigie peut les lire
cli-doctor-record-good = Historique : en ordre
cli-doctor-tray-good = Icône de Vigie : rien à signaler
cli-doctor-notifications-good = Notifications : rien à signaler
cli-doctor-autostart-good = Démarrage avec l’ordinateur : rien à signaler
cli-doctor-autostart-off = Vigie ne démarre pas avec l’ordinateur : vous l’avez réglé ainsi
cli-doctor-network-good = La connexion Internet marche
cli-doctor-network-bad =
    .title = Cet ordinateur n’atteint pas Internet
    .action = Vérifiez que votre box Internet est allumée et que l’ordinateur y est bien relié.
cli-doctor-network-not-asked = La connexion Internet n’est pas vérifiée : aucun témoin n’est réglé
cli-training-begins = Entraînement : une boîte fictive, rien que sur cet ordinateur. Aucune vraie boîte n’est en jeu.
cli-training-start = 1. Vigie surveille la boîte et suit les lots. Ici, une heure passe en une seconde.
cli-training-lot = 2. Le logiciel envoie un lot ; la caisse répond par un ARL.
cli-training-cut = 3. Le fournisseur ferme l’accès, comme La Poste en avril 2022.
cli-training-restore = 4. Le fournisseur rouvre l’accès.
cli-training-silence = 5. La caisse ne répond plus : un lot part, et aucun ARL ne vient.
cli-training-wait = 6. Les 48 heures s’écoulent.
cli-training-arl = 7. La caisse répond de nouveau.
cli-training-after = Au bout de { $took }, Vigie dit :
cli-training-of-lot = Et du lot : { $title }
cli-training-too-late = Après { $took }, Vigie n’a toujours rien dit.
cli-training-ended = Entraînement réussi : accès coupé, puis ARL arrêtés ; vus, expliqués et rétablis en { $took }.
cli-training-broke = L’entraînement ne s’est pas passé comme prévu.
cli-classify-class = { $class ->
    [lot] Un lot, envoyé à la Sécurité sociale
    [arl_positive] Un accusé de réception : la caisse a reçu le lot
    [arl_negative] Un accusé de réception négatif : la caisse refuse le lot
    [arl_unsigned] Un accusé de réception dont le sens n’a pas pu être lu
    [rsp] Un retour de paiement ou de rejet
    [service_message] Un message de service de la Sécurité sociale
    [non_delivery] Un avis de non-remise : un message n’est pas arrivé
    [unknown_machine] Un message automatique que Vigie ne connaît pas
   *[foreign] Un message sans rapport avec la télétransmission
  }
cli-classify-rule = Reconnu par la règle « { $rule } » ({ $strength ->
    [proven] lu dans le message
   *[probable] probable
  })
cli-classify-caisse = Caisse : { $caisse }
cli-classify-lot = Lot { $number }, daté du { $date }, émetteur { $emitter }
cli-classify-states = Factures : { $paid } payées, { $rejected } rejetées, { $deferred } en attente
cli-classify-code = Code { $code } : { $count } fois
cli-content-unfinished = Le contenu n’a pas pu être lu jusqu’au bout : { $fault }
cli-decode-layout = { $layout ->
    [b2] Fichier B2
    [noemie_ps] Retour NOEMIE
   *[unknown] Ce fichier n’a pas une forme que Vigie connaît
  }
cli-rules-unfit =
    .title = Les règles de { $path } ne peuvent pas servir ({ $error })
    .action = Corrigez le fichier à l’endroit indiqué.
cli-which-mailbox =
    .title = Plusieurs boîtes sont surveillées : il faut dire laquelle
    .action = Ajoutez --mailbox et l’adresse ; la liste : vigie accounts list
cli-lots-none = Aucun lot
cli-lots-id = N°
cli-lots-number = Lot
cli-lots-caisse = Caisse
cli-lots-sent = Envoyé
cli-lots-times = Envois
cli-lots-stage = Où il en est
cli-lots-shown = { $shown } sur { $total ->
    [one] { $total } lot
   *[other] { $total } lots
  }
cli-lots-settled = C’est réglé : Vigie ne suit plus ces lots.
cli-sources-none = Vigie ne lit aucun dossier de votre logiciel de facturation. Pour en trouver : vigie sources find
cli-sources-nothing-found = Rien trouvé aux endroits habituels. Indiquez le dossier : vigie sources add --lots DOSSIER
cli-sources-number = N°
cli-sources-kind = Ce que c’est
cli-sources-place = Où
cli-sources-state = État
cli-sources-read = Lu le { $at }
cli-sources-unread = Pas encore lu
cli-sources-lot-folder = Dossier des lots
cli-sources-return-folder = Dossier des ARL et retours
cli-sources-pyxvital = Pyxvital
cli-sources-log = Journal ou export
cli-sources-profile = Profil { $id } : { $name }
cli-sources-preview = Trouvé : { $lots ->
    [one] { $lots } lot
   *[other] { $lots } lots
  }, { $returns ->
    [one] { $returns } retour
   *[other] { $returns } retours
  } ; non compris : { $unknown }
cli-sources-sample = Lot { $number }, caisse { $caisse }, envoyé le { $sent }
cli-sources-added = Vigie lit désormais cet endroit ; rien n’y sera changé.
cli-sources-removed = Vigie n’y lit plus ; ce qui a été appris reste.
cli-password-line =
    .title = La ligne { $line } de l’entrée standard n’est pas une adresse, une tabulation et un mot de passe
    .action = Donnez une ligne par boîte : ADRESSE, tabulation, MOT DE PASSE.
cli-verify-no-password =
    .title = Le mot de passe de { $address } n’a pas été donné
    .action = Ajoutez sur l’entrée standard une ligne : { $address }, tabulation, mot de passe.
cli-verify-passwords-typed = Saisissez une ligne par boîte, ADRESSE, tabulation, MOT DE PASSE (visibles à l’écran), puis Ctrl-D :
cli-verify-probe-subject = Message d’essai de Vigie, à ignorer
cli-verify-probe-text = Bonjour,

    Vigie a envoyé ce message d’essai pour vérifier une nouvelle boîte de télétransmission.
    Il ne demande aucune réponse et devrait disparaître tout seul. Sinon, vous pouvez le supprimer.
cli-verify-ended = { $well ->
    [yes] ✓
   *[no] ✗
  } { $task ->
    [candidate] Nouvelle boîte { $address }
    [existing] Boîte { $address }
    [send_probe] Envoi du message d’essai à { $address }
    [send_controls] Envoi depuis { $address }
    [watch] Arrivée des messages d’essai
   *[remove] Suppression des messages d’essai
  } ({ $took })
cli-verify-waiting = Vigie attend { $until-time } pour relire les boîtes. Ctrl-C pour arrêter.
cli-verify-stopping = Vigie referme les boîtes proprement… (Ctrl-C de nouveau pour arrêter tout de suite)
cli-verify-stopped = La vérification a été arrêtée avant la fin.
cli-verify-answer = { $question } { $answer }
cli-verify-lies-there = { $from }, « { $subject } », { $at }
cli-verify-lies-there-undated = { $from }, « { $subject } »
cli-verify-removed = { $count ->
    [one] Vigie a supprimé son message d’essai.
   *[other] Vigie a supprimé ses { $count } messages d’essai.
  }
cli-switch-none = Aucun changement de boîte n’a été fait.
cli-switch-touched = Sera modifié : { $place }
cli-switch-yes = Rien n’a été fait. Ajoutez --yes pour l’exécuter.
cli-verify-left = { $why ->
    [kept] Le message d’essai reste dans { $mailbox }, comme demandé (« { $subject } »).
    [not_seen] Le message d’essai envoyé à { $mailbox } n’a pas été retrouvé : s’il arrive, supprimez-le (« { $subject } »).
   *[other] Le message d’essai dans { $mailbox } n’a pas pu être supprimé : supprimez-le (« { $subject } »).
  }
cli-relay-then = Pour savoir quoi saisir dans votre logiciel de facturation : vigie relay credentials
cli-relay-receiving = Réception : 127.0.0.1, port { $port } ({ $open ->
    [yes] ouvert
   *[no] fermé
  })
cli-relay-sending = Envoi : 127.0.0.1, port { $port } ({ $open ->
    [yes] ouvert
   *[no] fermé
  })
cli-relay-waiting = { $waiting ->
    [0] Aucun message n’attend votre logiciel de facturation
    [one] { $waiting } message attend votre logiciel de facturation ({ $octets })
   *[other] { $waiting } messages attendent votre logiciel de facturation ({ $octets })
  }
cli-relay-last-login = Dernier passage de votre logiciel : le { $at }
cli-relay-last-confirmed = Derniers messages remis : le { $at }
cli-relay-last-sent = Dernier lot envoyé : le { $at }
cli-relay-without-login = L’envoi se fait sans identifiant, comme vous l’avez réglé.
cli-relay-mailbox = { $former ->
    [yes] Ancienne boîte { $address }
   *[no] Boîte { $address }
  }
cli-relay-collected = Relevée pour la dernière fois le { $at }
cli-relay-failing = Ne se relève plus depuis le { $at }
cli-relay-submission = Serveur d’envoi : { $server }
cli-relay-keep = { $days ->
    [0] Les messages remis sont aussitôt retirés de la boîte
    [one] Les messages remis restent un jour dans la boîte
   *[other] Les messages remis restent { $days } jours dans la boîte
  }
cli-relay-value = { $label } : { $value }
cli-relay-certificate = Si votre logiciel veut une connexion protégée, il verra un certificat fait par Vigie ; empreinte SHA-256 : { $certificate }
cli-quit-done = Vigie est arrêté : votre boîte n’est plus surveillée.
cli-quit-not-running = Vigie n’était pas en marche.
cli-quit-still-ending = Vigie n’a pas encore fini de s’arrêter.
