### Help: diagnostics, states, about.

help-states = What the icon shows
help-state-well = The mailbox answers. There is nothing to do.
help-state-unknown = Vigie cannot know: Internet connection down, watching paused, or no mailbox yet.
help-state-attention = Something should be seen to, without urgency.
help-state-alarm = The mailbox no longer answers: télétransmission has stopped.

help-diagnostics = Diagnostics for support
help-diagnostics-lead = A file that you can hand to your support. It holds no password and no message content. You see all of it before it is saved.
help-diagnostics-prepare = Prepare the diagnostics
help-diagnostics-preparing = Preparing the diagnostics…
help-diagnostics-inside = What the diagnostics hold
help-diagnostics-count = { $count ->
    [one] One part, { $size }
   *[other] { $count } parts, { $size }
}
help-diagnostics-part = { $name } ({ $size })
help-diagnostics-save = Save to a file…
help-diagnostics-saved = Diagnostics saved.
help-diagnostics-save-failed = The file could not be written. Choose another folder.
help-diagnostics-write = Write to support
help-diagnostics-write-hint = A message to { $address } opens in your mail program. Attach the saved file, then send it yourself.
help-diagnostics-write-failed = No mail program opened. Please write to { $address } yourself.
help-diagnostics-no-support = No support address is known. Hand the file to your software’s hotline.
help-mail-subject = Vigie: request for help
help-mail-body =
    Hello,

    My télétransmission mailbox has a problem. This is what Vigie says:

    { $headline }

    The diagnostics file is attached to this message.

    What I noticed:

help-about = About
help-about-release = Version { $release }
help-about-licence = Free software, under the MIT or the Apache 2.0 licence, as you choose.
help-about-independent = Vigie is a service neither of the French health insurance nor of the State.
help-privacy = Your data
help-privacy-local = Everything stays on this computer. Vigie sends no statistics.
help-privacy-mail = Vigie reads the mailbox’s state and the headers of new messages. It never takes or deletes anything.
help-privacy-secret = The password is in the system’s keychain, and is sent only to your mailbox’s server.
help-training = Training
help-training-lead = Cause failures on a practice mailbox, and know how to react when the day comes.
