# Notifications: a title, one or two short sentences.

toast-see = Voir
toast-remind-tomorrow = Me le rappeler demain
