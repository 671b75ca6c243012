# What is no failure, but should be seen to.

warning-certificate-ending =
    .title = La carte d’identité électronique de votre fournisseur expire le { $at-date }
    .meaning = Si votre fournisseur ({ $provider }) ne la renouvelle pas à temps, votre logiciel de facturation ne pourra plus relever les retours de la Sécurité sociale.
    .action = Vous n’avez rien à faire pour l’instant : c’est à lui de la renouveler, et Vigie vous préviendra s’il l’oublie.

warning-nearly-full =
    .title = Votre boîte est presque pleine : { $octets } sur { $limit }
    .meaning = Une fois pleine, elle refusera les retours de la Sécurité sociale.
    .action = Lancez la relève dans votre logiciel de facturation : il vide la boîte à mesure.

warning-not-collected =
    .title = { $messages ->
        [one] { $messages } message attend dans votre boîte depuis plus de deux jours ouvrés
       *[other] { $messages } messages attendent dans votre boîte, certains depuis plus de deux jours ouvrés
      }
    .meaning = Votre logiciel de facturation ne les a pas relevés ; le plus ancien est arrivé le { $since }. Il peut s’agir de retours de la Sécurité sociale.
    .action = Ouvrez votre logiciel de facturation et lancez la relève des retours.

warning-clear-text =
    .title = Cette boîte est surveillée sans protection
    .meaning = Votre fournisseur ({ $provider }) n’offre pas de connexion protégée : le mot de passe circule en clair sur Internet. Vous l’avez accepté.
    .action = Quand vous le pourrez, prenez une boîte chez un fournisseur qui protège la connexion ; l’assistance de votre logiciel peut vous conseiller.
