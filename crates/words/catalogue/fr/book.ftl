# Lots and returns: what Vigie can see of them, and what asks for a look.
# $lots: how many lots; $oldest: when the oldest of them was sent last.

book-sight-no-lots =
    .title = Vigie surveille la boîte, mais ne voit pas vos lots
    .meaning = Il vous prévient si la boîte ne répond plus et, dès qu’il connaîtra votre rythme, si plus aucun retour n’arrive ; il ne peut pas dire si un ARL précis manque.
    .action = Dans Réglages, indiquez où votre logiciel de facturation range ses lots.
book-sight-returns-unreliable =
    .title = Vigie voit vos lots, mais pas assez de leurs ARL
    .meaning = { $expected ->
        [0] Vigie n’a pas encore reconnu d’ARL : il lui en faut quelques-uns, et votre logiciel de facturation les relève peut-être avant lui.
       *[other] { $missing ->
            [0] Vigie a vu l’ARL de chacun des { $seen } derniers lots, mais depuis trop peu de temps pour affirmer, si l’un manque, qu’il n’est pas arrivé.
           *[other] Vigie a vu l’ARL de { $seen } lots sur { $expected } : votre logiciel de facturation relève sans doute les autres avant lui.
          }
      } Le délai d’un lot isolé est à vérifier dans le logiciel et ne déclenche pas d’alarme.
    .action = Dans Réglages, indiquez le dossier où votre logiciel range les ARL reçus.
book-sight-full =
    .title = Vigie suit chaque lot jusqu’à son ARL
    .meaning = Vos lots et leurs ARL sont bien vus : tant qu’il n’y a pas d’alarme, vous n’avez pas à vous en soucier.
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
    .action = Votre logiciel de facturation doit { $lots ->
        [one] l’envoyer
       *[other] les envoyer
      } une seconde fois ; vérifiez qu’il l’a fait.
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
    .meaning = La boîte répond, mais rien n’y arrive depuis bien plus longtemps que d’habitude : des ARL et des paiements sont peut-être retenus en chemin.
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
book-old-mailbox-closing =
    .title = L’ancienne boîte pourrait être fermée par son fournisseur
    .meaning = Il peut fermer une boîte inutilisée depuis { $days } jours, soit le { $at-date }, compté depuis la bascule. Des réponses peuvent encore y arriver, et on ne sait pas si les vérifications de Vigie comptent comme une utilisation.
    .action = Connectez-vous une fois à l’ancienne boîte sur le site de son fournisseur.

# One lot: where it stands. $sent: when it was sent last; $at: when the stage began.
book-stage-unsure =
    .title = Réponse non vue : à vérifier dans votre logiciel
    .meaning = Vigie ne voit pas tous les ARL de cette boîte. Celui du lot envoyé le { $sent } est peut-être déjà dans votre logiciel de facturation.
    .action = Ouvrez ce lot dans votre logiciel de facturation et regardez s’il y est marqué comme reçu.
book-stage-awaiting =
    .title = Envoyé, en attente de l’ARL
    .meaning = Le lot est parti le { $sent } ; rien d’inhabituel pour l’instant.
    .action = Vous n’avez rien à faire.
book-stage-late =
    .title = L’ARL tarde plus que d’habitude
    .meaning = Le lot est parti le { $sent }. Le délai de 48 h n’est pas atteint, mais la réponse aurait dû arriver avant le { $at }.
    .action = Lancez la relève des retours dans votre logiciel de facturation ; n’envoyez rien une seconde fois pour l’instant.
book-stage-unanswered =
    .title = Sans réponse depuis 48 h
    .meaning = Depuis le { $at }, le délai est passé : la caisse n’a pas accusé réception de ce lot.
    .action = Votre logiciel de facturation doit l’envoyer une seconde fois ; vérifiez qu’il l’a fait.
book-stage-manual =
    .title = Traitement manuel
    .meaning = Depuis le { $at }, le second délai est passé lui aussi : votre logiciel n’enverra plus ce lot, et il ne sera pas payé de lui-même.
    .action = Dans votre logiciel, ouvrez « traitement manuel », ou appelez son assistance ; puis réglez le lot ici en notant ce que vous avez fait.
book-stage-acknowledged =
    .title = Reçu par la caisse
    .meaning = L’accusé de réception de ce lot est arrivé le { $at }.
    .action = Vous n’avez rien à faire.
book-stage-acknowledged-probable =
    .title = Sans doute reçu par la caisse
    .meaning = Une réponse de la même caisse est arrivée le { $at }, et c’est sans doute celle de ce lot ; elle ne le nomme pas.
    .action = En cas de doute, regardez dans votre logiciel de facturation si ce lot y est marqué comme reçu.
book-stage-refused =
    .title = Refusé par la caisse
    .meaning = Un ARL négatif est arrivé le { $at } : les feuilles de soins de ce lot ne seront pas payées en l’état.
    .action = Ouvrez le motif du refus dans votre logiciel de facturation ; son assistance peut vous aider à refaire le lot.
book-stage-not-delivered =
    .title = Non remis à la caisse
    .meaning = Un avis de non-remise est arrivé le { $at } : la caisse n’a pas ce lot.
    .action = Envoyez-le de nouveau depuis votre logiciel de facturation ; si l’avis revient, appelez son assistance.
book-stage-settled =
    .title = Réglé à la main
    .meaning = Vous l’avez réglé le { $at }, avec ce motif : { $reason }
    .action = Vous n’avez plus rien à faire.

# Reject codes of which the meaning is known.
book-code = Code { $code }
book-code-already-received =
    .title = La caisse avait déjà reçu ce lot
    .meaning = Ce rejet concerne un second envoi : le premier est bien arrivé, et il est traité normalement.
    .action = Vous n’avez rien à faire dans votre logiciel de facturation.
book-code-already-in-process =
    .title = La caisse traite déjà ces factures
    .meaning = Ce rejet concerne un second envoi : les factures du premier sont en cours de traitement.
    .action = Vous n’avez rien à faire dans votre logiciel de facturation.

# What happened to a lot, on its timeline.
book-event-sent = Envoyé à la caisse
book-event-awaiting = De nouveau en attente de l’ARL
book-event-late = En retard sur le délai habituel
book-event-unanswered = Sans réponse depuis 48 h
book-event-manual = Traitement manuel : le second délai est passé
book-event-acknowledged = ARL positif reçu
book-event-acknowledged-probable = Réponse reçue, sans doute pour ce lot
book-event-refused = ARL négatif reçu : lot refusé
book-event-refused-probable = ARL négatif reçu, sans doute pour ce lot
book-event-not-delivered = Avis de non-remise reçu
book-event-not-delivered-probable = Avis de non-remise reçu, sans doute pour ce lot
book-event-settled = Réglé à la main : { $reason }
book-event-sent-again = Envoyé une nouvelle fois
book-event-sent-again-though-acknowledged = Envoyé une nouvelle fois alors que la caisse l’avait reçu ; un rejet « lot déjà reçu » peut suivre, sans rien à faire
book-event-contradicted-acknowledged = Nouvelle réponse contraire : la caisse a reçu le lot
book-event-contradicted-refused = Nouvelle réponse contraire : la caisse refuse le lot
book-event-contradicted-not-delivered = Nouvelle réponse contraire : le lot n’a pas été remis
book-event-answered-again = Autre réponse reçue, qui ne change rien
