# Dates, durations and sizes. The variables are given in ../README.md.

format-moment = { $weekday ->
    [1] lundi
    [2] mardi
    [3] mercredi
    [4] jeudi
    [5] vendredi
    [6] samedi
   *[7] dimanche
  } { $day ->
    [1] 1er
   *[other] { $day }
  } { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
  } à { $time }
format-date = { $day ->
    [1] 1er
   *[other] { $day }
  } { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
  } { $year }
format-time = { $hour } h { $minute }

format-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
  }
format-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
  }
format-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
  }
format-hours-minutes = { $count } h { $minute }
format-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
  }

format-octets = { $count ->
    [one] { $count } octet
   *[other] { $count } octets
  }
format-kilo = { $count } ko
format-mega = { $count } Mo
format-giga = { $count } Go
