-- A mailbox that was replaced is still watched, until former_until; successor took its place.
ALTER TABLE account ADD COLUMN former_since INTEGER;
ALTER TABLE account ADD COLUMN former_until INTEGER;
ALTER TABLE account ADD COLUMN successor INTEGER REFERENCES account (id);

-- The check of a new mailbox that is under way: at most one. state: JSON, without passwords, senders and subjects.
CREATE TABLE relocation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    began_at INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT;

-- plan: JSON, without passwords. back: it is to be undone. ended_at: when it came to rest.
-- collected_at: when messages were first seen to be collected from the new mailbox.
CREATE TABLE switch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    planned_at INTEGER NOT NULL,
    plan TEXT NOT NULL,
    back INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER,
    collected_at INTEGER
) STRICT;

-- One row for each beginning of a step, written before the step; ended_at and outcome are written after it.
-- back: the step is being undone. note: JSON, what doing it again and undoing it need. outcome: JSON, how it ended.
CREATE TABLE switch_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    switch INTEGER NOT NULL REFERENCES switch (id),
    step TEXT NOT NULL,
    back INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    note TEXT,
    outcome TEXT
) STRICT;

CREATE INDEX switch_step_of ON switch_step (switch, id);
