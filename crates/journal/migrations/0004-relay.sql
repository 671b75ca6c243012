-- The relay: at most one. state: JSON.
CREATE TABLE relay (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL
) STRICT;

-- Where a mailbox sends, as the user or a switch said. place: JSON.
CREATE TABLE submission (
    account INTEGER PRIMARY KEY REFERENCES account (id),
    place TEXT NOT NULL
) STRICT;
