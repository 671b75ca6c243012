# The steps of a check, in their order.

phase-dns = Recherche du serveur
phase-connect = Connexion
phase-tls = Protection de la connexion
phase-greeting = Accueil du serveur
phase-capabilities = Services proposés
phase-login = Identification
phase-stat = Ouverture de la boîte
phase-list = Liste des messages
phase-headers = En-têtes des nouveaux messages
phase-quit = Fermeture
