# The relay.
#
# Variables of a trouble: $side pop or smtp · $port a port · $holder the program that has it, where $known is yes ·
# $address the mailbox, where $known is yes · $since a moment · $messages, $days, $lots numbers · $hindrance what stands in the way.

# What is the matter.
relay-trouble-port-taken =
    .title = { $known ->
        [yes] Le programme { $holder } occupe la place du relais
       *[no] Un autre programme occupe la place du relais
      }
    .meaning = { $side ->
        [pop] Votre logiciel de facturation ne peut pas relever ses retours à travers Vigie. Ils l’attendent, rien n’est perdu.
       *[smtp] Votre logiciel de facturation ne peut pas envoyer ses lots à travers Vigie. Il les garde, rien n’est perdu.
      }
    .action = { $known ->
        [yes] Fermez { $holder } ; Vigie reprendra sa place aussitôt. S’il doit rester ouvert, appelez l’assistance de votre logiciel.
       *[no] Redémarrez l’ordinateur ; Vigie reprendra sa place. Si cela ne suffit pas, appelez l’assistance de votre logiciel.
      }
    .detail = { $side ->
        [pop] Port { $port } (réception) déjà pris
       *[smtp] Port { $port } (envoi) déjà pris
      }
relay-trouble-port-refused =
    .title = L’ordinateur empêche le relais de démarrer
    .meaning = { $side ->
        [pop] Votre logiciel de facturation ne peut pas relever ses retours à travers Vigie. Ils l’attendent, rien n’est perdu.
       *[smtp] Votre logiciel de facturation ne peut pas envoyer ses lots à travers Vigie. Il les garde, rien n’est perdu.
      }
    .action = Montrez ce message à la personne qui s’occupe de votre ordinateur.
    .detail = { $side ->
        [pop] Port { $port } (réception) refusé par le système
       *[smtp] Port { $port } (envoi) refusé par le système
      }
relay-trouble-keychain-locked =
    .title = Le trousseau de mots de passe est verrouillé : le relais attend
    .meaning = Sans lui, votre logiciel de facturation ne peut ni relever ni envoyer. Rien n’est perdu.
    .action = Déverrouillez le trousseau (souvent avec votre mot de passe de session) ; le relais reprendra aussitôt.
relay-trouble-keychain-unavailable =
    .title = Le trousseau de mots de passe ne répond pas : le relais attend
    .meaning = Sans lui, votre logiciel de facturation ne peut ni relever ni envoyer. Rien n’est perdu.
    .action = Redémarrez l’ordinateur ; si cela ne suffit pas, montrez ce message à la personne qui s’en occupe.
relay-trouble-key-lost =
    .title = La clé du relais n’est plus dans le trousseau de l’ordinateur
    .meaning = Vigie ne peut plus lire les messages qu’il gardait. Ils sont encore chez votre fournisseur : Vigie les y reprend.
    .action = Vous n’avez rien à faire. Si votre logiciel ne relève plus, recopiez-y le mot de passe affiché à la page « Relais ».
relay-trouble-disk-full =
    .title = Le disque de l’ordinateur est plein : le relais ne relève plus
    .meaning = Vos retours attendent chez votre fournisseur, rien n’est perdu.
    .action = Faites de la place sur le disque, par exemple en vidant la corbeille ; le relais reprendra aussitôt.
relay-trouble-spool-unusable =
    .title = Vigie n’arrive pas à lire ou à écrire les messages du relais
    .meaning = Vos retours attendent chez votre fournisseur, rien n’est perdu. Votre logiciel de facturation ne peut pas les relever.
    .action = Redémarrez l’ordinateur ; si cela ne suffit pas, montrez ce message à la personne qui s’en occupe.
relay-trouble-damaged =
    .title = { $messages ->
        [one] Un message gardé par Vigie est abîmé
       *[other] { $messages } messages gardés par Vigie sont abîmés
      }
    .meaning = { $messages ->
        [one] Il est encore chez votre fournisseur : Vigie l’y reprend, et votre logiciel le recevra.
       *[other] Ils sont encore chez votre fournisseur : Vigie les y reprend, et votre logiciel les recevra.
      }
    .action = Vous n’avez rien à faire. Si cela se répète, faites contrôler le disque de l’ordinateur.
relay-trouble-lost =
    .title = { $messages ->
        [one] Un message abîmé ne peut plus être repris
       *[other] { $messages } messages abîmés ne peuvent plus être repris
      }
    .meaning = { $messages ->
        [one] Il n’est plus chez votre fournisseur : votre logiciel de facturation ne le recevra pas.
       *[other] Ils ne sont plus chez votre fournisseur : votre logiciel de facturation ne les recevra pas.
      }
    .action = À la page « Lots et retours », voyez quels lots restent sans réponse, et vérifiez-les sur Ameli Pro. Faites contrôler le disque.
relay-trouble-not-collected =
    .title = { $known ->
        [yes] Vigie n’arrive plus à tout relever dans la boîte { $address }
       *[no] Vigie n’arrive plus à tout relever dans une boîte
      }
    .meaning = { $messages ->
        [0] Depuis le { $since }, les retours qui y arrivent n’atteignent plus votre logiciel de facturation. Ils attendent dans la boîte.
        [one] Depuis le { $since }, un message y reste, que votre fournisseur ne donne pas ou qui est trop gros. Les autres arrivent.
       *[other] Depuis le { $since }, { $messages } messages y restent, que votre fournisseur ne donne pas ou qui sont trop gros. Les autres arrivent.
      }
    .action = { $messages ->
        [0] Regardez sur l’Accueil ce que Vigie dit de cette boîte. Il réessaie de lui-même.
       *[other] Vigie réessaie de lui-même. Si cela dure, appelez votre fournisseur.
      }
relay-trouble-no-submission =
    .title = { $known ->
        [yes] Vigie ne sait pas par où envoyer les lots de { $address }
       *[no] Vigie ne sait pas par où envoyer vos lots
      }
    .meaning = Vos lots ne partent pas. Votre logiciel de facturation en est prévenu à chaque essai et les garde.
    .action = À la page « Relais », indiquez le serveur d’envoi de votre fournisseur.
relay-trouble-sending-fails =
    .title = { $known ->
        [yes] Les lots envoyés depuis { $address } ne sont plus acceptés
       *[no] Vos lots ne sont plus acceptés par votre fournisseur
      }
    .meaning = Depuis le { $since }, rien ne part. Votre logiciel de facturation en est prévenu à chaque essai et garde ses lots.
    .action = { $hindrance ->
        [login] Votre fournisseur refuse le mot de passe à l’envoi : saisissez de nouveau dans Vigie celui de cette boîte, puis relancez l’envoi depuis votre logiciel.
        [sender] Votre logiciel envoie sous une autre adresse : remettez-y celle de votre boîte de télétransmission, puis relancez l’envoi.
       *[provider] Regardez sur l’Accueil ce que Vigie dit de votre boîte. Quand elle ira bien, relancez l’envoi depuis votre logiciel.
      }
relay-trouble-software-silent =
    .title = { $days ->
        [one] Votre logiciel n’a pas relevé ses retours depuis un jour ouvré
       *[other] Votre logiciel n’a pas relevé ses retours depuis { $days } jours ouvrés
      }
    .meaning = Vigie les garde, rien n’est perdu. Mais votre logiciel ne connaît ni vos paiements ni vos rejets.
    .action = Lancez une relève depuis votre logiciel. S’il a été réinstallé ou remplacé, réglez-le de nouveau à la page « Relais ».
relay-trouble-wrong-logins =
    .title = Un programme donne un mauvais mot de passe au relais
    .meaning = C’est presque toujours le logiciel de facturation, avec un mot de passe mal recopié : il ne reçoit alors rien. Rien n’est perdu, et rien n’est donné sans le bon mot de passe.
    .action = Recopiez dans votre logiciel l’identifiant et le mot de passe affichés à la page « Relais ».
relay-trouble-sent-perhaps-twice =
    .title = { $lots ->
        [one] Un lot a peut-être été envoyé deux fois
       *[other] { $lots } lots ont peut-être été envoyés deux fois
      }
    .meaning = L’envoi a été coupé avant la réponse de votre fournisseur. Plutôt que de perdre un lot, Vigie l’a renvoyé.
    .action = Vous n’avez rien à faire. Si un rejet « lot déjà reçu » arrive, ne renvoyez pas ce lot : il est bien arrivé.
relay-ended =
    .title = Rétabli : le relais marche de nouveau
    .body = Lancez la relève dans votre logiciel de facturation.

# How the whole stands. $waiting messages, $troubles; $login: when the billing software last collected.
relay-state-off =
    .title = Le relais est arrêté
    .meaning = Votre logiciel de facturation parle lui-même à votre boîte, et Vigie la surveille, comme toujours.
    .action = Vous n’avez rien à faire. Si vous voulez régler votre logiciel une fois pour toutes, Vigie vous guide.
relay-state-needed =
    .title = Le relais est arrêté, et votre logiciel de facturation en a besoin
    .meaning = Il ne peut plus ni envoyer vos lots ni relever vos retours. Rien n’est perdu : tout attend.
    .action = Démarrez le relais.
relay-state-ready =
    .title = Le relais est prêt, mais votre logiciel de facturation ne passe pas encore par lui
    .meaning = Vos lots et vos retours suivent toujours leur chemin habituel.
    .action = Réglez votre logiciel sur le relais, une fois pour toutes : Vigie vous guide.
relay-state-unready =
    .title = Le relais n’est pas encore prêt
    .meaning = Vos lots et vos retours suivent toujours leur chemin habituel : rien n’est en danger.
    .action = Voyez d’abord ce qui est dit plus bas, puis réglez votre logiciel.
relay-state-unseen =
    .title = Votre logiciel de facturation est réglé sur le relais, mais Vigie ne l’y a pas encore vu
    .meaning = Vos retours l’attendent ici.
    .action = Lancez une relève depuis votre logiciel : Vigie dira aussitôt s’il la voit.
relay-state-well =
    .title = Le relais marche
    .meaning = { $waiting ->
        [0] Votre logiciel de facturation a relevé ses retours pour la dernière fois le { $login }. Il a tout reçu.
        [one] Votre logiciel de facturation est passé pour la dernière fois le { $login }. Un message l’attend.
       *[other] Votre logiciel de facturation est passé pour la dernière fois le { $login }. { $waiting } messages l’attendent.
      }
    .action = Vous n’avez rien à faire.
relay-state-attention =
    .title = { $troubles ->
        [one] Le relais marche, et un point demande votre attention
       *[other] Le relais marche, et { $troubles } points demandent votre attention
      }
    .meaning = { $waiting ->
        [0] Aucun message n’attend votre logiciel de facturation.
        [one] Un message attend votre logiciel de facturation.
       *[other] { $waiting } messages attendent votre logiciel de facturation.
      }
    .action = Voyez ce qui est dit plus bas.
relay-state-alarm =
    .title = Le relais ne peut pas faire tout son travail
    .meaning = Votre logiciel de facturation passe par lui : vos lots ou vos retours sont arrêtés.
    .action = Faites ce qui est dit plus bas.

# What is entered in the billing software, in the order of a settings screen.
relay-value-pop-host = Serveur de réception (POP)
relay-value-pop-port = Port de réception
relay-value-pop-security = Sécurité de la réception
relay-value-login = Identifiant
relay-value-password = Mot de passe
relay-value-smtp-host = Serveur d’envoi (SMTP)
relay-value-smtp-port = Port d’envoi
relay-value-smtp-security = Sécurité de l’envoi
relay-value-smtp-authentication = Authentification de l’envoi
relay-value-sender = Adresse de l’expéditeur
relay-remark-login = À recopier en entier, tel quel.
relay-remark-password = Celui du relais, affiché à la page « Relais ».
relay-remark-security = Aucune (ni SSL ni TLS) : ce chemin ne quitte pas votre ordinateur. Au-delà, Vigie protège tout.
relay-remark-authentication = Oui, avec le même identifiant et le même mot de passe.
relay-remark-authentication-none = Aucune.
relay-remark-sender = Inchangée : votre adresse de télétransmission.

# The page.
relay-title = Relais
relay-open = Ouvrir la page « Relais »
relay-not-here = Vigie ne peut pas montrer le relais pour l’instant
relay-start = Démarrer le relais
relay-set = Régler mon logiciel, une fois pour toutes
relay-wait-for-move = Un changement de boîte est en cours : allez d’abord au bout.
relay-troubles = Ce qui est à voir
relay-what = À quoi sert le relais
relay-what-1 = Votre logiciel de facturation s’adresse à Vigie, et Vigie à votre boîte. Vous réglez votre logiciel une fois, et plus jamais.
relay-what-2 = Si vous changez de boîte, un clic suffit. Vigie relève l’ancienne et la nouvelle : aucun retour n’est perdu, aucun lot n’est à renvoyer.
relay-what-3 = Les messages que Vigie garde sont chiffrés et restent sur cet ordinateur. Vous pouvez revenir en arrière à tout moment.
relay-never = Pas encore
relay-behind = Où en est le relais
relay-waiting = En attente pour votre logiciel
relay-waiting-count = { $count ->
    [0] Aucun message
    [one] { $count } message, { $size }
   *[other] { $count } messages, { $size }
  }
relay-last-login = Dernier passage de votre logiciel
relay-last-confirmed = Derniers messages remis
relay-last-sent = Dernier lot envoyé
relay-mailboxes = Boîtes relevées
relay-mailbox-collected = Relevée : { $at }
relay-mailbox-failing = Vigie n’arrive plus à la relever depuis : { $since }
relay-mailbox-keep = { $days ->
    [0] Ce que votre logiciel a reçu en est aussitôt retiré.
    [one] Ce que votre logiciel a reçu y reste encore un jour.
   *[other] Ce que votre logiciel a reçu y reste encore { $days } jours.
  }
relay-credentials = Réglages à saisir dans votre logiciel
relay-credentials-lead = Ils ne changeront plus. L’identifiant et le mot de passe sont ceux du relais, et ne servent que sur cet ordinateur.
relay-credentials-show = Afficher les réglages
relay-credentials-hide = Masquer les réglages
relay-certificate = Si votre logiciel demande une connexion protégée
relay-certificate-lead = Il verra un certificat fabriqué par Vigie sur cet ordinateur. Son empreinte SHA-256 :
relay-submission = Serveur d’envoi de votre fournisseur
relay-submission-agree = J’accepte que le mot de passe de { $address } soit donné à { $host }
relay-submission-needed = Sans votre accord, Vigie ne donne pas le mot de passe à ce serveur.
relay-submission-save = Utiliser ce serveur
relay-way-back = Revenir aux réglages directs
relay-way-back-lead = Votre logiciel parlera de nouveau lui-même à votre boîte. Vigie vous guide, et rien ne se perd en chemin.
relay-way-back-go = Préparer le retour
relay-ways-title = Régler votre logiciel sur le relais
relay-ways-back-title = Revenir aux réglages directs
relay-without-login = Logiciel ancien : envoi sans mot de passe
relay-without-login-hint = À cocher seulement si votre logiciel ne sait pas donner d’identifiant pour envoyer. Seuls les programmes de cet ordinateur peuvent alors envoyer, et seulement depuis votre adresse.
relay-ports = Ports du relais
relay-ports-hint = Gardez ceux-ci, sauf si un autre programme les occupe. Si vous les changez, changez-les aussi dans votre logiciel.
relay-port-pop = Réception
relay-port-smtp = Envoi
relay-ports-save = Changer les ports
relay-ports-invalid = Un port est un nombre de 1 à 65535.
relay-ports-same = Les deux ports doivent être différents.
relay-by-hand = Réglé sans l’aide de Vigie
relay-by-hand-not-in-use = Si vous avez déjà réglé vous-même votre logiciel sur le relais, dites-le ici.
relay-by-hand-in-use = Si vous avez déjà remis vous-même les réglages directs dans votre logiciel, dites-le ici.
relay-by-hand-done = Mon logiciel passe par le relais
relay-by-hand-back = Mon logiciel n’y passe plus
relay-stop = Arrêter le relais
relay-stop-title = Arrêter le relais ?
relay-stop-meaning = { $waiting ->
    [0] Votre logiciel de facturation parle lui-même à votre boîte : rien ne change pour lui.
    [one] Un message attend encore votre logiciel. Il reste chez votre fournisseur.
   *[other] { $waiting } messages attendent encore votre logiciel. Ils restent chez votre fournisseur.
  }
relay-stop-in-use = Votre logiciel de facturation passe par lui. Il ne pourra plus ni envoyer vos lots ni relever vos retours, jusqu’à ce que vous redémarriez le relais ou reveniez aux réglages directs.
relay-undo = Annuler ce réglage
relay-undo-title = Annuler ce réglage ?
relay-undo-meaning = Tout est remis comme avant. Si vous avez saisi des réglages vous-même, il faudra y remettre les anciens.
relay-undo-confirm = Annuler ce réglage
relay-seen = Vigie a vu votre logiciel passer par le relais : vos réglages marchent.
relay-awaiting = Vigie attend le premier passage de votre logiciel…
relay-course-read = Terminer
relay-course-steps = Étapes
relay-print-title = Réglages du relais
relay-start-only = Démarrer le relais seul
relay-ways-choose = Comment faire
relay-ways-none = Recommencez dans un instant.
