-- What waited when the software went back to collecting a mailbox itself. It counts as had, until a
-- listing shows that it still lies there once the relay collects again.
CREATE TABLE handed_back (
    message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    mailbox TEXT NOT NULL
) STRICT;
