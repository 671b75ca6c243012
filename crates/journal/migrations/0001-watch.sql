-- Moments are milliseconds since 1970-01-01T00:00:00Z. A column may be NULL only where absence means something.

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL,
    login TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security TEXT NOT NULL,
    provider TEXT,
    interval_minutes INTEGER NOT NULL,
    training INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX account_watched_once ON account (address COLLATE NOCASE) WHERE removed_at IS NULL;

-- What the next step of the watch depends on: one row per watched account, gone when it is removed.
CREATE TABLE watch (
    account INTEGER NOT NULL PRIMARY KEY REFERENCES account (id),
    health TEXT,
    report TEXT,
    memory TEXT
) STRICT;

CREATE TABLE known_uid (
    account INTEGER NOT NULL REFERENCES account (id),
    uid TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    PRIMARY KEY (account, uid)
) STRICT, WITHOUT ROWID;

-- outcome: 0 well, 1 failed, 2 could not tell. rolled: counted in rollup.
CREATE TABLE check_made (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    started_at INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    cause TEXT,
    phase TEXT,
    detail TEXT,
    total_ms REAL NOT NULL,
    timings TEXT NOT NULL,
    messages INTEGER,
    octets INTEGER,
    rolled INTEGER NOT NULL
) STRICT;

CREATE INDEX check_made_when ON check_made (account, started_at);
CREATE INDEX check_made_unrolled ON check_made (account, started_at) WHERE rolled = 0;

-- seconds: 3600 or 86400, aligned to UTC.
CREATE TABLE rollup (
    account INTEGER NOT NULL REFERENCES account (id),
    seconds INTEGER NOT NULL,
    at INTEGER NOT NULL,
    well INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    median_ms REAL,
    max_ms REAL,
    PRIMARY KEY (account, seconds, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE happening (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX happening_when ON happening (account, at);

-- cause: the first; last_cause: the latest; body: the happening that began it.
CREATE TABLE incident (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    began INTEGER NOT NULL,
    ended INTEGER,
    cause TEXT NOT NULL,
    last_cause TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX incident_when ON incident (account, began);
CREATE UNIQUE INDEX incident_open_once ON incident (account) WHERE ended IS NULL;

CREATE TABLE notification (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER REFERENCES account (id),
    at INTEGER NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    error TEXT
) STRICT;

CREATE INDEX notification_when ON notification (at);

CREATE TABLE notice (
    key TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO setting (key, value) VALUES ('installation', '"' || lower(hex(randomblob(16))) || '"');
