-- What is collected, for whom it waits, and where it lies upstream. No subject, no sender, no content.

CREATE TABLE key_check (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    -- A known text sealed with the spool's key: tells a wrong key from a damaged file.
    sealed BLOB NOT NULL
) STRICT;

-- Rows stay for long after the message is gone: it is known again by them.
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL,
    -- As served: CRLF line ends, without the dots of the wire.
    octets INTEGER NOT NULL,
    -- The name of its sealed file; none once it is erased.
    file TEXT UNIQUE,
    -- 0 kept, 1 damaged, 2 erased
    body INTEGER NOT NULL,
    -- Moments are milliseconds since 1970.
    collected_at INTEGER NOT NULL,
    -- When the software said QUIT after DELE. One flipped bit makes none a zero: a check of the
    -- file finds it.
    confirmed_at INTEGER CHECK (confirmed_at <> 0),
    -- When it was noted that the software had it without the relay.
    had_at INTEGER CHECK (had_at <> 0),
    erased_at INTEGER,
    -- 1 once the book knows of it.
    told INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX message_by_fingerprint ON message (fingerprint);
CREATE INDEX message_waiting ON message (id) WHERE confirmed_at IS NULL AND had_at IS NULL;
CREATE INDEX message_held ON message (confirmed_at) WHERE file IS NOT NULL;
CREATE INDEX message_untold ON message (id) WHERE told = 0;

-- Where a message lies upstream.
CREATE TABLE copy (
    mailbox TEXT NOT NULL,
    upstream_uid TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES message (id),
    -- The size that the server told.
    octets INTEGER,
    -- SHA-256 of the copy's header.
    header BLOB NOT NULL,
    -- 1 while listings show it.
    live INTEGER NOT NULL,
    -- Not deleted upstream before then.
    delete_from INTEGER,
    deleted_at INTEGER,
    PRIMARY KEY (mailbox, upstream_uid)
) STRICT, WITHOUT ROWID;

CREATE INDEX copy_by_message ON copy (message);

-- What the software had without the relay: neither fetched nor deleted while listings show it.
CREATE TABLE had (
    mailbox TEXT NOT NULL,
    upstream_uid TEXT NOT NULL,
    octets INTEGER,
    PRIMARY KEY (mailbox, upstream_uid)
) STRICT, WITHOUT ROWID;

-- Bodies that outlived their record.
CREATE TABLE orphan (
    file TEXT PRIMARY KEY,
    since INTEGER
) STRICT, WITHOUT ROWID;

-- The last login to each mailbox, noted before it is tried.
CREATE TABLE login (
    mailbox TEXT PRIMARY KEY,
    attempted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
