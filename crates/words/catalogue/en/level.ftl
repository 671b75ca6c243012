# The four states that every face shows.

level-well = All is well
level-unknown = Vigie cannot tell
level-attention = Attention
level-alarm = Alarm
