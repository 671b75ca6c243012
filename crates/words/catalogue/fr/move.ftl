### Changer de boîte : la page, la fiche de bascule, et ce que l'accueil en montre.

move-title = Changer de boîte
move-steps = Étapes du changement
move-step-provider = Fournisseur
move-step-guide = Nouvelle boîte
move-step-addresses = Adresses
move-step-check = Vérification
move-step-switch = Bascule
move-loading = Vigie regarde où vous en êtes…
move-failed-to-load = La page n’a pas pu être préparée
move-not-here = Cette page n’est pas disponible pour l’instant.

## Choisir le fournisseur

move-what-1 = Vigie vous guide pour créer une nouvelle boîte de télétransmission.
move-what-2 = Vigie vérifie ensuite que c’est une vraie boîte, à part et vide.
move-what-3 = Rien ne change avant votre accord, et le changement peut être annulé.
move-provider-title = Chez qui créer la nouvelle boîte ?
move-provider-lead = Choisissez le fournisseur d’accès à Internet du cabinet : celui de la box.
move-provider-search = Chercher
move-provider-search-hint = Le nom écrit sur la box, ou la fin d’une adresse, par exemple « @fournisseur.example ».
move-provider-list = Fournisseurs
move-provider-count = { $count ->
    [0] Aucun fournisseur ne correspond.
    [one] { $count } fournisseur.
   *[other] { $count } fournisseurs.
}
move-provider-known-as = Sur votre box : { $names }
move-provider-not-access = Pas un fournisseur d’accès
move-provider-other = C’est un autre
move-provider-other-hint = Il n’est pas dans la liste : Vigie vous dit quoi chercher sur son site.
move-provider-created = Ma nouvelle boîte est déjà créée
move-unknown = Je ne sais pas qui est mon fournisseur
move-unknown-box = Lisez le nom écrit sur la box du cabinet, à l’avant ou sur l’étiquette du dessous.
move-unknown-invoice = Regardez la facture d’Internet, ou le nom prélevé chaque mois sur le compte du cabinet.
move-unknown-shared = Vous êtes en maison de santé, et la ligne n’est pas à vous ? Prenez votre fournisseur à la maison : il convient aussi.

## Créer la boîte

move-guide-title = Créez une nouvelle boîte chez { $provider }
move-guide-title-other = Créez une nouvelle boîte chez votre fournisseur
move-guide-trap = Un alias n’est pas une boîte
move-guide-trap-general = Un alias est une seconde adresse pour une boîte que vous avez déjà. Votre logiciel de facturation y effacerait votre courrier personnel. Il faut une vraie boîte, avec son propre mot de passe.
move-guide-steps = Ce qu’il faut faire
move-guide-other-1 = Connectez-vous au site de votre fournisseur, à la rubrique « Messagerie » ou « E-mail ».
move-guide-other-2 = Cherchez « nouvel utilisateur », « adresse secondaire » ou « ajouter une boîte ». Jamais « alias ».
move-guide-other-3 = Choisissez une adresse qui ne servira qu’à la télétransmission, et un mot de passe rien que pour elle.
move-guide-other-4 = Connectez-vous une fois à cette nouvelle boîte, sur le site du fournisseur. Elle doit être vide.
move-guide-advice = À savoir sur ce fournisseur
move-guide-page = Ouvrir la page de { $provider }
move-guide-page-hint = Elle s’ouvre dans votre navigateur.
move-guide-page-failed = La page n’a pas pu être ouverte. Son adresse : { $page }
move-guide-done = La boîte est créée

## Adresses

move-addresses-title = Votre nouvelle boîte
move-addresses-lead = Notez exactement ce que vous venez de créer.
move-address = Nouvelle adresse
move-password = Son mot de passe
move-password-hint = Il reste sur cet ordinateur, et ne sert qu’à cette boîte.
move-replaces = Elle remplace
move-replaces-none = Aucune boîte surveillée
move-existing = Vos autres adresses
move-existing-why = Un alias mène presque toujours à votre adresse principale chez ce fournisseur : c’est en la lisant que Vigie peut prouver que ce n’en est pas un.
move-existing-watched = Les boîtes que Vigie surveille sont comparées d’elles-mêmes.
move-existing-main = Votre adresse principale chez { $provider }
move-existing-main-other = Votre adresse principale chez ce fournisseur
move-existing-further = Une autre de vos adresses
move-existing-password = Son mot de passe (facultatif)
move-existing-password-hint = Sans lui, la preuve est moins forte.
move-existing-add = Ajouter une adresse
move-existing-remove = Retirer cette adresse
move-advanced = Domaine personnel, serveurs à la main
move-own-domain = Le domaine de cette adresse est à moi
move-own-domain-hint = Vigie peut alors essayer une adresse inventée sur ce domaine, pour voir si tout le courrier tombe dans la même boîte.
move-by-hand = Saisir les serveurs moi-même
move-by-hand-hint = Sinon, Vigie les trouve. Laissez vide ce que vous ne savez pas.
move-pop = Réception (POP)
move-submission = Envoi
move-login-hint = Laissez vide si c’est l’adresse entière.
move-pause-billing = Pendant la vérification, fermez votre logiciel de facturation
move-pause-billing-why = S’il relève la boîte entre-temps, il peut effacer les messages d’essai, et Vigie ne pourrait plus conclure.
move-consent = J’accepte que Vigie envoie quelques courts messages d’essai entre mes boîtes, et les retire ensuite
move-consent-hint = Vigie ne touche à aucun autre message.
move-begin = Vérifier la boîte
move-beginning = La vérification commence…
move-wrong-address = Ce n’est pas une adresse e-mail complète. Il faut un nom, une arobase, puis le fournisseur.
move-wrong-password = Saisissez le mot de passe de la nouvelle boîte.
move-wrong-consent = Sans votre accord, Vigie n’envoie aucun message et ne peut rien prouver.
move-wrong-existing = Corrigez cette adresse, ou laissez-la vide.
move-wrong-form = { $count ->
    [one] Il reste un point à compléter.
   *[other] Il reste { $count } points à compléter.
}

## Vérification

move-check-title = Vigie vérifie { $address }
move-check-list = Points vérifiés
move-check-waiting = en attente
move-check-running = en cours
move-check-well = en ordre
move-check-bad = à revoir
move-check-unknown = on ne peut pas le dire
move-check-done-of = { $done } sur { $total } points vus
move-check-wait = Vigie attend ses messages d’essai
move-check-wait-since = Commencé il y a { $passed }. Fin de l’attente à { $until } au plus tard.
move-check-wait-progress = Attente des messages d’essai
move-check-removing = Vigie retire ses messages d’essai
move-check-leave = Vous pouvez fermer cette fenêtre : Vigie continue, et vous préviendra.
move-check-passed = Depuis { $passed }
move-password-again = Vigie a besoin du mot de passe pour continuer
move-password-again-why = Il n’a pas de mot de passe qui marche pour cette adresse : le trousseau de l’ordinateur ne le rend pas, ou le serveur l’a refusé.
move-password-again-address = Adresse
move-password-again-hint = Si Vigie en demande un autre ensuite, indiquez l’autre adresse comparée.
move-password-again-give = Continuer la vérification
move-abandon = Abandonner
move-abandon-title = Abandonner cette vérification ?
move-abandon-meaning = Vigie retire ses messages d’essai et oublie { $address }. Votre boîte actuelle reste surveillée.
move-abandon-confirm = Abandonner la vérification

## Verdict

move-verdict-strength = Force de la preuve
move-verdict-took = Vérifié en { $duration }
move-verdict-to-do = Pour avancer
move-verdict-to-strengthen = Pour une preuve plus forte
move-verdict-details = Voir ce que Vigie a vu
move-verdict-questions = Questions et réponses
move-verdict-reasons = Pourquoi
move-verdict-warnings = Bon à savoir
move-verdict-found = Trouvé dans la nouvelle boîte
move-verdict-found-lead = Vigie n’a rien effacé. Reconnaissez-vous ces messages ?
move-verdict-found-from = Expéditeur
move-verdict-found-subject = Objet
move-verdict-found-received = Reçu
move-verdict-found-unknown = Inconnu
move-verdict-probes = Messages d’essai
move-verdict-probes-removed = { $count ->
    [0] Aucun message d’essai n’est resté à retirer.
    [one] { $count } message d’essai a été retiré.
   *[other] { $count } messages d’essai ont été retirés.
}
move-verdict-probes-left = { $count ->
    [one] Un message d’essai est resté. Vous pouvez l’effacer vous-même.
   *[other] { $count } messages d’essai sont restés. Vous pouvez les effacer vous-même.
}
move-verdict-checks = Points vérifiés
move-verdict-repeat = Vérifier à nouveau
move-verdict-other = Essayer une autre adresse
move-verdict-switch = Basculer
move-verdict-agree = J’ai lu cette phrase, et je veux continuer
move-verdict-agree-needed = Cochez la case pour continuer sans cette preuve.

## Façon de basculer

move-ways-title = Comment basculer vers { $address }
move-ways-lead = Voici ce qui sera fait, dans l’ordre. Rien n’est encore changé.
move-ways-choose = Façon de basculer
move-ways-first = conseillé
move-ways-steps = Ce qui sera fait
move-ways-touched = Ce qui sera modifié sur cet ordinateur
move-ways-touched-hint = Une copie datée est gardée avant.
move-ways-password = J’accepte que le mot de passe soit écrit aussi dans les réglages du logiciel
move-ways-password-hint = Sinon, vous le saisirez vous-même dans le logiciel.
move-ways-none = Aucune façon de basculer n’est possible pour l’instant
move-ways-none-hint = Vérifiez à nouveau la boîte, puis revenez ici.
move-ways-apply = Appliquer le changement
move-ways-applying = Le changement commence…
move-ways-undoable = Vous pourrez tout annuler ensuite.
move-ways-back = Revenir au verdict

## Bascule

move-switch-steps = Étapes de la bascule
move-switch-step-waiting = à venir
move-switch-step-running = en cours
move-switch-step-person = à vous
move-switch-step-done = fait
move-switch-step-failed = échec
move-switch-step-undone = annulé
move-switch-from-to = De { $from } vers { $to }
move-switch-to = Vers { $to }
move-switch-close-hint = Vigie attend, et continue dès qu’il est fermé.
move-switch-turn = À vous
move-switch-close-done = C’est fermé
move-switch-enter-done = C’est fait
move-switch-other-done = Continuer
move-switch-enter-hint = Recopiez ces valeurs dans les réglages de messagerie de votre logiciel, le plus souvent dans cet ordre.
move-switch-values = Valeurs à saisir
move-switch-value-password = Le mot de passe que vous venez de saisir
move-switch-copy = Copier
move-switch-copy-name = Copier : { $label }
move-switch-copied = Copié : { $label }
move-switch-copy-failed = La copie n’a pas marché. Sélectionnez le texte, puis Ctrl + C.
move-switch-print = Imprimer ces valeurs
move-switch-print-title = Réglages de la boîte de télétransmission
move-switch-print-field = Réglage
move-switch-print-value = À saisir
move-switch-seen = Vigie a vu vos messages relevés : vos réglages marchent.
move-switch-undo = Annuler le changement
move-switch-undo-title = Annuler le changement ?
move-switch-undo-meaning = L’ancienne boîte reprend sa place. Si la nouvelle a déjà servi, Vigie la surveille encore le temps de la transition, pour les réponses qui y arrivent. Si vous avez saisi les réglages vous-même, il faudra y remettre les anciens.
move-switch-undo-confirm = Annuler le changement
move-switch-undo-keep = Garder la nouvelle boîte
move-switch-again = Changer de boîte à nouveau
move-switch-check-again = Revenir à la vérification
move-switch-fiche = Voir la fiche de bascule

## Fiche de bascule

move-fiche-title = Fiche de bascule
move-fiche-none = Aucun changement de boîte n’a été fait
move-fiche-none-hint = Cette fiche apparaît après un changement : elle dit ce qui est resté entre les deux boîtes.
move-fiche-from = Ancienne boîte
move-fiche-to = Nouvelle boîte
move-fiche-switched = Bascule
move-fiche-until = Les deux surveillées jusqu’au
move-fiche-at = État le { $at }
move-fiche-advice = À faire, et ce qui ne demande rien
move-fiche-lots = Lots encore sans réponse
move-fiche-lots-lead = Envoyés avant la bascule.
move-fiche-lots-none = Tous les lots envoyés avant la bascule ont leur réponse.
move-fiche-returns = Retours arrivés dans l’ancienne boîte
move-fiche-returns-lead = Depuis la bascule.
move-fiche-returns-none = Aucun retour n’est arrivé dans l’ancienne boîte depuis la bascule.
move-fiche-shown = Les { $shown } premiers sur { $total }.
move-fiche-lot = Lot
move-fiche-caisse = Caisse
move-fiche-date = Date
move-fiche-sent = Envoyé
move-fiche-state = Où il en est
move-fiche-kind = Retour
move-fiche-received = Arrivé
move-fiche-for-lots = Lots
move-fiche-where = Où il est
move-fiche-still-there = Encore dans l’ancienne boîte
move-fiche-collected = Relevé
move-fiche-inactivity = L’ancienne boîte
move-fiche-print = Imprimer
move-fiche-save = Enregistrer la fiche
move-fiche-saved = Fiche enregistrée.
move-fiche-save-failed = La fiche n’a pas pu être enregistrée. Choisissez un autre dossier.
move-fiche-print-failed = L’impression n’a pas pu être lancée.

## Accueil

move-home-transition = Vous avez changé de boîte : Vigie surveille les deux jusqu’au { $until }
move-home-transition-hint = L’ancienne boîte, { $address }, est encore surveillée pour ce qui y arrive en retard.
move-home-running = Vérification d’une nouvelle boîte en cours
move-home-judged = La nouvelle boîte est vérifiée
move-home-switching = Un changement de boîte est en cours
move-home-open = Voir où cela en est
move-home-alarm = Changer de boîte
move-former = ancienne boîte

## Relais et support

move-ways-lead-relay = Votre logiciel de facturation passe par le relais : il n’y a rien à y changer. Voici ce que fera Vigie.
move-switch-collect-done = La relève est terminée
move-home-relay = Le réglage de votre logiciel est en cours
move-recommended = Votre support vous recommande une boîte en @{ $domain }
move-recommended-hint = Les serveurs sont déjà remplis. Créez-y l’adresse si ce n’est pas fait, puis donnez ici l’adresse et son mot de passe : Vigie vérifie tout avant de changer quoi que ce soit.
move-recommended-take = Prendre cette boîte
