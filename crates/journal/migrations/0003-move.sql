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

-- plan: JSON, without passwords. course: 0 planned, 1 forward, 2 back. ended_at: when it came to rest.
CREATE TABLE switch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    planned_at INTEGER NOT NULL,
    plan TEXT NOT NULL,
    course INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

-- One row for each beginning of a step, written before the step; ended_at and outcome are written after it.
-- back: the step is being undone. outcome: JSON, what undoing it needs, or why it failed.
CREATE TABLE switch_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    switch INTEGER NOT NULL REFERENCES switch (id),
    step INTEGER NOT NULL,
    back INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT
) STRICT;

CREATE INDEX switch_step_of ON switch_step (switch, id);
