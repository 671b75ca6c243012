# Notifications: a title, one or two short sentences. An alarm's title is the cause's, and its body
# ends with the cause's action (cause.ftl).

toast-alarm-began = Boîte { $address } : les retours de la Sécurité sociale n’arrivent sans doute plus.
toast-alarm-changed = La boîte { $address } ne répond toujours pas, mais la raison a changé.
toast-alarm-reminder = La boîte { $address } ne répond plus depuis le { $began }.
toast-alarm-ended =
    .title = Rétabli : votre boîte répond de nouveau
    .body = La panne de { $address } a duré { $lasted }. Lancez la relève des retours dans votre logiciel de facturation.
toast-concerning = Boîte { $address }.
toast-see = Voir
toast-remind-tomorrow = Me le rappeler demain
