# The four states that every face shows.

level-well = Tout va bien
level-unknown = Vigie ne sait pas
level-attention = Attention
level-alarm = Alarme
