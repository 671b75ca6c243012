-- Messages that were passed on, by digest. Addresses and content are sealed, and go once the book
-- knows of them.

CREATE TABLE submission (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- SHA-256 over envelope and content.
    digest BLOB NOT NULL,
    -- Noted before the last octet went upstream. Milliseconds since 1970.
    begun_at INTEGER NOT NULL,
    -- 0 not known, 1 accepted upstream, 2 refused upstream
    outcome INTEGER NOT NULL,
    -- None while it is under way.
    settled_at INTEGER,
    -- 1 once the software showed that it had our answer.
    seen INTEGER NOT NULL DEFAULT 0,
    -- 1: the same was sent before, and what became of it is not known.
    after_unknown INTEGER NOT NULL DEFAULT 0,
    -- Envelope, size and first octets, sealed with the spool's key.
    letter BLOB,
    -- 1 once the book knows of it.
    told INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX submission_untold ON submission (id) WHERE told = 0;
CREATE INDEX submission_by_digest ON submission (digest, id);
