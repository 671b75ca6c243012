# Dates, durations and sizes. The variables are given in ../README.md.

format-moment = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
  } { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
  } at { $time }
format-date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
  } { $year }
format-time = { $hour }:{ $minute }

format-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
  }
format-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
  }
format-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
  }
format-hours-minutes = { $count } h { $minute }
format-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
  }

format-octets = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
  }
format-kilo = { $count } kB
format-mega = { $count } MB
format-giga = { $count } GB
