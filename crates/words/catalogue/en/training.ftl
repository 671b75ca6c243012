### Training ground: banner and buttons.

training-banner = Training
training-banner-meaning = The practice mailbox is on this computer: no real mailbox is touched. The failures are played, everything else is real.
training-actions = Cause a failure
training-cut-pop = Cut POP
training-refuse-password = Refuse the password
training-expire-certificate = Expired certificate
training-lock-mailbox = Locked mailbox
training-cut-internet = Cut the Internet
training-restore = Restore everything
training-stop = Leave training
training-start = Practise without any risk
training-trouble = Failure going on: { $trouble }
training-no-trouble = No failure going on
training-starting = Preparing the training ground…
