# La fiche de bascule: what became of everything between two mailboxes. $address: the old mailbox.

fiche-amount-uncollected =
    .title = { $returns ->
        [one] Un retour attend dans l’ancienne boîte, que votre logiciel ne relève plus
       *[other] { $returns } retours attendent dans l’ancienne boîte, que votre logiciel ne relève plus
      }
    .meaning = Votre logiciel de facturation ne connaît pas encore ces ARL et ces paiements : il peut réclamer ou renvoyer des lots que la caisse a bien reçus. { $lots ->
        [0] { "" }
        [one] Un lot envoyé avant la bascule est aussi sans réponse.
       *[other] { $lots } lots envoyés avant la bascule sont aussi sans réponse.
      }
    .action = Faites d’abord relever l’ancienne boîte une dernière fois.
fiche-amount-to-check =
    .title = { $lots ->
        [one] Un lot envoyé avant la bascule est à vérifier
       *[other] { $lots } lots envoyés avant la bascule sont à vérifier
      }
    .meaning = Vigie n’a vu leur réponse dans aucune des deux boîtes. { $waiting ->
        [0] { "" }
        [one] Un autre lot est encore dans les délais.
       *[other] { $waiting } autres lots sont encore dans les délais.
      }
    .action = Suivez les étapes, puis cochez chaque lot de la liste.
fiche-amount-waiting =
    .title = { $lots ->
        [one] Un lot envoyé avant la bascule attend sa réponse, dans les délais
       *[other] { $lots } lots envoyés avant la bascule attendent leur réponse, dans les délais
      }
    .meaning = La réponse peut arriver dans l’une ou l’autre boîte. Le dernier délai se termine le { $until }.
    .action = Ne renvoyez rien à la main avant cette date.
fiche-amount-unseen =
    .title = Rien de connu en suspens, mais Vigie n’a pas tout vu
    .meaning = Il ne voit pas assez bien vos lots, leurs ARL ou l’ancienne boîte pour dire que rien ne manque.
    .action = Suivez les étapes : votre logiciel de facturation et Ameli Pro ont le dernier mot.
fiche-amount-nothing =
    .title = Rien n’est resté entre les deux boîtes
    .meaning = Les lots que Vigie suit ont tous leur réponse, et aucun retour n’attend dans l’ancienne boîte.
    .action = Vous n’avez rien à faire.

fiche-advice-read-old-elsewhere =
    .title = Regardez l’ancienne boîte sur le site de son fournisseur
    .meaning = Vigie n’a pas pu la lire depuis le { $last } : des retours y sont peut-être arrivés sans figurer sur cette fiche.
    .action = Connectez-vous au site de { $provider } avec { $address }. Si vous y voyez des messages de caisses, ne les effacez pas et appelez l’assistance de votre logiciel.
fiche-advice-read-old-never =
    .title = Regardez l’ancienne boîte sur le site de son fournisseur
    .meaning = Vigie n’a jamais pu la lire : des retours y sont peut-être arrivés sans figurer sur cette fiche.
    .action = Connectez-vous au site de { $provider } avec { $address }. Si vous y voyez des messages de caisses, ne les effacez pas et appelez l’assistance de votre logiciel.
fiche-advice-relay-brings =
    .title = Ce qui arrive dans l’ancienne boîte parvient à votre logiciel par le relais
    .meaning = Votre logiciel de facturation relève les deux boîtes sans le savoir : aucun retour ne s’est perdu à cause du changement.
    .action = Ne renvoyez aucun lot à cause du changement ; il n’y a rien à relever à la main.
fiche-advice-collect-old =
    .title = Faites relever l’ancienne boîte une dernière fois
    .meaning = { $returns ->
        [one] Un retour y attend, et votre logiciel de facturation ne la relève plus.
       *[other] { $returns } retours y attendent, et votre logiciel de facturation ne la relève plus.
      }
    .action = Dans votre logiciel, notez les réglages de réception de la nouvelle boîte, remettez ceux de { $address }, lancez la relève sans rien envoyer, puis remettez les nouveaux. Si le logiciel accepte deux boîtes, ajoutez plutôt l’ancienne. Son assistance peut le faire avec vous.
fiche-advice-go-through-lots =
    .title = Parcourez dans votre logiciel les lots envoyés du { $from-date } au { $until-date }
    .meaning = Vigie ne voit pas vos lots : il ne peut pas dire lesquels attendent une réponse.
    .action = Un lot sans ARL est renvoyé par le logiciel au bout de 48 h, puis passe en « traitement manuel » 48 h plus tard ; avant cela, ne renvoyez rien à la main.
fiche-advice-wait-until =
    .title = Ne renvoyez rien à la main avant le { $at }
    .meaning = { $lots ->
        [one] Un lot est encore dans les délais. Au bout de 48 h sans ARL, votre logiciel le renvoie de lui-même ; 48 h plus tard, il le passe en « traitement manuel ».
       *[other] { $lots } lots sont encore dans les délais. Au bout de 48 h sans ARL, votre logiciel les renvoie de lui-même ; 48 h plus tard, il les passe en « traitement manuel ».
      }
    .action = Laissez faire le logiciel ; la date de chaque lot est dans la liste.
fiche-advice-look-up =
    .title = { $lots ->
        [one] Regardez dans votre logiciel si l’ARL d’un lot y est
       *[other] Regardez dans votre logiciel si les ARL de { $lots } lots y sont
      }
    .meaning = Vigie ne voit pas tous les ARL : votre logiciel les a peut-être relevés avant lui.
    .action = Ouvrez chaque lot de la liste. S’il y est marqué comme reçu, cochez-le ; sinon, cherchez ses factures sur Ameli Pro.
fiche-advice-treat-by-hand =
    .title = { $lots ->
        [one] Traitez un lot à la main
       *[other] Traitez { $lots } lots à la main
      }
    .meaning = Les deux délais de 48 h sont passés sans réponse : votre logiciel ne renverra plus rien de lui-même.
    .action = Cherchez d’abord { $lots ->
        [one] ses
       *[other] leurs
      } factures sur Ameli Pro. Pour celles qui n’y sont pas, ouvrez « traitement manuel » dans votre logiciel ou appelez son assistance ; un duplicata papier doit nommer la FSE et le numéro du lot.
fiche-advice-check-payments =
    .title = Vérifiez sur Ameli Pro les paiements du { $from-date } au { $until-date }
    .meaning = Pendant trois à quatre jours autour d’une bascule, des retours de paiement manquent dans le logiciel, parce qu’ils sont allés à l’ancienne boîte. Les paiements, eux, ont pu être faits.
    .action = Comparez vos paiements de ces jours sur Ameli Pro avec les factures en attente dans votre logiciel.
fiche-advice-mark-paid =
    .title = Pointez à la main les factures payées
    .meaning = Une facture payée dont le retour s’est perdu reste en attente dans le logiciel.
    .action = Dans votre logiciel, marquez comme payée chaque facture que vous voyez payée sur Ameli Pro. Si un lot entier est payé, réglez-le aussi dans Vigie, avec le motif « payé, vu sur Ameli Pro ».
fiche-advice-ignore-rejects =
    .title = Rejets « 1070 », « lot déjà reçu », « facture déjà en traitement » : rien à faire
    .meaning = Un lot envoyé deux fois autour de la bascule revient rejeté : le premier envoi est bien arrivé, et c’est lui qui est traité. { $seen ->
        [0] Aucun de ces rejets n’est arrivé pour l’instant.
        [one] Un tel rejet est arrivé depuis la bascule.
       *[other] { $seen } de ces rejets sont arrivés depuis la bascule.
      }
    .action = Ne corrigez rien et ne renvoyez rien.
fiche-advice-keep-open =
    .title = Gardez l’ancienne boîte au moins jusqu’au { $until-date }
    .meaning = Des réponses peuvent encore y arriver ; Vigie la surveille.
    .action = Ne la supprimez pas, ne changez pas son mot de passe, et ne résiliez pas le contrat qui la porte.
fiche-advice-retire =
    .title = L’ancienne boîte peut être retirée
    .meaning = La transition est terminée, et aucun retour n’attend dans { $address }.
    .action = Retirez-la de Vigie dans Réglages quand vous le voudrez ; rien ne se fait sans vous.

fiche-inactivity = Son fournisseur ({ $provider }) peut fermer une boîte inutilisée depuis { $days } jours : ce serait le cas le { $at-date }, compté depuis la bascule. On ne sait pas si les vérifications de Vigie comptent comme une utilisation : connectez-vous une fois à son site avant cette date.

fiche-written = Fiche écrite dans { $path }
fiche-unwritable =
    .title = La fiche n’a pas pu être écrite dans { $path } ({ $error })
    .action = Choisissez un autre fichier ou un autre dossier.

# One line of the sheet: where a lot stands, and what to do with it.
fiche-lot-waiting = Dans les délais : rien à faire avant le { $until }
fiche-lot-sent-again = Sans réponse depuis 48 h : vérifier que le logiciel l’a renvoyé, puis attendre le { $until }
fiche-lot-by-hand = Traitement manuel depuis le { $since-date } : chercher ses factures sur Ameli Pro, sinon refaire le lot
fiche-lot-look-up = Réponse non vue par Vigie : regarder dans le logiciel si l’ARL y est

fiche-return-lot = Lot envoyé
fiche-return-arl-positive = ARL positif
fiche-return-arl-negative = ARL négatif
fiche-return-arl-unsigned = ARL de sens inconnu
fiche-return-rsp = Paiements et rejets
fiche-return-service-message = Message de service
fiche-return-non-delivery = Avis de non-remise
fiche-return-unknown-machine = Message inconnu
fiche-return-foreign = Courriel étranger

# The printed page.
fiche-page-title = Fiche de bascule
fiche-page-from = Ancienne boîte
fiche-page-to = Nouvelle boîte
fiche-page-switched = Bascule
fiche-page-until = Transition jusqu’au
fiche-page-made = Fiche établie le { $at }
fiche-page-steps = Ce qu’il y a à faire
fiche-page-lots = { $lots ->
    [0] Lots envoyés avant la bascule et sans réponse : aucun
   *[other] Lots envoyés avant la bascule et sans réponse : { $lots }
  }
fiche-page-returns = { $returns ->
    [0] Retours arrivés dans l’ancienne boîte : aucun
   *[other] Retours arrivés dans l’ancienne boîte : { $returns }
  }
fiche-page-lots-none = Vigie n’en connaît aucun.
fiche-page-returns-none = Vigie n’en a vu aucun que votre logiciel n’ait pas relevé.
fiche-page-shown = Seuls les { $shown } premiers sont montrés, sur { $total }.
fiche-page-done = Fait
fiche-page-number = Lot
fiche-page-caisse = Caisse
fiche-page-date = Date du lot
fiche-page-sent = Envoyé le
fiche-page-state = Où il en est, et quoi faire
fiche-page-kind = Retour
fiche-page-received = Arrivé le
fiche-page-of-lots = Lots
fiche-page-there = Encore dans la boîte
fiche-page-there-yes = oui, à relever
fiche-page-there-no = non
fiche-page-moment = { $at-date }, { $at-time }
fiche-page-day = { $at-date }
fiche-page-footer = Établie par Vigie d’après ce qu’il a vu des deux boîtes. Elle ne contient ni nom de patient ni numéro de sécurité sociale.
