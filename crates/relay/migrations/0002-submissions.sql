-- Messages that were passed on, by digest. No address, no content.

CREATE TABLE submission (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- SHA-256 over envelope and content.
    digest BLOB NOT NULL,
    -- Noted before the last octet went upstream. Milliseconds since 1970.
    begun_at INTEGER NOT NULL,
    -- 0 not known, 1 accepted upstream, 2 refused upstream
    outcome INTEGER NOT NULL,
    settled_at INTEGER,
    -- 1 once the software showed that it had our answer.
    seen INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX submission_by_digest ON submission (digest, id);
