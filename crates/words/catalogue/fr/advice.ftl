# What the user must hear about a provider before giving a password. $provider is its name.

advice-no-pop = { $provider } ne permet pas à un logiciel de facturation de relever la boîte : cette adresse ne convient pas à la télétransmission.
advice-paid-plan = Chez { $provider }, l’accès par un logiciel de facturation est réservé aux formules payantes.
advice-oauth-only = { $provider } n’accepte plus de mot de passe depuis un logiciel, seulement une connexion dans le navigateur : cette adresse ne convient pas à la télétransmission.
advice-switch-on = Chez { $provider }, l’accès par un logiciel (« POP ») est fermé au départ : ouvrez-le d’abord dans les paramètres de la boîte, sur le site du fournisseur.
advice-app-password = { $provider } demande un « mot de passe d’application » au lieu du mot de passe habituel : créez-en un sur son site, puis saisissez-le ici.
advice-switch-on-and-app-password = Chez { $provider }, ouvrez d’abord l’accès par un logiciel (« POP ») dans les paramètres de la boîte, puis créez un « mot de passe d’application » et saisissez-le ici.
advice-pop-uncertain = On ne sait pas si { $provider } permet encore à un logiciel de facturation de relever la boîte : la vérification le dira.
advice-alias-shares-mailbox = Chez { $provider }, un « alias » n’est pas une vraie boîte : ses messages arrivent dans la boîte principale. Il vous faut une boîte à part.
advice-spam-is-invisible = Chez { $provider }, votre logiciel ne voit pas les messages rangés dans « Indésirables » : regardez-y si un retour manque.
advice-fetching-changes-the-mailbox = Chez { $provider }, relever un message change ce que les autres logiciels voient de la boîte : un seul logiciel devrait la relever.
advice-idle-mailbox-is-closed = { $provider } ferme les boîtes où personne ne se connecte pendant longtemps : connectez-vous de temps en temps sur son site.
advice-switches-itself-off = Chez { $provider }, l’accès par un logiciel (« POP ») se referme s’il ne sert pas pendant longtemps.
