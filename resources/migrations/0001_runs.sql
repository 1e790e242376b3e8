-- Runs, their journals, and what was reached in them. Virtual times are nanoseconds since the run began, wall times
-- Unix milliseconds with the offset in minutes of the place where it happened.

CREATE TABLE profile (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    created_ms INTEGER NOT NULL,
    created_offset INTEGER NOT NULL
);

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    header TEXT NOT NULL,
    lab TEXT NOT NULL,
    step TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    started_offset INTEGER NOT NULL,
    ended_ms INTEGER,
    ended_offset INTEGER,
    state INTEGER NOT NULL,
    replayable INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX runs_by_state ON runs (state, id);

-- One row per wall second: a frame (see row_frame.h) around journal lines.
CREATE TABLE journal (
    run INTEGER NOT NULL REFERENCES runs (id),
    seq INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    wall_offset INTEGER NOT NULL,
    mark_ns INTEGER,
    mark_fingerprint INTEGER,
    body BLOB NOT NULL,
    PRIMARY KEY (run, seq)
);

CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    lab TEXT NOT NULL,
    step TEXT NOT NULL,
    goal TEXT NOT NULL,
    measured REAL,
    comparison TEXT NOT NULL,
    figures TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    wall_offset INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    behaviours TEXT NOT NULL
);

CREATE TABLE outcomes (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    lab TEXT NOT NULL,
    step TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    wall_offset INTEGER NOT NULL,
    seed INTEGER NOT NULL
);

CREATE TABLE debriefs (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    lab TEXT NOT NULL,
    step TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    wall_offset INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    figures TEXT NOT NULL
);

CREATE TABLE mistakes (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    lab TEXT NOT NULL,
    step TEXT NOT NULL,
    mistake TEXT NOT NULL,
    at_ns INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    wall_offset INTEGER NOT NULL,
    figures TEXT NOT NULL
);

-- The first answer stays; the measured value is filled in once.
CREATE TABLE predictions (
    run INTEGER NOT NULL,
    lab TEXT NOT NULL,
    step TEXT NOT NULL,
    prediction TEXT NOT NULL,
    answer REAL NOT NULL,
    answer_text TEXT NOT NULL,
    unit TEXT NOT NULL,
    confidence INTEGER NOT NULL,
    at_ns INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    wall_offset INTEGER NOT NULL,
    measured REAL,
    measured_text TEXT NOT NULL DEFAULT '',
    was_right INTEGER,
    PRIMARY KEY (run, lab, step, prediction)
);

CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    lab TEXT NOT NULL,
    step TEXT NOT NULL,
    question TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    given TEXT NOT NULL,
    was_right INTEGER NOT NULL,
    at_ns INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    wall_offset INTEGER NOT NULL
);
