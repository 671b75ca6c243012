# Where a lot stands, in two or three words, for lists and filters.

stage-awaiting = Waiting for the ARL
stage-late = Late
stage-unanswered = No reply for 48 hours
stage-manual = Manual handling
stage-acknowledged = ARL received
stage-acknowledged-probable = ARL received (probable)
stage-refused = Refused by the fund
stage-refused-probable = Refused (probable)
stage-not-delivered = Not delivered
stage-not-delivered-probable = Not delivered (probable)
stage-settled = Settled by hand
