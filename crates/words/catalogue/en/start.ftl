# Why Vigie does not start, told by a notification: no window can tell it then.

start-newer-record =
    .title = Vigie does not start: this version is too old
    .body = A newer version has kept your book already, and this one could damage it. Install the newer version again: nothing is lost.
start-failed =
    .title = Vigie does not start: your mailbox is no longer watched
    .body = Restart the computer; if it happens again, call your software’s support and read them this: { $detail }
