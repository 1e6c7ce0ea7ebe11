-- How often it was asked to try an account again at once: whoever sends ends the rest of its lane when the number grows.
CREATE TABLE nudges (
    account TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) WITHOUT ROWID;
