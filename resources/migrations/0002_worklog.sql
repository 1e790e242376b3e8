-- What the worklog adds: the learner's words, the time really spent, and choices.

CREATE TABLE notes (
    subject TEXT NOT NULL,
    language TEXT NOT NULL,
    body TEXT NOT NULL,
    wall_ms INTEGER NOT NULL,
    wall_offset INTEGER NOT NULL,
    PRIMARY KEY (subject, language)
);

CREATE TABLE activity (
    day TEXT NOT NULL,
    lab TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    PRIMARY KEY (day, lab)
);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
