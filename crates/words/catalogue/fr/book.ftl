# Lots and returns: what Vigie can see of them, and what asks for a look.
# $lots: how many lots; $oldest: when the oldest of them was sent last.

book-sight-no-lots =
    .title = Vigie surveille la boîte, mais ne voit pas vos lots
    .meaning = Elle vous prévient si la boîte ne répond plus ou si plus aucun retour n’arrive ; elle ne peut pas dire si un ARL précis manque.
    .action = Dans Réglages, indiquez où votre logiciel de facturation range ses lots.
book-sight-returns-unreliable =
    .title = Vigie voit vos lots, mais pas assez de leurs ARL
    .meaning = { $expected ->
        [0] Aucun ARL n’a encore été reconnu : votre logiciel de facturation les relève sans doute avant Vigie.
       *[other] Vigie a vu l’ARL de { $seen } lots sur { $expected } : votre logiciel de facturation relève sans doute les autres avant elle.
      } Les délais affichés sont à vérifier dans le logiciel et ne déclenchent pas d’alarme.
    .action = Dans Réglages, indiquez le dossier où votre logiciel range les ARL reçus.
book-sight-full =
    .title = Vigie suit chaque lot jusqu’à son ARL
    .meaning = Vos lots et leurs ARL sont bien vus : pas d’alarme veut dire que tout est arrivé.
    .action = Vous n’avez rien à faire.

book-late =
    .title = { $lots ->
        [one] Un lot attend son ARL plus longtemps que d’habitude
       *[other] { $lots } lots attendent leur ARL plus longtemps que d’habitude
      }
    .meaning = { $lots ->
        [one] Envoyé le { $oldest }, il n’a pas encore de réponse de la caisse ; son paiement pourrait tarder.
       *[other] Le plus ancien est parti le { $oldest } ; sans réponse de la caisse, leur paiement pourrait tarder.
      }
    .action = Lancez la relève des retours dans votre logiciel de facturation ; n’envoyez rien une seconde fois pour l’instant.
book-unanswered =
    .title = { $lots ->
        [one] Un lot sans réponse depuis 48 h
       *[other] { $lots } lots sans réponse depuis 48 h
      }
    .meaning = { $lots ->
        [one] La caisse n’a pas accusé réception du lot envoyé le { $oldest } : il n’est peut-être pas arrivé, et ne serait pas payé.
       *[other] La caisse n’a pas accusé réception de ces lots, dont le plus ancien est parti le { $oldest } : ils ne sont peut-être pas arrivés, et ne seraient pas payés.
      }
    .action = Votre logiciel de facturation doit les envoyer une seconde fois ; vérifiez qu’il l’a fait.
book-manual =
    .title = { $lots ->
        [one] Un lot à traiter à la main
       *[other] { $lots } lots à traiter à la main
      }
    .meaning = { $lots ->
        [one] Le lot envoyé le { $oldest } reste sans réponse après un second délai de 48 h : votre logiciel ne l’enverra plus, et il ne sera pas payé de lui-même.
       *[other] Ces lots, dont le plus ancien est parti le { $oldest }, restent sans réponse après un second délai de 48 h : votre logiciel ne les enverra plus, et ils ne seront pas payés d’eux-mêmes.
      }
    .action = Dans votre logiciel, ouvrez « traitement manuel », ou appelez son assistance.
book-refused =
    .title = { $lots ->
        [one] Un lot a été refusé par la caisse
       *[other] { $lots } lots ont été refusés par la caisse
      }
    .meaning = { $lots ->
        [one] Le lot envoyé le { $oldest } est revenu avec un ARL négatif : ses feuilles de soins ne seront pas payées en l’état.
       *[other] Ils sont revenus avec un ARL négatif, le plus ancien envoyé le { $oldest } : leurs feuilles de soins ne seront pas payées en l’état.
      }
    .action = Ouvrez le motif du refus dans votre logiciel de facturation ; son assistance peut vous aider à refaire le lot.
book-not-delivered =
    .title = { $lots ->
        [one] Un lot n’est pas arrivé à la caisse
       *[other] { $lots } lots ne sont pas arrivés à la caisse
      }
    .meaning = { $lots ->
        [one] Un avis de non-remise est revenu pour le lot envoyé le { $oldest } : tant qu’il n’est pas renvoyé, il ne sera pas payé.
       *[other] Des avis de non-remise sont revenus, pour des lots dont le plus ancien est parti le { $oldest } : tant qu’ils ne sont pas renvoyés, ils ne seront pas payés.
      }
    .action = Envoyez de nouveau depuis votre logiciel de facturation ; si l’avis revient, appelez son assistance.
book-silent-returns =
    .title = Plus aucun retour de la Sécurité sociale depuis le { $since }
    .meaning = La boîte répond, mais rien n’y arrive depuis plus longtemps que jamais : des ARL et des paiements sont peut-être retenus en chemin.
    .action = Regardez dans votre logiciel de facturation si des retours récents y sont ; sinon, appelez son assistance.
book-foreign-mail =
    .title = { $messages ->
        [one] Un courriel étranger à la télétransmission est dans votre boîte
       *[other] { $messages } courriels étrangers à la télétransmission sont dans votre boîte
      }
    .meaning = Votre logiciel de facturation effacera tout ce qui ne vient pas des caisses. Le premier est arrivé le { $since }.
    .action = Lisez-les dès maintenant sur le site de votre fournisseur, puis donnez une autre adresse à vos correspondants.
book-vanishing =
    .title = { $messages ->
        [one] Un retour a quitté la boîte sans arriver dans votre logiciel
       *[other] { $messages } retours ont quitté la boîte sans arriver dans votre logiciel
      }
    .meaning = Depuis le { $since }, un autre programme vide sans doute cette boîte : des ARL et des paiements peuvent manquer dans votre logiciel.
    .action = Retirez cette adresse des autres programmes de courrier (ordinateur, téléphone, tablette).
