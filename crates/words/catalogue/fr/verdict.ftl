# The verdict on a new mailbox ($address, at $provider), its reasons, what to know besides, what to do.
# $existing: a mailbox that the person has already.

verdict-good =
    .title = { $address } est une vraie boîte, à part et vide : vous pouvez l’adopter
    .meaning = Votre logiciel de facturation pourra y relever les retours de la Sécurité sociale et envoyer vos lots, et rien d’autre n’y arrive.
    .action = Passez à l’étape suivante : la bascule.

verdict-probable =
    .title = { $address } paraît bonne, mais la preuve n’est pas complète
    .meaning = Tout ce que Vigie a pu voir est en ordre. Mais il lui manque la lecture d’une boîte que vous avez déjà : il n’est donc pas prouvé que cette adresse n’est pas l’alias d’une autre boîte.
    .action = Donnez l’adresse principale que vous avez chez { $provider } et son mot de passe : la comparaison lèvera le doute. Vous pouvez aussi continuer en le sachant.

verdict-inconclusive =
    .title = Vigie ne peut pas encore dire si { $address } convient
    .meaning = Rien de mauvais n’est prouvé, mais il manque des preuves. Ne changez pas encore de boîte : dans une mauvaise boîte, les retours se perdent et les soins ne sont pas payés.
    .action = Suivez les conseils donnés ici, puis choisissez « Vérifier à nouveau ».

verdict-alias =
    .title = { $address } n’est pas une vraie boîte : son courrier arrive dans une autre
    .meaning = C’est un alias ou une redirection. Votre logiciel de facturation travaillerait dans cette autre boîte, et y supprimerait tout message qui ne vient pas des caisses.
    .action = Chez votre fournisseur, créez une vraie boîte secondaire, avec son propre mot de passe, et jamais un « alias ».

verdict-same-mailbox =
    .title = { $address } ouvre une boîte que vous avez déjà
    .meaning = Deux adresses, mais une seule boîte : votre logiciel de facturation y supprimerait tout message qui ne vient pas des caisses, vos messages personnels compris.
    .action = Chez votre fournisseur, créez une vraie boîte secondaire, avec son propre mot de passe, et jamais un « alias ».

verdict-not-empty =
    .title = { $address } n’est pas vide, ou sert déjà à autre chose
    .meaning = Votre logiciel de facturation supprime tout message qui ne vient pas des caisses : ce qui s’y trouve serait perdu. Vigie, lui, n’y a rien supprimé.
    .action = Prenez une boîte qui n’a jamais servi, ou mettez vous-même ces messages à l’abri, puis vérifiez à nouveau.

verdict-no-pop =
    .title = Votre logiciel de facturation ne pourrait pas relever { $address }
    .meaning = Cette boîte n’offre pas l’accès dont il a besoin (« POP »), même si vous pouvez la lire sur Internet. Les retours de la Sécurité sociale n’arriveraient jamais dans votre logiciel.
    .action = Ouvrez cet accès chez votre fournisseur s’il le permet ; sinon, prenez une boîte chez votre fournisseur d’accès à Internet.

verdict-forwards =
    .title = { $address } fait suivre son courrier à une autre boîte
    .meaning = Les retours de la Sécurité sociale, avec les données de vos patients, partiraient aussi dans cette autre boîte.
    .action = Supprimez cette redirection sur le site de votre fournisseur ({ $provider }), puis vérifiez à nouveau.

verdict-receives-forwarded =
    .title = { $address } reçoit aussi le courrier d’une autre adresse
    .meaning = Votre logiciel de facturation supprime tout message qui ne vient pas des caisses : ce courrier-là serait perdu.
    .action = Supprimez la redirection vers cette boîte, puis vérifiez à nouveau.

verdict-cannot-send =
    .title = { $address } ne pourrait pas envoyer vos lots
    .meaning = La boîte reçoit peut-être, mais vos lots ne partiraient pas, ou arriveraient sous une autre adresse que la vôtre : ils ne seraient pas payés.
    .action = Demandez à votre fournisseur ({ $provider }) comment envoyer depuis cette adresse ; sinon, prenez une boîte ailleurs.

verdict-unsafe =
    .title = La connexion à { $address } n’est pas protégée comme il faut
    .meaning = Votre mot de passe et les données de vos patients pourraient être lus en chemin. Vigie n’envoie pas de mot de passe sur une telle connexion.
    .action = Prenez une boîte chez un fournisseur dont la protection est en règle.

# How much the verdict can be relied on.
verdict-strength-proven = C’est prouvé
verdict-strength-strong = C’est presque certain
verdict-strength-weak = Ce n’est qu’un indice

# The questions that the checks answer, and the answers.
verdict-question-real-pop = Un logiciel peut-il la relever, sous bonne protection ?
verdict-question-no-alias = Est-ce une vraie boîte, sans alias ni redirection ?
verdict-question-empty = Est-elle vide, et à vous seul ?
verdict-question-can-send = Peut-elle envoyer vos lots ?
verdict-answer-yes = Oui
verdict-answer-unknown = Pas encore prouvé
verdict-answer-no = Non

# Reasons. $cause is a cause's public name.
verdict-reason-no-tls = Les serveurs de votre fournisseur ({ $provider }) n’offrent aucune protection pour cette boîte.
verdict-reason-tls-unproven = { $cause ->
    [tls_expired] La carte d’identité électronique du serveur de votre fournisseur ({ $provider }) est périmée.
    [tls_wrong_name] Le serveur présente la carte d’identité électronique d’un autre.
    [tls_untrusted] La carte d’identité électronique du serveur n’est garantie par personne de connu.
    [tls_too_old] La protection du serveur de votre fournisseur ({ $provider }) est trop ancienne.
   *[other] La connexion protégée avec { $provider } n’a pas pu s’établir.
  }
verdict-reason-submission-unsafe = { $cause ->
    [tls_expired] La carte d’identité électronique du serveur d’envoi est périmée.
    [tls_wrong_name] Le serveur d’envoi présente la carte d’identité électronique d’un autre.
    [tls_untrusted] La carte d’identité électronique du serveur d’envoi n’est garantie par personne de connu.
   *[other] La connexion protégée avec le serveur d’envoi n’a pas pu s’établir.
  }
verdict-reason-same-address = { $address } est l’adresse que vous avez donnée comme boîte actuelle.
verdict-reason-same-account = { $address } et { $existing } ont le même identifiant sur le même serveur : c’est un seul compte.
verdict-reason-same-maildrop = { $address } et { $existing } montrent exactement le même message : c’est une seule boîte.
verdict-reason-one-mailbox = Ce qui est envoyé à l’une des deux adresses, { $address } ou { $existing }, se voit dans les deux : c’est une seule boîte avec deux entrées.
verdict-reason-leads-to = Le message d’essai envoyé à { $address } est arrivé dans { $existing }.
verdict-reason-names-another = Le serveur a remis le message d’essai à « { $mailbox } », et non à { $address } (en-tête { $header }).
verdict-reason-logs-in-as-another = L’identifiant donné, { $login }, est celui d’une autre boîte.
verdict-reason-subaddress = Avec un « + » dans l’adresse, tout arrive dans { $mailbox } : ce n’est pas une boîte à part.
verdict-reason-no-server = Vigie n’a trouvé aucun serveur d’où un logiciel pourrait relever cette boîte.
verdict-reason-imap-only = { $provider } n’offre qu’un autre accès (« IMAP »), dont votre logiciel de facturation ne se sert pas.
verdict-reason-pop-not-offered = { $provider } ne permet pas à un logiciel de facturation de relever la boîte.
verdict-reason-oauth-only = { $provider } n’accepte plus de mot de passe depuis un logiciel, seulement une connexion dans le navigateur.
verdict-reason-pop-disabled = { $switchable ->
    [yes] L’accès par un logiciel (« POP ») n’est pas encore ouvert pour cette boîte.
   *[no] { $provider } a fermé l’accès par un logiciel (« POP ») à cette boîte.
  }
verdict-reason-pop-unreachable = { $cause ->
    [name_not_found] Le serveur de votre fournisseur ({ $provider }) est introuvable.
    [connection_refused] Personne ne répond sur le serveur de votre fournisseur ({ $provider }) pour l’accès par un logiciel.
   *[other] Le serveur de votre fournisseur ({ $provider }) signale un défaut qui ne passera pas tout seul.
  }
verdict-reason-command-missing = Le serveur de votre fournisseur ({ $provider }) refuse une commande dont la relève a besoin ({ $command }).
verdict-reason-login-delay-too-long = { $provider } impose { $pause } entre deux relèves : c’est trop long pour la télétransmission.
verdict-reason-forwards = Le message d’essai envoyé à { $address } est arrivé aussi dans { $existing }.
verdict-reason-existing-forwards = Le message d’essai envoyé à { $existing } est arrivé aussi dans { $address }.
verdict-reason-existing-leads-here = Le message d’essai envoyé à { $existing } est arrivé dans { $address }, et là seulement.
verdict-reason-existing-names-candidate = Ce qui est envoyé à { $existing } passe par { $address } (en-tête { $header }).
verdict-reason-catch-all = Cette boîte reçoit le courrier de toutes les adresses de son domaine, même inventées.
verdict-reason-holds = { $messages ->
    [one] Il y avait déjà { $messages } message dans la boîte.
   *[other] Il y avait déjà { $messages } messages dans la boîte.
  }
verdict-reason-received-meanwhile = { $messages ->
    [one] Pendant la vérification, { $messages } message venu d’ailleurs est arrivé.
   *[other] Pendant la vérification, { $messages } messages venus d’ailleurs sont arrivés.
  }
verdict-reason-no-submission = Vigie n’a trouvé aucun serveur d’envoi pour cette boîte.
verdict-reason-submission-login-refused = Le serveur d’envoi refuse le mot de passe.
verdict-reason-sender-refused = Le serveur d’envoi ne vous laisse pas écrire au nom de { $address }.
verdict-reason-submission-refused = Le serveur d’envoi a refusé le message d’essai.
verdict-reason-from-rewritten = { $provider } a remplacé votre adresse d’expéditeur par une autre.
verdict-reason-size-limit-too-small = { $provider } refuse les messages de plus de { $limit } : les lots avec des ordonnances numérisées ne passeraient pas.
verdict-reason-not-checked = La boîte n’a pas encore été vérifiée.
verdict-reason-not-answered = { $cause ->
    [password_refused] L’identifiant ou le mot de passe a été refusé.
    [web_login_required] { $provider } veut une connexion sur son site, ou un « mot de passe d’application ».
    [mailbox_in_use] Un autre logiciel est en train de relever cette boîte.
    [login_delay] { $provider } demande d’attendre un peu avant la prochaine connexion.
    [no_network] Votre connexion Internet est coupée.
    [tls_intercepted] Un antivirus de cet ordinateur s’interpose dans la connexion.
   *[other] Le serveur de votre fournisseur ({ $provider }) n’a pas répondu comme il faut ({ $cause }).
  }
verdict-reason-probe-not-sent = Le message d’essai n’a pas été envoyé à { $address }.
verdict-reason-probe-bounced = { $bounce ->
    [unknown_address] Le message d’essai est revenu : personne n’a l’adresse { $address }.
    [full] Le message d’essai est revenu : la boîte est pleine.
    [archived] Le message d’essai est revenu : la boîte est archivée.
    [blocked] Le message d’essai est revenu : le compte est bloqué.
   *[other] Le message d’essai est revenu.
  }
verdict-reason-probe-lost = Le message d’essai n’est pas arrivé dans { $address } : il est peut-être dans « Indésirables », retardé ou refusé.
verdict-reason-still-waiting = Vigie doit encore relire { $mailbox }, pas avant { $until-time }.
verdict-reason-candidate-disturbed = { $how ->
    [emptied] Un autre logiciel a retiré des messages de { $address } pendant la vérification.
   *[locked] Un autre logiciel occupait { $address } au moment de la relire.
  }
verdict-reason-control-not-sent = Le message de contrôle n’a pas été envoyé à { $existing }.
verdict-reason-control-lost = Le message de contrôle envoyé à { $existing } n’est pas arrivé : la comparaison ne prouve rien.
verdict-reason-crossed = Les messages d’essai pour { $address } et { $existing } sont arrivés d’une façon que rien de simple n’explique.
verdict-reason-existing-disturbed = { $how ->
    [emptied] Un logiciel a relevé { $existing } pendant la vérification : un message d’essai a pu disparaître.
   *[locked] Un logiciel occupait { $existing } au moment de la relire.
  }
verdict-reason-existing-busy = { $cause ->
    [mailbox_in_use] Un autre logiciel occupe { $existing } : elle n’a pas pu être lue.
    [no_network] Votre connexion Internet est coupée : { $existing } n’a pas pu être lue.
   *[other] { $existing } ne peut pas être lue pour l’instant.
  }
verdict-reason-old-provider = { $address } est chez le même fournisseur que { $existing }, qui ne peut pas être lue.
verdict-reason-name-unclear = Le serveur a remis le message d’essai à « { $mailbox } » : Vigie ne sait pas si c’est bien { $address } (en-tête { $header }).
verdict-reason-sending-not-tried = L’envoi depuis { $address } n’a pas été essayé.
verdict-reason-sending-not-now = Le serveur d’envoi ne répond pas pour l’instant.
verdict-reason-sending-intercepted = Un antivirus de cet ordinateur s’interpose dans la connexion d’envoi.
verdict-reason-no-existing = Aucune boîte que vous avez déjà n’a été donnée pour comparer.
verdict-reason-existing-unreadable = { $cause ->
    [no_password] Le mot de passe de { $existing } n’a pas été donné : la comparaison manque.
    [password_refused] Le mot de passe de { $existing } est refusé : la comparaison manque.
    [pop_disabled] L’accès à { $existing } par un logiciel est fermé : la comparaison manque.
   *[other] { $existing } ne peut pas être lue : la comparaison manque.
  }
verdict-reason-separate = { $address } et { $existing } sont deux boîtes à part : chacune a reçu son message d’essai, et pas celui de l’autre.
verdict-reason-pop-answers = Le serveur { $host } a ouvert la boîte sous bonne protection et répond à tout ce qu’il faut.
verdict-reason-probe-arrived = Le message d’essai est arrivé dans { $address } en { $taken }.
verdict-reason-names-candidate = Le serveur a bien remis le message d’essai à { $address } (en-tête { $header }).
verdict-reason-was-empty = La boîte était vide, et rien d’autre que les messages d’essai n’y est arrivé.
verdict-reason-sends = L’envoi depuis { $address } est accepté.

# What to know besides.
verdict-warning-webmail = { $provider } n’est pas un fournisseur d’accès à Internet : l’Assurance maladie demande une boîte du fournisseur d’accès. Une messagerie gratuite peut fermer l’accès des logiciels du jour au lendemain, comme en 2022.
verdict-warning-hosting = { $provider } est un hébergeur, pas un fournisseur d’accès à Internet : l’Assurance maladie demande une boîte du fournisseur d’accès. Si l’abonnement ou le nom de domaine n’est pas renouvelé, la boîte disparaît.
verdict-warning-health-network = { $provider } est une messagerie de santé : elle sert à autre chose que la télétransmission. Demandez à l’assistance de votre logiciel avant de la choisir.
verdict-warning-unknown-provider = Vigie ne connaît pas { $provider }. L’Assurance maladie demande une boîte du fournisseur d’accès à Internet : vérifiez que c’en est une.
verdict-warning-access-contract = Cette boîte dépend de votre abonnement Internet : si vous changez de fournisseur d’accès, la loi vous la laisse encore six mois, puis elle peut fermer.
verdict-warning-inactivity = { $days ->
    [one] { $provider } peut fermer une boîte où personne ne se connecte pendant { $days } jour.
   *[other] { $provider } peut fermer une boîte où personne ne se connecte pendant { $days } jours.
  }
verdict-warning-must-be-switched-on = Chez { $provider }, l’accès par un logiciel (« POP ») doit être ouvert dans les paramètres de la boîte.
verdict-warning-switches-itself-off = Chez { $provider }, l’accès par un logiciel (« POP ») se referme s’il ne sert pas pendant longtemps.
verdict-warning-application-password = Dans votre logiciel de facturation aussi, il faudra le « mot de passe d’application » de votre fournisseur ({ $provider }).
verdict-warning-same-provider = C’est le même fournisseur que votre boîte actuelle : une même panne toucherait les deux.
verdict-warning-long-login-delay = { $provider } impose { $pause } entre deux relèves : votre logiciel de facturation pourra être refusé s’il revient plus tôt.
verdict-warning-expires-at-once = { $provider } supprime tout message dès qu’il a été relevé : si la relève est coupée, un retour peut être perdu.
verdict-warning-expires = { $days ->
    [one] { $provider } supprime les messages après { $days } jour : relevez la boîte tous les jours.
   *[other] { $provider } supprime les messages après { $days } jours : attention pendant les congés.
  }
verdict-warning-size-limit = { $provider } refuse les messages de plus de { $limit } : de gros lots avec des ordonnances numérisées pourraient ne pas passer.
verdict-warning-slow-delivery = Le message d’essai a mis { $taken } à arriver : les retours pourront tarder d’autant.
verdict-warning-marked-as-spam = { $provider } a pris le message d’essai pour un indésirable, tout en le laissant passer : surveillez le dossier « Indésirables ».
verdict-warning-not-from-outside = Le message d’essai venait du même fournisseur : il n’est pas prouvé que la boîte reçoit du courrier d’ailleurs.
verdict-warning-sender-not-seen = Vigie n’a pas pu voir sous quelle adresse le message envoyé est arrivé.
verdict-warning-other-reader = Un autre logiciel a relevé { $address } pendant la vérification : est-elle partagée avec quelqu’un, ou réglée sur un téléphone ?
verdict-warning-inner-name = { $provider } note ses boîtes sous un nom à lui (« { $mailbox } »), que Vigie ne peut pas vérifier.
verdict-warning-not-compared = { $existing } n’a pas pu être lue : elle manque à la comparaison.

# What to do.
verdict-step-create-secondary-mailbox = Créez chez votre fournisseur une vraie boîte secondaire (« nouvel utilisateur », « adresse secondaire »), avec son propre mot de passe, et jamais un « alias ».
verdict-step-choose-another-provider = Prenez une boîte chez un autre fournisseur, de préférence votre fournisseur d’accès à Internet.
verdict-step-switch-pop-on = Ouvrez l’accès par un logiciel (« POP ») dans les paramètres de la boîte, sur le site de votre fournisseur ({ $provider }), puis vérifiez à nouveau.
verdict-step-create-application-password = Créez un « mot de passe d’application » sur le site de votre fournisseur ({ $provider }) et saisissez-le à la place du mot de passe habituel.
verdict-step-check-password = Essayez l’adresse et le mot de passe sur le site de votre fournisseur ({ $provider }), puis saisissez-les de nouveau ici.
verdict-step-stop-forwarding = Sur le site de votre fournisseur ({ $provider }), supprimez la redirection de { $address } vers { $existing }, puis vérifiez à nouveau.
verdict-step-stop-forwarding-here = Dans les paramètres de { $existing }, supprimez la redirection vers { $address }, puis vérifiez à nouveau.
verdict-step-use-an-empty-mailbox = Prenez une boîte qui n’a jamais servi, ou mettez vous-même ces messages à l’abri, puis vérifiez à nouveau.
verdict-step-close-other-readers = Fermez les autres logiciels et téléphones qui relèvent { $address }, puis vérifiez à nouveau.
verdict-step-switch-sending-on = Demandez à { $provider } d’autoriser l’envoi par un logiciel depuis { $address }.
verdict-step-set-shield-aside = Dans votre antivirus, désactivez la protection du courrier, puis vérifiez à nouveau.
verdict-step-try-later = Vérifiez à nouveau un peu plus tard.
verdict-step-wait = Patientez : Vigie relira les boîtes de lui-même, vers { $until-time }.
verdict-step-send-probes = Laissez Vigie envoyer ses messages d’essai ; il les supprime ensuite.
verdict-step-try-sending = Laissez Vigie essayer un envoi depuis { $address }.
verdict-step-look-into-spam = Sur le site de votre fournisseur ({ $provider }), regardez si le message d’essai est dans « Indésirables ».
verdict-step-ask-why-it-came-back = { $bounce ->
    [unknown_address] Vérifiez que l’adresse { $address } est bien écrite et que la boîte est bien créée.
    [full] Faites de la place dans la boîte, ou prenez une boîte vide.
    [archived] Connectez-vous à cette boîte sur le site de votre fournisseur ({ $provider }) pour la réveiller.
   *[other] Demandez à { $provider } pourquoi cette boîte refuse le courrier.
  }
verdict-step-pause-billing = Fermez votre logiciel de facturation et tout ce qui relève { $existing } le temps de la vérification, puis vérifiez à nouveau.
verdict-step-give-existing = Donnez une boîte que vous avez déjà, et son mot de passe, pour comparer.
verdict-step-give-main-address = Donnez l’adresse principale que vous avez chez { $provider }, et son mot de passe : c’est elle qu’un alias cacherait.
verdict-step-make-readable = Donnez le mot de passe de { $existing }, ou rouvrez son accès par un logiciel, pour que Vigie puisse comparer.
verdict-step-send-from-outside = Faites partir un message d’essai d’un autre fournisseur, par exemple de votre ancienne boîte.
verdict-step-see-the-sender = Laissez Vigie lire une boîte qui reçoit le message envoyé depuis { $address }.
