# Where lots are learnt from: why it cannot be read, and what to do.
#
# Variables: $path a path on this computer · $what what the system said · $count, $files, $entries numbers ·
# $practitioner a folder's name · $profile a profile's id.

source-missing = Il n’y a plus rien à cet endroit : { $path }. Vérifiez que le dossier n’a pas été déplacé et que le disque réseau est connecté.
source-forbidden = Vigie n’a pas le droit de lire { $path }. Demandez à la personne qui s’occupe de votre ordinateur de le lui donner.
source-not-a-folder = { $path } n’est pas un dossier. Choisissez le dossier qui contient vos lots ou vos retours.
source-not-a-file = { $path } n’est pas un fichier que Vigie sait lire. Choisissez le fichier lui-même.
source-unreadable = Vigie n’arrive pas à lire { $path } ({ $what }). Il essaiera de nouveau de lui-même.
source-invalid-path = Ce chemin est vide ou trop long. Choisissez un autre endroit.
source-no-folders = { $path } n’indique aucun dossier de lots ni d’ARL. Choisissez le Pyxvital.ini du logiciel que vous utilisez.
source-practitioner-unclear = { $path } sert à { $count ->
    [one] un praticien
   *[other] { $count } praticiens
  }. Choisissez celui dont Vigie surveille la boîte.
source-practitioner-unknown = { $path } ne mène à aucun dossier du praticien { $practitioner }. Choisissez le praticien de nouveau.
source-no-profile = Vigie ne sait pas lire ce fichier : aucun profil « { $profile } » ne le décrit. L’assistance de votre logiciel peut en envoyer un.
source-too-large = Vigie laisse de côté { $files ->
    [one] un fichier trop gros pour être un lot ou un retour : { $path }
   *[other] { $files } fichiers trop gros pour être des lots ou des retours, par exemple { $path }
  }. Il n’y a rien à faire si ce dossier est le bon.
source-partly-unreadable = { $entries ->
    [one] Un fichier ou dossier n’a pas pu être lu
   *[other] { $entries } fichiers ou dossiers n’ont pas pu être lus
  }, par exemple { $path }. Vigie essaiera de nouveau de lui-même.
source-returns-unreadable = Vigie n’arrive pas à lire le dossier des retours { $path }, et ne voit donc pas si vos lots ont reçu leur ARL. Vérifiez que ce dossier n’a pas été déplacé et que le disque réseau est connecté.
source-not-answering = { $path } ne répond pas. Vérifiez que le disque réseau est connecté. Vigie lit le reste et reprendra de lui-même dès qu’il répondra.
source-broken-off = Une erreur de Vigie a interrompu la lecture de { $path }. Il essaiera de nouveau de lui-même. Si cela dure, prévenez l’assistance de votre logiciel.
source-nothing-recognised = Vigie n’y reconnaît ni lot ni retour. Vérifiez que c’est le bon endroit.
