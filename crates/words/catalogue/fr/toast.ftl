# Notifications: a title, one or two short sentences. An alarm's title is the cause's, and its body
# ends with the cause's action (cause.ftl).

toast-alarm-began = Boîte { $address } : les retours de la Sécurité sociale n’arrivent sans doute plus.
toast-alarm-changed = La boîte { $address } ne répond toujours pas, mais la raison a changé.
toast-alarm-reminder = La boîte { $address } ne répond plus depuis le { $began }.
toast-alarm-ended =
    .title = Rétabli : votre boîte répond de nouveau
    .body = La panne de { $address } a duré { $lasted }. Lancez la relève des retours dans votre logiciel de facturation.
toast-book-reminder = Boîte { $address } : Vigie vous l’a déjà signalé, et rien n’a changé.
toast-book-ended-answers =
    .title = Réglé : plus aucun lot n’est à traiter à la main
    .body = Les lots en cause de la boîte { $address } ont reçu leur réponse, ou ont été renvoyés ou réglés.
toast-book-ended-lots =
    .title = Réglé : plus aucun lot n’est refusé ou non remis
    .body = Les lots en cause de la boîte { $address } ont été renvoyés ou réglés.
toast-book-ended-silent-returns =
    .title = Rétabli : les retours de la Sécurité sociale arrivent de nouveau
    .body = Un retour vient d’arriver dans la boîte { $address }. Lancez la relève dans votre logiciel de facturation.
toast-book-ended-foreign-mail =
    .title = Réglé : plus de courriel étranger dans votre boîte
    .body = La boîte { $address } ne contient plus que la télétransmission.
toast-book-ended-vanishing =
    .title = Réglé : plus aucun retour ne disparaît de votre boîte
    .body = Les retours de la boîte { $address } arrivent de nouveau dans votre logiciel de facturation.
toast-book-ended-old-mailbox-closing =
    .title = L’ancienne boîte n’est plus à surveiller
    .body = La transition vers { $address } est terminée.
toast-concerning = Boîte { $address }.
toast-see = Voir
toast-remind-tomorrow = Me le rappeler demain
