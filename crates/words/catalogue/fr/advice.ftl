# What the user must hear about a provider before giving a password.

advice-no-pop = { $provider } ne permet pas à un logiciel de facturation de relever la boîte : cette adresse ne convient pas à la télétransmission.
advice-closed = { $provider } a fermé son service de messagerie : cette adresse ne peut plus recevoir les retours de la Sécurité sociale.
advice-switch-pop-on = Chez { $provider }, l’accès par un logiciel (« POP ») est fermé au départ : ouvrez-le d’abord dans les paramètres de la boîte, sur le site de { $provider }.
advice-app-password = { $provider } demande un « mot de passe d’application » au lieu du mot de passe habituel : créez-en un sur son site, puis saisissez-le ici.
advice-browser-login-only = { $provider } n’accepte plus de mot de passe depuis un logiciel : cette adresse ne convient pas à la télétransmission.
advice-paid-plan-only = Chez { $provider }, l’accès par un logiciel est réservé aux formules payantes.
