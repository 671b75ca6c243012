# Why Vigie does not start, told by a notification: no window can tell it then.

start-newer-record =
    .title = Vigie ne démarre pas : cette version est trop ancienne
    .body = Une version plus récente a déjà tenu votre carnet ; celle-ci pourrait l’abîmer. Réinstallez la version récente : rien n’est perdu.
start-failed =
    .title = Vigie ne démarre pas : votre boîte n’est plus surveillée
    .body = Redémarrez l’ordinateur ; si cela recommence, appelez l’assistance de votre logiciel et lisez-lui ceci : { $detail }
