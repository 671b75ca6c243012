# Where a lot stands, in two or three words, for lists and filters.

stage-awaiting = En attente de l’ARL
stage-late = En retard
stage-unanswered = Sans réponse depuis 48 h
stage-manual = Traitement manuel
stage-acknowledged = ARL reçu
stage-acknowledged-probable = ARL reçu (probable)
stage-refused = Refusé par la caisse
stage-refused-probable = Refusé (probable)
stage-not-delivered = Non remis
stage-not-delivered-probable = Non remis (probable)
stage-settled = Réglé à la main
