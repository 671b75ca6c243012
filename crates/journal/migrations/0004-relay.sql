-- The relay: at most one. in_use: the billing software is set to it.
CREATE TABLE relay (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    is_on INTEGER NOT NULL,
    pop_port INTEGER NOT NULL,
    smtp_port INTEGER NOT NULL,
    in_use INTEGER NOT NULL DEFAULT 0,
    sending_without_login INTEGER NOT NULL DEFAULT 0,
    last_login INTEGER,
    last_confirmed INTEGER,
    last_sent INTEGER
) STRICT;

-- Where a mailbox sends. server: JSON.
CREATE TABLE submission (
    account INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    server TEXT NOT NULL,
    login TEXT NOT NULL
) STRICT;
