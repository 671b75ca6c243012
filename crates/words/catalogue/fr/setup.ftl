### Première ouverture et ajout d'une boîte.

setup-welcome-title = Bienvenue
setup-welcome-lead = Vigie surveille la boîte de télétransmission par laquelle votre logiciel de facturation échange avec la Sécurité sociale, et vous prévient dès qu’elle ne répond plus.
setup-welcome-choice = Par quoi voulez-vous commencer ?
setup-welcome-mailbox = Configurer ma boîte
setup-welcome-mailbox-hint = Il vous faut l’adresse de votre boîte de télétransmission et son mot de passe. Deux minutes suffisent.
setup-welcome-training = S’entraîner sans rien risquer
setup-welcome-training-hint = Une boîte d’exercice, sur cet ordinateur seulement. Provoquez des pannes et voyez comment Vigie réagit.
setup-welcome-promise-read = Vigie regarde seulement si la boîte répond. Aucun message n’est retiré ni effacé.
setup-welcome-promise-secret = Votre mot de passe reste dans le trousseau de mots de passe de votre ordinateur.
setup-welcome-promise-software = Votre logiciel de facturation n’est pas modifié.
setup-welcome-promises = Ce que Vigie ne fait pas

setup-title = Configurer une boîte
setup-steps = Étapes
setup-step-address = Adresse
setup-step-server = Serveur
setup-step-password = Mot de passe
setup-step-check = Vérification
setup-step-practice = Cabinet
setup-step-finished = Terminé
setup-step-of = Étape { $number } sur { $total } : { $name }

## Adresse

setup-address-title = Quelle est l’adresse de votre boîte ?
setup-address-lead = L’adresse que votre logiciel de facturation utilise pour la télétransmission.
setup-address-label = Adresse e-mail
setup-address-example = Par exemple : cabinet@fournisseur.example
setup-address-invalid = Ce n’est pas une adresse e-mail complète. Il faut un nom, une arobase, puis le fournisseur.
setup-address-searching = Recherche du serveur de { $domain }…

## Serveur

setup-server-title = Serveur de votre boîte
setup-server-found = Fournisseur reconnu : { $provider }.
setup-server-found-many = { $count ->
    [one] Vigie a trouvé un serveur.
   *[other] Vigie a trouvé { $count } serveurs. Le plus sûr est choisi d’avance.
}
setup-server-none = Aucun serveur n’a été trouvé pour cette adresse
setup-server-none-hint = Recopiez l’adresse du serveur POP depuis les réglages de votre logiciel de facturation, ou demandez-la à votre fournisseur.
setup-server-legend = Serveur POP3
setup-server-manual = Saisir le serveur moi-même
setup-server-host = Nom du serveur
setup-server-port = Port
setup-server-security = Protection de la connexion
setup-server-login = Nom d’utilisateur
setup-server-login-hint = Chez la plupart des fournisseurs : l’adresse entière. Chez quelques-uns : ce qui précède l’arobase.
setup-server-login-as = Nom d’utilisateur : { $login }
setup-server-host-invalid = Indiquez le nom du serveur, par exemple pop.fournisseur.example.
setup-server-port-invalid = Le port est un nombre de 1 à 65535, le plus souvent 995.
setup-server-login-invalid = Indiquez le nom d’utilisateur.
setup-source-provider-table = Vient de la liste des fournisseurs connus de Vigie.
setup-source-autoconfiguration = Publié par le fournisseur, par connexion protégée.
setup-source-service-record = Annoncé dans l’annuaire Internet (DNS) du fournisseur.
setup-source-mail-exchanger = Déduit du fournisseur qui reçoit le courrier de ce domaine.
setup-source-guess = Nom habituel, essayé : ce serveur répond.
setup-source-manual = Saisi par vous.
setup-advice = Avant de continuer

## Accord pour un serveur extérieur

setup-approve-title = À qui confier le mot de passe ?
setup-approve-lead = Ce serveur n’appartient pas au domaine de votre adresse, et Vigie ne le connaît pas. Votre mot de passe lui sera envoyé, par une connexion protégée, à chaque vérification.
setup-approve-host = Serveur : { $host }
setup-approve-ask = Continuez seulement si votre fournisseur, ou les réglages de votre logiciel de facturation, vous donnent ce nom.
setup-approve-agree = J’accepte que mon mot de passe soit envoyé à { $host }
setup-approve-needed = Cochez la case pour continuer, ou choisissez un autre serveur.

## Sans chiffrement

setup-plain-title = Connexion sans protection
setup-plain-sentence = Sans protection, votre mot de passe et vos messages circulent en clair : toute personne placée sur le trajet peut les lire et s’en servir.
setup-plain-only = À n’accepter que pour une boîte déjà en service, chez un fournisseur qui n’offre aucune connexion protégée. La boîte restera marquée « sans protection ».
setup-plain-agree = J’ai lu cette phrase et j’accepte la connexion sans protection pour cette boîte
setup-plain-needed = Cochez la case pour continuer, ou choisissez une connexion protégée.

## Mot de passe

setup-password-title = Mot de passe de la boîte
setup-password-lead = Le même que dans votre logiciel de facturation. Il sert à vérifier que la boîte répond, et à rien d’autre.
setup-password-label = Mot de passe
setup-password-show = Afficher le mot de passe
setup-password-hide = Masquer le mot de passe
setup-password-for = { $address }, sur { $host }
setup-password-check = Vérifier la boîte

## Vérification

setup-check-title = Vérification de votre boîte
setup-check-running = Vigie vérifie votre boîte, comme le ferait votre logiciel…
setup-check-well = Votre boîte répond
setup-check-well-in = Tout est en ordre, en { $duration }.
setup-check-messages = { $count ->
    [0] La boîte est vide.
    [one] La boîte contient { $count } message ({ $size }).
   *[other] La boîte contient { $count } messages ({ $size }).
}
setup-check-watch = Surveiller cette boîte
setup-check-anyway = La surveiller quand même
setup-check-password = Corriger le mot de passe
setup-check-server = Changer de serveur
setup-check-wait = Pour ne pas bloquer votre compte, Vigie attend entre deux connexions.

## Cabinet

setup-practice-title = Votre cabinet
setup-practice-lead = La boîte est surveillée dès maintenant. Ces deux renseignements, facultatifs, aident l’assistance à vous répondre plus vite.
setup-practice-software = Logiciel de facturation
setup-practice-software-hint = Son nom, tel qu’il s’affiche à l’ouverture.
setup-practice-department = Département
setup-practice-department-none = Ne pas préciser
setup-practice-save = Enregistrer et terminer
setup-practice-skip = Passer cette étape

## Terminé

setup-finished-title = Vigie veille sur votre boîte
setup-finished-lead = Vous pouvez fermer cette fenêtre : la surveillance continue.
setup-finished-interval = { $minutes ->
    [one] La boîte { $address } est vérifiée toutes les minutes.
   *[other] La boîte { $address } est vérifiée toutes les { $minutes } minutes.
}
setup-finished-alarm = Si elle ne répond plus, une notification vous le dit, et l’icône de Vigie change de forme et de couleur.
setup-finished-silence = Pas de nouvelle ? C’est que tout va bien.
setup-finished-home = Voir l’accueil
setup-finished-another = Ajouter une autre boîte
