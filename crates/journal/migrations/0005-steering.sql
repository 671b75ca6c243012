-- The organisation that steers this installation: at most one. root: SHA-256, in hexadecimal digits.
CREATE TABLE enrolment (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    organisation TEXT NOT NULL,
    repository TEXT NOT NULL,
    root TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,
    fetched_at INTEGER
) STRICT;

-- The versions of signed metadata below which nothing is taken, per root, as the last fetch left
-- them: emptied files beside the record allow no way back. Kept also after leaving.
CREATE TABLE steering_floor (
    root TEXT NOT NULL,
    role TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (root, role)
) STRICT, WITHOUT ROWID;

-- The last documents that were right together, as published.
CREATE TABLE steering_document (
    name TEXT PRIMARY KEY,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Bulletins that were notified, and those that the user has read.
CREATE TABLE bulletin (
    id TEXT PRIMARY KEY,
    notified_at INTEGER,
    read_at INTEGER
) STRICT, WITHOUT ROWID;
