# Why a check failed. Read by a nurse between two patients: what happened, what it means for the
# payments, the ONE thing to do. The technical name stands in the detail line (detail.ftl).
#
# Words (see ../README.md): boîte · fournisseur · logiciel de facturation · retours (de la Sécurité
# sociale) · lots · l’assistance de votre logiciel · vérification · connexion Internet.
#
# Variables: $provider the provider's name, or the address's domain · $host the server's name ·
# $address · $detail particulars, with $known (yes or no) · $wait a duration, with $announced (yes or no).

cause-no-network =
    .title = Votre connexion Internet est coupée
    .meaning = Votre boîte n’est pas en cause : c’est cet ordinateur qui n’atteint plus Internet. Tant que cela dure, vos lots ne partent pas et les retours de la Sécurité sociale attendent dans la boîte.
    .action = Vérifiez que votre box Internet est allumée et que l’ordinateur y est bien relié ; la surveillance reprendra d’elle-même.

cause-name-not-found =
    .title = Le serveur de votre fournisseur est introuvable
    .meaning = Le nom { $host } n’est plus connu sur Internet. Votre logiciel de facturation ne peut plus relever les retours de la Sécurité sociale : vos paiements ne sont plus suivis.
    .action = Demandez à l’assistance de votre logiciel si votre fournisseur ({ $provider }) a changé le nom de son serveur.

cause-connection-refused =
    .title = Le service de messagerie de votre fournisseur est arrêté
    .meaning = Le serveur ({ $provider }) est allumé, mais personne n’y répond : c’est le plus souvent une panne ou une maintenance. En attendant, les retours de la Sécurité sociale ne sont plus relevés.
    .action = Ne renvoyez pas vos lots : attendez que Vigie vous annonce le retour. Si cela dure plus d’une journée, appelez l’assistance de votre logiciel.

cause-connect-timeout =
    .title = Le serveur de votre fournisseur ne répond pas
    .meaning = Votre connexion Internet marche, mais le serveur ({ $provider }) reste muet. En attendant, votre logiciel de facturation ne reçoit plus les retours de la Sécurité sociale.
    .action = Ne renvoyez pas vos lots : attendez que Vigie vous annonce le retour. Si cela dure plus d’une journée, appelez l’assistance de votre logiciel.

cause-connection-lost =
    .title = Votre fournisseur coupe la connexion en cours de route
    .meaning = Le serveur ({ $provider }) répond, puis raccroche avant la fin. Votre logiciel de facturation risque de ne relever qu’une partie des retours de la Sécurité sociale, ou aucun.
    .action = Ne renvoyez pas vos lots : attendez que Vigie vous annonce le retour. Si cela dure plus d’une journée, appelez l’assistance de votre logiciel.

cause-tls-expired =
    .title = La carte d’identité électronique de votre fournisseur est périmée
    .meaning = Le serveur ({ $provider }) ne peut plus prouver qui il est, alors Vigie ne lui a pas donné votre mot de passe. Votre logiciel de facturation refusera sans doute aussi de relever vos retours.
    .action = Vérifiez d’abord que la date et l’heure de cet ordinateur sont justes ; si elles le sont, signalez la panne à votre fournisseur.

cause-tls-wrong-name =
    .title = Un autre serveur répond à la place de celui de votre fournisseur
    .meaning = La carte d’identité électronique présentée n’est pas au nom de { $host }. Vigie n’a pas donné votre mot de passe. Vos retours ne peuvent pas être relevés en sécurité.
    .action = Si vous êtes sur un Wi-Fi public, changez de connexion ; sinon, demandez à l’assistance de votre logiciel le bon nom de serveur.

cause-tls-untrusted =
    .title = Le serveur de votre fournisseur n’a pas pu prouver son identité
    .meaning = Sa carte d’identité électronique vient d’un organisme que cet ordinateur ne connaît pas{ $known ->
        [yes] {" "}: « { $detail } »
       *[no] {""}
      }. Vigie n’a pas donné votre mot de passe. Vos retours ne peuvent pas être relevés en sécurité.
    .action = Appelez l’assistance de votre logiciel et lisez-lui la ligne « Détail » : elle saura si c’est votre fournisseur ou votre réseau.

cause-tls-intercepted =
    .title = { $known ->
        [yes] Un logiciel de cet ordinateur s’interpose : { $detail }
       *[no] Un antivirus de cet ordinateur s’interpose
      }
    .meaning = Ce n’est ni une attaque ni une panne de votre fournisseur : un antivirus lit le courrier avant vous et se fait passer pour le serveur. Vigie ne lui a pas donné votre mot de passe et ne peut plus savoir si vos retours arrivent.
    .action = Dans les réglages de l’antivirus, désactivez l’analyse du courrier (« protection e-mail ») pour { $host }, ou demandez-le à la personne qui s’occupe de votre ordinateur.

cause-tls-too-old =
    .title = La protection du serveur de votre fournisseur est trop ancienne
    .meaning = Le serveur ({ $provider }) ne sait plus protéger un mot de passe comme il faut aujourd’hui ; Vigie n’a donc rien envoyé. Votre logiciel de facturation peut encore marcher, mais pour combien de temps ?
    .action = Demandez à l’assistance de votre logiciel si un autre serveur existe chez votre fournisseur, ou s’il faut changer de boîte.

cause-tls-failed =
    .title = La connexion protégée avec votre fournisseur n’a pas pu s’établir
    .meaning = Le serveur ({ $provider }) répond, mais pas dans la langue protégée attendue. Vigie n’a pas donné votre mot de passe. Vos retours ne sont sans doute plus relevés.
    .action = Appelez l’assistance de votre logiciel et lisez-lui la ligne « Détail ».

cause-server-refuses =
    .title = Votre fournisseur refuse les connexions
    .meaning = { $known ->
        [yes] Son serveur dit : « { $detail } ». Tant que cela dure, votre logiciel de facturation ne peut plus relever les retours de la Sécurité sociale.
       *[no] Tant que cela dure, votre logiciel de facturation ne peut plus relever les retours de la Sécurité sociale.
      }
    .action = Ne renvoyez pas vos lots : attendez que Vigie vous annonce le retour. Si cela dure plus d’une journée, appelez l’assistance de votre logiciel.

cause-pop-disabled =
    .title = Votre fournisseur a fermé l’accès dont votre logiciel a besoin
    .meaning = Votre mot de passe n’est pas en cause, et vous pouvez peut-être encore lire cette boîte sur Internet. Mais votre logiciel de facturation ne reçoit plus les retours de la Sécurité sociale : vos paiements ne sont plus suivis.
    .action = Sur le site de votre fournisseur ({ $provider }), dans les paramètres de la boîte, vérifiez que l’accès par un logiciel (« POP ») est autorisé ; s’il l’est, appelez l’assistance de votre logiciel.

cause-password-refused =
    .title = Votre fournisseur refuse le mot de passe
    .meaning = Le plus souvent, le mot de passe ou le nom d’utilisateur n’est plus le bon ; parfois, le fournisseur a fermé l’accès sans le dire. Si votre logiciel de facturation utilise le même, il ne reçoit plus les retours de la Sécurité sociale.
    .action = Essayez ce mot de passe sur le site de votre fournisseur ({ $provider }), puis saisissez dans Vigie celui qui marche.

cause-web-login-required =
    .title = Votre fournisseur veut que vous vous identifiiez sur son site
    .meaning = Il n’accepte plus le mot de passe habituel depuis un logiciel. Votre logiciel de facturation ne reçoit sans doute plus les retours de la Sécurité sociale.
    .action = Connectez-vous au site de votre fournisseur ({ $provider }) et suivez ce qu’il demande ; s’il propose un « mot de passe d’application », créez-en un et saisissez-le dans Vigie et dans votre logiciel.

cause-mailbox-in-use =
    .title = Un autre logiciel est en train de relever la boîte
    .meaning = C’est normal : un seul logiciel peut la lire à la fois, et c’est sans doute votre logiciel de facturation. Vos retours ne risquent rien.
    .action = Vous n’avez rien à faire : Vigie reviendra plus tard.

cause-login-delay =
    .title = Votre fournisseur demande d’attendre un peu
    .meaning = C’est normal : il limite le nombre de connexions. Votre mot de passe est bon et vos retours ne risquent rien.
    .action = { $announced ->
        [yes] Vous n’avez rien à faire : Vigie reviendra dans { $wait }.
       *[no] Vous n’avez rien à faire : Vigie reviendra plus tard.
      }

cause-server-temporary =
    .title = Votre fournisseur a une panne passagère
    .meaning = Son serveur ({ $provider }) le dit lui-même et demande de revenir plus tard. En attendant, les retours de la Sécurité sociale ne sont plus relevés, mais ils restent dans la boîte.
    .action = Ne renvoyez pas vos lots : attendez que Vigie vous annonce le retour.

cause-server-permanent =
    .title = Votre fournisseur doit réparer votre boîte
    .meaning = Son serveur ({ $provider }) signale un défaut qui ne passera pas tout seul. Votre logiciel de facturation ne reçoit plus les retours de la Sécurité sociale.
    .action = Appelez votre fournisseur ({ $provider }) et lisez-lui la ligne « Détail ».

cause-protocol-violation =
    .title = Le serveur de votre fournisseur répond de travers
    .meaning = Sa réponse n’est pas celle d’une boîte aux lettres. Soit il est en panne, soit autre chose répond à sa place, par exemple la page d’accueil d’un Wi-Fi public. Vos retours ne sont sans doute plus relevés.
    .action = Appelez l’assistance de votre logiciel et lisez-lui la ligne « Détail ».

cause-too-slow =
    .title = Le serveur de votre fournisseur est beaucoup trop lent
    .meaning = Il répond ({ $provider }), mais la vérification n’a pas pu finir à temps. Votre logiciel de facturation risque de ne pas relever tous les retours de la Sécurité sociale.
    .action = Ne renvoyez pas vos lots : attendez que Vigie vous annonce le retour. Si cela dure plus d’une journée, appelez l’assistance de votre logiciel.
