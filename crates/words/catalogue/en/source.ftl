# Where lots are learnt from: why it cannot be read, and what to do.

source-missing = Nothing is left at this place: { $path }. Check that the folder was not moved and that the network drive is connected.
source-forbidden = Vigie is not allowed to read { $path }. Ask whoever looks after your computer to allow it.
source-not-a-folder = { $path } is not a folder. Choose the folder that holds your batches or replies.
source-not-a-file = { $path } is not a file that Vigie can read. Choose the file itself.
source-unreadable = Vigie cannot read { $path } ({ $what }). It will try again by itself.
source-invalid-path = This path is empty or too long. Choose another place.
source-no-folders = { $path } names no folder of batches or ARL. Choose the Pyxvital.ini of the software that you use.
source-practitioner-unclear = { $path } serves { $count ->
    [one] one practitioner
   *[other] { $count } practitioners
  }. Choose the one whose mailbox Vigie watches.
source-practitioner-unknown = { $path } leads to no folder of practitioner { $practitioner }. Choose the practitioner again.
source-no-profile = Vigie cannot read this file: no profile “{ $profile }” describes it. Your software’s support can send one.
source-too-large = Vigie leaves aside { $files ->
    [one] a file too large to be a batch or a reply: { $path }
   *[other] { $files } files too large to be batches or replies, for example { $path }
  }. There is nothing to do if this is the right folder.
source-partly-unreadable = { $entries ->
    [one] One file or folder could not be read
   *[other] { $entries } files or folders could not be read
  }, for example { $path }. Vigie will try again by itself.
source-returns-unreadable = Vigie cannot read the folder of replies { $path }, so it does not see whether your batches got their ARL. Check that this folder was not moved and that the network drive is connected.
source-not-answering = { $path } does not answer. Check that the network drive is connected. Vigie reads the rest and will go on by itself as soon as it answers.
source-broken-off = An error in Vigie broke off the reading of { $path }. It will try again by itself. If this lasts, tell your software’s support.
source-nothing-recognised = Vigie recognises neither batches nor replies there. Check that it is the right place.
