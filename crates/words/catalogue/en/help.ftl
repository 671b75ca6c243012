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
help-privacy-mail = Vigie reads the state of the mailbox and the headers of new messages. Without the relay, nothing is ever removed from it; with it, only what your software has already received.
help-privacy-secret = The password is in the system’s keychain, and is sent only to your mailbox’s server.
help-training = Training
help-training-lead = Cause failures on a practice mailbox, and know how to react when the day comes.

## Support

help-support = Your support
help-number-lead = On the telephone, your support will ask you for this practice number:
help-number-copy = Copy the number
help-number-copied = Number copied.
help-code = Practice code
help-code-lead = Send it to your support if they ask for it. It lets them write to this computer alone; it contains no password.
help-code-copy = Copy the code
help-code-copied = Code copied.
help-code-mail = Send the code by e-mail
help-code-mail-subject = Vigie: practice code { $number }
help-code-mail-body =
    Hello,

    Here is my practice’s code in Vigie.

    Number: { $number }
    Code: { $code }
help-code-mail-failed = No mail program opened. Copy the code and send it yourself.
help-code-none = The practice code is not available while the computer’s keychain is locked.
help-support-fetched = Checked with support.
help-support-left = Vigie no longer follows this organisation.
help-enrolled = Vigie follows { $organisation }
help-enrolled-since = Since
help-enrolled-fetched = Last heard of
help-enrolled-documents = Instructions in force
help-enrolled-fetch = Check now
help-enrolled-leave = Stop following
help-leave-title = Stop following { $organisation }?
help-leave-meaning = Its messages will disappear, and its settings will be yours again. Vigie goes on watching your mailbox.
help-leave-confirm = Stop following
help-enrol = Follow your support
help-enrol-lead = If your support sent you a file or a link for Vigie, they can warn you of a breakdown and send you the right settings. Without it, Vigie works fully.
help-enrol-given = Link or text received
help-enrol-read = See whom it comes from
help-enrol-file = Choose a file…
help-enrol-empty = First paste the link or text that you received.
help-enrol-file-failed = This file cannot be read.
help-enrol-ask = Do you want Vigie to follow { $organisation }?
help-enrol-may = They can write to you here, propose good settings, and fix some settings within limits.
help-enrol-may-not = They can never read your messages, know your passwords, or send them elsewhere without your consent.
help-enrol-organisation = Organisation
help-enrol-repository = Address of its instructions
help-enrol-fingerprint = Fingerprint
help-enrol-compare = When in doubt, call your support and compare this fingerprint with theirs:
help-enrol-accept = Follow { $organisation }
help-enrol-refuse = No, thank you
help-enrol-done = Done: Vigie follows your support.
help-diagnostics-wanted = Your support’s request:
