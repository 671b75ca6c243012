### Terrain d'entraînement : bandeau et boutons.

training-banner = Entraînement
training-banner-meaning = La boîte d’exercice est sur cet ordinateur : aucune vraie boîte n’est touchée. Les lots, les ARL et les pannes sont joués ; ce que Vigie en dit est réel.
training-actions = Jouer un lot ou une panne
training-cut-pop = Couper le POP
training-refuse-password = Refuser le mot de passe
training-expire-certificate = Certificat expiré
training-lock-mailbox = Boîte verrouillée
training-cut-internet = Couper l’Internet
training-stop-arls = Arrêter les ARL
training-send-lot = Envoyer un lot
training-sent = Un lot est parti.
training-not-sent = Le lot n’est pas parti : la panne en cours l’empêche.
training-clock = Pour les lots, une heure passe en une seconde ; on y est au { $moment }.
training-restore = Tout rétablir
training-stop = Quitter l’entraînement
training-start = S’entraîner sans rien risquer
training-trouble = Panne en cours : { $trouble }
training-no-trouble = Aucune panne en cours
training-starting = Préparation du terrain d’entraînement…
