-- The book: lots sent, returns received. Moments are milliseconds since 1970-01-01T00:00:00Z, a day is
-- YYYYMMDD and a caisse its five digits, both as numbers.
--
-- An origin is a number: the source's, or 0 mailbox, -1 relay, -2 entered by hand.
-- A stage is the urgency of the domain's Stage: 0 manual, 1 refused, 2 not delivered, 3 unanswered,
-- 4 late, 5 awaiting, 6 acknowledged, 7 settled.

CREATE TABLE emitter (
    id INTEGER PRIMARY KEY,
    digits TEXT NOT NULL UNIQUE
) STRICT;

-- again: sent more than once. answered_at: the first ARL or notice of non-delivery. last_sent is when
-- it was sent last; follow_up is what decides, and the columns beside it are read from it.
CREATE TABLE lot (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    emitter INTEGER REFERENCES emitter (id),
    number INTEGER,
    day INTEGER,
    caisse INTEGER,
    invoices INTEGER,
    first_sent INTEGER NOT NULL,
    last_sent INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    again INTEGER NOT NULL,
    answered_at INTEGER,
    follow_up TEXT NOT NULL
) STRICT;

-- The orders of the page: each holds all that filters and broad searches ask for, so that rows are
-- skipped without being read.
CREATE INDEX lot_sent ON lot (last_sent, id, account, stage, again, number, caisse, emitter);
CREATE INDEX lot_number ON lot (number, last_sent, id, account, stage, again, caisse, emitter);
CREATE INDEX lot_caisse ON lot (caisse, last_sent, id, account, stage, again, number, emitter);
CREATE INDEX lot_stage ON lot (stage, last_sent, id, account, again, number, caisse, emitter);
CREATE INDEX lot_again ON lot (last_sent, id, account, stage, number, caisse, emitter) WHERE again = 1;
CREATE INDEX lot_emitter ON lot (emitter);
CREATE INDEX lot_day ON lot (day, number) WHERE day IS NOT NULL;
CREATE INDEX lot_month ON lot (account, first_sent, stage, again, last_sent, answered_at, caisse);

CREATE TABLE sending (
    id INTEGER PRIMARY KEY,
    lot INTEGER NOT NULL REFERENCES lot (id),
    at INTEGER NOT NULL,
    message_id TEXT,
    -- Of the Message-ID, so that its index is small; the text decides.
    message_hash INTEGER
) STRICT;

CREATE INDEX sending_of_lot ON sending (lot, at);
CREATE INDEX sending_when ON sending (at, lot);
CREATE INDEX sending_message ON sending (message_hash) WHERE message_hash IS NOT NULL;

CREATE TABLE lot_event (
    id INTEGER PRIMARY KEY,
    lot INTEGER NOT NULL REFERENCES lot (id),
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX lot_event_of_lot ON lot_event (lot);

-- class: 0 ARL positive, 1 ARL negative, 2 ARL of unknown sign, 3 RSP, 4 service message,
-- 5 non-delivery, 6 unknown machine, 7 foreign, 8 lot. strength: 0 probable, 1 proven.
-- loose: an ARL that names no lot and belongs to none yet. states: paid, rejected, deferred.
CREATE TABLE returned (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    class INTEGER NOT NULL,
    strength INTEGER NOT NULL,
    rule TEXT,
    caisse INTEGER,
    emitter INTEGER REFERENCES emitter (id),
    at INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    in_mailbox INTEGER NOT NULL,
    loose INTEGER NOT NULL,
    message_id TEXT,
    message_hash INTEGER,
    answers TEXT,
    answers_hash INTEGER,
    states TEXT,
    codes TEXT
) STRICT;

CREATE INDEX returned_when ON returned (at, id, account, class, caisse, emitter);
CREATE INDEX returned_flow ON returned (account, at, in_mailbox) WHERE class <= 4;
CREATE INDEX returned_loose ON returned (caisse, at) WHERE loose = 1;
CREATE INDEX returned_emitter ON returned (emitter) WHERE emitter IS NOT NULL;
CREATE INDEX returned_caisse ON returned (caisse, at) WHERE caisse IS NOT NULL;
CREATE INDEX returned_message ON returned (message_hash) WHERE message_hash IS NOT NULL;
CREATE INDEX returned_answers ON returned (answers_hash) WHERE answers_hash IS NOT NULL;

-- The lots that a return names. open: it was found to be none of the book's lots so far.
CREATE TABLE return_reference (
    returned INTEGER NOT NULL REFERENCES returned (id),
    slot INTEGER NOT NULL,
    emitter INTEGER REFERENCES emitter (id),
    number INTEGER,
    day INTEGER,
    open INTEGER NOT NULL,
    PRIMARY KEY (returned, slot)
) STRICT, WITHOUT ROWID;

CREATE INDEX return_reference_number ON return_reference (number, returned) WHERE number IS NOT NULL;
CREATE INDEX return_reference_open ON return_reference (number, returned) WHERE open = 1;

CREATE TABLE return_code (
    code TEXT NOT NULL COLLATE NOCASE,
    at INTEGER NOT NULL,
    returned INTEGER NOT NULL REFERENCES returned (id),
    PRIMARY KEY (code, at, returned)
) STRICT, WITHOUT ROWID;

CREATE INDEX return_code_of ON return_code (returned);

-- What belongs together. slot: by which reference; NULL: by the message that it answers, or by
-- caisse, order and time. at: when it counts as having come.
CREATE TABLE return_lot (
    lot INTEGER NOT NULL REFERENCES lot (id),
    returned INTEGER NOT NULL REFERENCES returned (id),
    slot INTEGER,
    strength INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (lot, returned)
) STRICT, WITHOUT ROWID;

CREATE INDEX return_lot_of_return ON return_lot (returned, lot);

-- What was seen where: nothing is counted twice. gone_at: when the mailbox no longer listed it.
CREATE TABLE sighting (
    account INTEGER NOT NULL REFERENCES account (id),
    origin INTEGER NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    sending INTEGER REFERENCES sending (id),
    returned INTEGER REFERENCES returned (id),
    gone_at INTEGER,
    PRIMARY KEY (account, origin, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX sighting_of_sending ON sighting (sending, origin) WHERE sending IS NOT NULL;
CREATE INDEX sighting_of_return ON sighting (returned, origin) WHERE returned IS NOT NULL;
CREATE INDEX sighting_gone ON sighting (gone_at, account) WHERE gone_at IS NOT NULL;

CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    cursor TEXT,
    last_read INTEGER,
    added_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

-- What the book of a mailbox remembers between two steps.
CREATE TABLE book (
    account INTEGER NOT NULL PRIMARY KEY REFERENCES account (id),
    state TEXT NOT NULL
) STRICT;

-- How many rows there are of every kind, so that no page has to count them.
CREATE TABLE lot_count (
    account INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    again INTEGER NOT NULL,
    caisse INTEGER NOT NULL,
    emitter INTEGER NOT NULL,
    lots INTEGER NOT NULL,
    PRIMARY KEY (account, stage, again, caisse, emitter)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER lot_counted AFTER INSERT ON lot BEGIN
    INSERT INTO lot_count VALUES (new.account, new.stage, new.again, coalesce(new.caisse, -1), coalesce(new.emitter, -1), 1)
    ON CONFLICT DO UPDATE SET lots = lots + 1;
END;

CREATE TRIGGER lot_uncounted AFTER DELETE ON lot BEGIN
    UPDATE lot_count SET lots = lots - 1 WHERE account = old.account AND stage = old.stage AND again = old.again
        AND caisse = coalesce(old.caisse, -1) AND emitter = coalesce(old.emitter, -1);
END;

CREATE TRIGGER lot_recounted AFTER UPDATE OF stage, again, caisse, emitter ON lot BEGIN
    UPDATE lot_count SET lots = lots - 1 WHERE account = old.account AND stage = old.stage AND again = old.again
        AND caisse = coalesce(old.caisse, -1) AND emitter = coalesce(old.emitter, -1);
    INSERT INTO lot_count VALUES (new.account, new.stage, new.again, coalesce(new.caisse, -1), coalesce(new.emitter, -1), 1)
    ON CONFLICT DO UPDATE SET lots = lots + 1;
END;

CREATE TABLE return_count (
    account INTEGER NOT NULL,
    class INTEGER NOT NULL,
    caisse INTEGER NOT NULL,
    emitter INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    PRIMARY KEY (account, class, caisse, emitter)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER return_counted AFTER INSERT ON returned BEGIN
    INSERT INTO return_count VALUES (new.account, new.class, coalesce(new.caisse, -1), coalesce(new.emitter, -1), 1)
    ON CONFLICT DO UPDATE SET returns = returns + 1;
END;

CREATE TRIGGER return_uncounted AFTER DELETE ON returned BEGIN
    UPDATE return_count SET returns = returns - 1 WHERE account = old.account AND class = old.class
        AND caisse = coalesce(old.caisse, -1) AND emitter = coalesce(old.emitter, -1);
END;

CREATE TRIGGER return_recounted AFTER UPDATE OF class, caisse, emitter ON returned BEGIN
    UPDATE return_count SET returns = returns - 1 WHERE account = old.account AND class = old.class
        AND caisse = coalesce(old.caisse, -1) AND emitter = coalesce(old.emitter, -1);
    INSERT INTO return_count VALUES (new.account, new.class, coalesce(new.caisse, -1), coalesce(new.emitter, -1), 1)
    ON CONFLICT DO UPDATE SET returns = returns + 1;
END;
