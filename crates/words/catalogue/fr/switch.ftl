# The switch to a new mailbox.

switch-way-profile = Vigie écrit lui-même les réglages de { $program }
switch-way-guided = Vous saisissez les réglages dans votre logiciel de facturation, et Vigie vous guide

# Each step: before it is done, when it is done, when it is undone.
switch-step-keep-password =
    .before = Le mot de passe de { $new } sera rangé dans le trousseau de l’ordinateur.
    .done = Le mot de passe de { $new } est rangé dans le trousseau de l’ordinateur.
    .undone = Le mot de passe de { $new } est retiré du trousseau de l’ordinateur.
switch-step-watch-new =
    .before = La boîte { $new } sera surveillée.
    .done = La boîte { $new } est surveillée.
    .undone = La surveillance de { $new } est comme avant.
switch-step-await-closed =
    .before = Vigie attendra que { $program } soit fermé.
    .done = { $program } est fermé.
    .undone = Rien n’était à défaire pour la fermeture de { $program }.
switch-step-back-up =
    .before = Les réglages actuels de { $program } seront copiés, avec la date.
    .done = Les réglages de { $program } sont copiés, avec la date.
    .undone = La copie des réglages de { $program } reste, par précaution.
switch-step-write-settings =
    .before = Les nouveaux réglages seront écrits dans { $program }.
    .done = Les nouveaux réglages sont écrits dans { $program }.
    .undone = Les anciens réglages de { $program } sont remis.
switch-step-read-back =
    .before = Les réglages de { $program } seront relus, pour être sûr qu’ils sont bien écrits.
    .done = Les réglages de { $program } ont été relus : ils sont bien écrits.
    .undone = Rien n’était à défaire pour la relecture.
switch-step-enter-by-hand =
    .before = Vous saisirez les nouveaux réglages dans votre logiciel de facturation.
    .done = Les nouveaux réglages sont dans votre logiciel de facturation.
    .undone = Les anciens réglages sont de nouveau dans votre logiciel de facturation.
switch-step-retire-old =
    .before = La boîte { $old } deviendra l’ancienne boîte, et sera encore surveillée { $days ->
        [one] un jour
       *[other] { $days } jours
      }.
    .done = La boîte { $old } est maintenant l’ancienne boîte, et reste surveillée { $days ->
        [one] un jour
       *[other] { $days } jours
      }.
    .undone = La boîte { $old } est de nouveau votre boîte de télétransmission.

# What stands against a step.
switch-obstacle-program-runs =
    .title = { $subject } est ouvert
    .meaning = Il ne verrait pas les nouveaux réglages, ou il écrirait les siens par-dessus. Vos lots et vos retours passent toujours par la même boîte.
    .action = Fermez { $subject } : Vigie continuera aussitôt.
switch-obstacle-keychain-locked =
    .title = Le trousseau de mots de passe de l’ordinateur est verrouillé
    .meaning = Vigie ne peut ni ranger ni lire le mot de passe. Rien n’est perdu, le changement attend.
    .action = Déverrouillez le trousseau (souvent avec votre mot de passe de session) ; Vigie continuera.
switch-obstacle-keychain-unavailable =
    .title = Le trousseau de mots de passe de l’ordinateur ne répond pas
    .meaning = Vigie ne garde jamais un mot de passe en clair.
    .action = Redémarrez l’ordinateur, puis recommencez ; si cela ne suffit pas, montrez ce message à la personne qui s’en occupe.
switch-obstacle-disk-full =
    .title = Le disque de l’ordinateur est plein
    .meaning = Rien ne peut être écrit sans risque. Le changement attend, vos réglages sont entiers.
    .action = Faites de la place sur le disque, par exemple en vidant la corbeille ; Vigie continuera.
switch-obstacle-file-held =
    .title = Un autre programme tient le fichier { $subject }
    .meaning = Vigie ne peut pas y écrire pour le moment. Le changement attend, vos réglages sont entiers.
    .action = Fermez votre logiciel de facturation et ce qui pourrait ouvrir ce fichier ; Vigie continuera.
switch-obstacle-record-unavailable =
    .title = Vigie n’arrive pas à écrire son historique
    .meaning = Sans lui, rien n’est fait : tout changement doit pouvoir être défait. Le changement attend.
    .action = Faites de la place sur le disque ou redémarrez l’ordinateur ; Vigie continuera.
switch-obstacle-broken-off =
    .title = Vigie s’est interrompu pendant cette étape
    .meaning = C’est une erreur de Vigie, pas la vôtre. Le changement attend : il peut reprendre ou être annulé.
    .action = Reprenez. Si cela recommence, annulez le changement et montrez ce message à la personne qui s’occupe de l’ordinateur.
switch-obstacle-is-it-closed =
    .title = Vigie ne sait pas si { $subject } est bien fermé
    .meaning = Ouvert, il écrirait peut-être ses réglages par-dessus ceux de Vigie. Le changement attend.
    .action = Fermez { $subject } sur tous les postes, puis dites-le ici.
switch-obstacle-enter-settings =
    .title = C’est à vous : saisissez les nouveaux réglages
    .meaning = Tant qu’ils ne sont pas saisis, vos lots et vos retours passent par la même boîte qu’avant. Vigie surveille déjà la nouvelle.
    .action = Ouvrez les réglages de messagerie de votre logiciel de facturation, recopiez les valeurs ci-dessous, puis dites ici que c’est fait.
switch-obstacle-put-back-settings =
    .title = C’est à vous : remettez les anciens réglages
    .meaning = Si vous avez déjà saisi les nouveaux réglages, vos lots et vos retours passent par { $new } jusqu’à ce que les anciens soient remis.
    .action = Remettez dans votre logiciel de facturation les valeurs ci-dessous, puis dites ici que c’est fait. Si vous n’y aviez rien changé, dites-le tout de suite.
switch-obstacle-cannot-put-back =
    .title = Vigie ne peut pas remettre les anciens réglages : { $subject }
    .meaning = Ils ont été modifiés depuis, ou ne peuvent plus être écrits. Vos lots et vos retours passent par la boîte que votre logiciel indique en ce moment.
    .action = Remettez dans votre logiciel de facturation les valeurs ci-dessous, puis dites ici que c’est fait.
switch-obstacle-password-lost =
    .title = Vigie s’est arrêté avant d’avoir rangé le mot de passe
    .meaning = Un mot de passe n’est jamais noté ailleurs que dans le trousseau : il faut le donner de nouveau.
    .action = Vérifiez de nouveau la nouvelle boîte, puis recommencez.
switch-obstacle-not-watched =
    .title = Cette boîte est déjà surveillée sous d’autres réglages
    .meaning = Vigie ne surveille pas deux fois la même boîte.
    .action = Retirez d’abord cette boîte de la surveillance, puis recommencez.
switch-obstacle-settings-not-found =
    .title = Les réglages de { $subject } ne sont pas à leur place
    .meaning = Le logiciel a été déplacé ou retiré, ou il se trouve à deux endroits : Vigie n’écrit pas au hasard.
    .action = Choisissez de saisir vous-même les réglages : Vigie vous guide.
switch-obstacle-not-allowed =
    .title = Vigie n’a pas le droit de modifier { $subject }
    .meaning = Ces réglages sont protégés par l’ordinateur.
    .action = Choisissez de saisir vous-même les réglages : Vigie vous guide.
switch-obstacle-not-understood =
    .title = Les réglages dans { $subject } ne sont pas ceux que Vigie connaît
    .meaning = Votre logiciel a sans doute une autre version : Vigie n’écrit pas au hasard.
    .action = Choisissez de saisir vous-même les réglages : Vigie vous guide.
switch-obstacle-changed-meanwhile =
    .title = Quelqu’un d’autre vient de modifier { $subject }
    .meaning = Vigie n’écrit pas par-dessus ce que quelqu’un d’autre a changé.
    .action = Fermez votre logiciel de facturation, puis recommencez.
switch-obstacle-not-read-back =
    .title = Les nouveaux réglages ne se relisent pas dans { $subject }
    .meaning = Quelque chose les a changés juste après : ils ne sont pas fiables.
    .action = Choisissez de saisir vous-même les réglages : Vigie vous guide.
switch-obstacle-refused =
    .title = L’ordinateur refuse d’écrire dans { $subject }
    .meaning = Rien n’y a été laissé à moitié.
    .action = Choisissez de saisir vous-même les réglages : Vigie vous guide.

# Where the switch stands.
switch-state-running =
    .title = Le changement de boîte est en cours
    .meaning = Chaque étape est notée avant d’être faite : même si l’ordinateur s’arrête, Vigie finira ou remettra tout comme avant.
    .action = Patientez quelques secondes.
switch-state-undoing =
    .title = Vigie remet tout comme avant
    .meaning = Chaque étape est défaite dans l’ordre inverse.
    .action = Patientez quelques secondes.
switch-state-new =
    .title = C’est fait : { $new } est votre boîte de télétransmission
    .meaning = L’ancienne boîte, { $old }, reste surveillée jusqu’au { $until-date } pour les retours en retard. Vigie n’a pas encore vu votre logiciel relever la nouvelle.
    .action = Envoyez un lot ou lancez une relève depuis votre logiciel : Vigie dira dès qu’il la voit relevée.
switch-state-new-first =
    .title = C’est fait : { $new } est votre boîte de télétransmission
    .meaning = Elle est surveillée. Vigie n’a pas encore vu votre logiciel la relever.
    .action = Envoyez un lot ou lancez une relève depuis votre logiciel : Vigie dira dès qu’il la voit relevée.
switch-state-seen =
    .title = C’est fait : votre logiciel relève { $new }
    .meaning = Les messages de la nouvelle boîte sont relevés. L’ancienne, { $old }, reste surveillée jusqu’au { $until-date } pour les retours en retard.
    .action = Gardez l’ancienne boîte ouverte jusque-là, et consultez la fiche de bascule.
switch-state-seen-first =
    .title = C’est fait : votre logiciel relève { $new }
    .meaning = Les messages de la nouvelle boîte sont relevés, et elle est surveillée.
    .action = Vous n’avez rien à faire.
switch-state-old =
    .title = Tout est comme avant
    .meaning = { $old } est votre boîte de télétransmission. Rien n’a été supprimé dans aucune boîte.
    .action = Vous n’avez rien à faire.
switch-state-old-first =
    .title = Tout est comme avant
    .meaning = Rien n’a été supprimé dans aucune boîte.
    .action = Vous n’avez rien à faire.
switch-went-back = Tout a été remis comme avant : vos lots et vos retours passent par la même boîte.
switch-left-by-hand = Il reste à saisir dans { $program } les valeurs ci-dessous, que Vigie n’écrit pas.

# What is entered in the billing software, in the order of a settings screen.
switch-value-pop-host = Serveur de réception (POP)
switch-value-pop-port = Port de réception
switch-value-pop-security = Sécurité de la réception
switch-value-pop-login = Identifiant de la boîte
switch-value-password = Mot de passe
switch-value-smtp-host = Serveur d’envoi (SMTP)
switch-value-smtp-port = Port d’envoi
switch-value-smtp-security = Sécurité de l’envoi
switch-value-smtp-authentication = Authentification de l’envoi
switch-value-smtp-login = Identifiant d’envoi
switch-value-sender = Adresse de l’expéditeur
switch-value-authentication-yes = Oui, avec identifiant et mot de passe
switch-remark-password-new = Celui que vous venez d’entrer dans Vigie.
switch-remark-password-old = Celui que votre logiciel utilisait avant.
switch-remark-login = À recopier en entier, tel quel.
switch-remark-security = Selon les logiciels : « SSL », « TLS », « SSL/TLS » ou « connexion sécurisée ».
switch-remark-starttls = Selon les logiciels : « STARTTLS », ou « TLS » à côté d’une case « SSL » vide.
switch-remark-smtp-unknown = Vigie ne connaît pas ce serveur : votre fournisseur d’accès l’indique dans son aide.

# The former mailbox, when it does not answer.
switch-former-failing =
    .title = Votre ancienne boîte { $address } ne répond plus
    .meaning = Vos lots partent d’une autre boîte, vos envois continuent. Des retours en retard peuvent encore arriver dans l’ancienne : en attendant, Vigie ne les voit pas.
    .action = Rien ne presse : consultez la fiche de bascule, elle dit quels lots vérifier sur Ameli Pro.
