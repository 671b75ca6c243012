# What concerns no single mailbox.

notice-record-set-aside =
    .title = L’historique de Vigie était abîmé
    .meaning = Il a été mis de côté sous le nom { $file } et un nouveau a été commencé. La surveillance continue, mais vos boîtes sont peut-être à déclarer de nouveau.
    .action = Vérifiez dans Vigie que vos boîtes sont bien là ; sinon, ajoutez-les.

notice-record-carried-over =
    .title = L’historique de Vigie était abîmé
    .meaning = { $mailboxes ->
        [one] La boîte surveillée et les réglages ont été repris
       *[other] Les { $mailboxes } boîtes surveillées et les réglages ont été repris
      } : la surveillance continue. L’historique d’avant est mis de côté sous le nom { $file }.
    .action = Vérifiez dans Vigie qu’aucune boîte ne manque ; sinon, ajoutez-la.
    .action-switch = Si un changement de boîte était en cours, Vigie ne peut plus le finir ni l’annuler : regardez quelle boîte votre logiciel de facturation utilise, et vérifiez que Vigie la surveille.

notice-record-tail-lost =
    .title = Les dernières minutes de l’historique de Vigie sont perdues
    .meaning = L’ordinateur s’est sans doute arrêté brusquement. Vos boîtes, vos réglages et tout ce qui précède sont intacts ; ce qui ne se lit plus est mis de côté sous le nom { $file }.
    .action = Vous n’avez rien à faire.

notice-disk-full =
    .title = Le disque de l’ordinateur est plein
    .meaning = La surveillance continue et les alarmes marchent, mais rien n’est plus noté dans l’historique.
    .action = Faites de la place sur le disque, par exemple en vidant la corbeille.

notice-record-read-only =
    .title = Vigie n’a plus le droit d’écrire son historique
    .meaning = La surveillance continue et les alarmes marchent, mais rien n’est plus noté.
    .action = Montrez ce message à la personne qui s’occupe de votre ordinateur.

notice-record-damaged =
    .title = L’historique de Vigie est abîmé
    .meaning = La surveillance continue et les alarmes marchent, mais rien n’est plus noté.
    .action = Quittez Vigie puis relancez-le : il mettra l’historique abîmé de côté et en commencera un nouveau.

notice-record-failing =
    .title = Vigie n’arrive plus à écrire son historique
    .meaning = La surveillance continue et les alarmes marchent, mais rien n’est plus noté.
    .action = Redémarrez l’ordinateur ; si cela ne suffit pas, montrez ce message à la personne qui s’en occupe.

notice-record-incomplete =
    .title = Une partie de l’historique de Vigie n’a pas pu être gardée
    .meaning = L’ordinateur est resté trop longtemps sans pouvoir l’écrire. La surveillance et les alarmes ont marché pendant ce temps, mais des contrôles manquent à l’historique.
    .action = Si un autre message dit que l’historique ne peut pas être écrit, faites ce qu’il demande ; sinon, vous n’avez rien à faire.

notice-keychain-locked =
    .title = Le trousseau de mots de passe de l’ordinateur est verrouillé
    .meaning = Vigie y range les mots de passe de vos boîtes et ne peut pas les lire. Rien n’est perdu.
    .action = Déverrouillez le trousseau (souvent avec votre mot de passe de session) ; la surveillance reprendra aussitôt.

notice-keychain-absent =
    .title = Cet ordinateur n’offre pas de trousseau de mots de passe
    .meaning = Vigie ne garde jamais un mot de passe en clair : sans trousseau, il ne peut pas surveiller de boîte.
    .action = Demandez à la personne qui s’occupe de votre ordinateur d’installer un trousseau (GNOME Keyring ou KWallet).

notice-no-tray =
    .title = Votre bureau n’affiche pas l’icône de Vigie
    .meaning = La surveillance et les alarmes marchent quand même.
    .action = Ouvrez Vigie depuis le menu des applications pour voir l’état de vos boîtes.

notice-no-notifications =
    .title = Votre bureau n’affiche pas les notifications de Vigie
    .meaning = Une alarme ne se verra qu’à l’icône et dans la fenêtre.
    .action = Autorisez les notifications de Vigie dans les réglages de l’ordinateur.

notice-no-autostart =
    .title = Vigie ne démarrera pas avec l’ordinateur
    .meaning = Il n’a pas pu s’inscrire parmi les programmes lancés à l’ouverture de la session : après un redémarrage, rien ne serait surveillé.
    .action = Dans les Réglages de Vigie, activez de nouveau « Démarrer avec l’ordinateur ».

notice-transition-over =
    .title = L’ancienne boîte { $former } peut être retirée
    .meaning = Depuis le { $since-date }, vos lots passent par { $successor }. { $returns ->
        [0] Aucun retour n’est arrivé dans l’ancienne boîte depuis.
        [one] Un retour est arrivé dans l’ancienne boîte depuis.
       *[other] { $returns } retours sont arrivés dans l’ancienne boîte depuis.
      }
    .action = Consultez la fiche de bascule ; si plus rien n’est attendu, retirez l’ancienne boîte de la surveillance. Rien n’est retiré sans vous.
