# What is the matter with one mailbox; confirmed failures are told by cause.ftl.
# $at: since when, or until when a pause lasts (with $at-time).

situation-not-checked-yet =
    .title = Première vérification à venir
    .meaning = Vigie n’a pas encore interrogé cette boîte.
    .action = Vous n’avez rien à faire : la vérification part d’elle-même.

situation-well =
    .title = Tout va bien : votre boîte répond
    .meaning = Votre logiciel de facturation peut relever les retours de la Sécurité sociale, sans interruption depuis le { $at }.
    .action = Vous n’avez rien à faire.

situation-suspected =
    .title = Votre boîte n’a pas répondu : Vigie vérifie encore
    .meaning = Ce n’est peut-être qu’un incident de quelques instants, constaté le { $at }.
    .action = Vous n’avez rien à faire : Vigie vous préviendra si la panne se confirme.

situation-password-needed =
    .title = Le mot de passe de votre boîte a été refusé deux fois
    .meaning = Vigie n’essaie plus, pour ne pas faire bloquer votre boîte. Si votre logiciel de facturation utilise le même mot de passe, il ne reçoit plus les retours de la Sécurité sociale.
    .action = Essayez votre mot de passe sur le site de votre fournisseur ({ $provider }), puis saisissez dans Vigie celui qui marche.

situation-offline =
    .title = Votre connexion Internet est coupée
    .meaning = Depuis le { $at }, cet ordinateur n’atteint plus Internet. Votre boîte n’est pas en cause, mais Vigie ne peut plus la surveiller.
    .action = Vérifiez que votre box Internet est allumée et que l’ordinateur y est bien relié ; la surveillance reprendra d’elle-même.

situation-held-in-use =
    .title = Un autre logiciel occupe votre boîte depuis longtemps
    .meaning = Depuis le { $at }, Vigie ne peut pas l’ouvrir. Si c’est un logiciel bloqué, votre logiciel de facturation ne peut pas non plus relever les retours de la Sécurité sociale.
    .action = Fermez puis rouvrez les logiciels qui relèvent cette boîte : logiciel de facturation, messagerie, téléphone.

situation-held-delay =
    .title = Votre fournisseur fait attendre Vigie depuis longtemps
    .meaning = Depuis le { $at }, il trouve les connexions trop fréquentes. Votre mot de passe est bon, mais Vigie ne voit plus l’intérieur de la boîte.
    .action = Dans Vigie, espacez les vérifications (Réglages), ou regardez si un autre appareil relève cette boîte sans arrêt.

situation-paused =
    .title = Surveillance suspendue
    .meaning = À votre demande, Vigie ne surveille plus cette boîte. La surveillance reprendra le { $at }.
    .action = Pour reprendre plus tôt, choisissez « Reprendre la surveillance ».

situation-secret-locked =
    .title = Le trousseau de mots de passe de l’ordinateur est verrouillé
    .meaning = Vigie y range le mot de passe de votre boîte et ne peut pas le lire : la surveillance est arrêtée depuis le { $at }. Rien n’est perdu.
    .action = Déverrouillez le trousseau (souvent avec votre mot de passe de session) ; la surveillance reprendra aussitôt.

situation-secret-absent =
    .title = Le mot de passe de votre boîte n’est pas accessible
    .meaning = Cet ordinateur n’offre pas de trousseau de mots de passe, ou le mot de passe n’y est plus : la surveillance est arrêtée depuis le { $at }.
    .action = Saisissez de nouveau le mot de passe dans Vigie ; si cela échoue, appelez la personne qui s’occupe de votre ordinateur.

situation-since = Depuis le { $at }
situation-until = Jusqu’au { $at }
situation-last-check = Dernière vérification : { $at }
situation-next-check = Prochaine vérification : { $at }
