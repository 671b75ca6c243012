### Training ground: banner and buttons.

training-banner = Training
training-banner-meaning = The practice mailbox is on this computer: no real mailbox is touched. The lots, the ARLs and the failures are played; what Vigie says of them is real.
training-actions = Play a lot or a failure
training-cut-pop = Cut POP
training-refuse-password = Refuse the password
training-expire-certificate = Expired certificate
training-lock-mailbox = Locked mailbox
training-cut-internet = Cut the Internet
training-stop-arls = Stop the ARLs
training-send-lot = Send a lot
training-sent = A lot has left.
training-not-sent = The lot did not leave: the failure going on prevents it.
training-clock = For the lots an hour passes in a second; there it is { $moment }.
training-restore = Restore everything
training-stop = Leave training
training-start = Practise without any risk
training-trouble = Failure going on: { $trouble }
training-no-trouble = No failure going on
training-starting = Preparing the training ground…
