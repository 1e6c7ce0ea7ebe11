-- The spool. Times are milliseconds since 1970 in UTC.
--
-- The references between tables are not enforced: each check costs as much as a write. Messages come with `accepting` and
-- go with `forgetting`, and nowhere else.

-- What a message is. But for `filed` this never changes.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again
    filed INTEGER NOT NULL,                -- whether it is in `words` and in the indices of filed messages
    size INTEGER NOT NULL,
    recipients INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    eight_bit INTEGER NOT NULL,
    utf8_header INTEGER NOT NULL,
    returned TEXT,
    envelope_id TEXT,
    sender TEXT COLLATE NOCASE NOT NULL,   -- empty for the null path
    sender_path TEXT,                      -- null where it is the text itself
    recipient TEXT COLLATE NOCASE NOT NULL,
    subject TEXT COLLATE NOCASE NOT NULL,
    sha256 TEXT NOT NULL,                  -- of the body, which may be damaged when this is not
    folded TEXT NOT NULL                   -- what a search looks through
);

-- What lists are ordered by once a message has been filed: among a million each entry lands on a page of its own, which
-- is left to quiet seconds.
CREATE INDEX messages_sender ON messages (sender, id) WHERE filed = 1;
CREATE INDEX messages_recipient ON messages (recipient, id) WHERE filed = 1;
CREATE INDEX messages_subject ON messages (subject, id) WHERE filed = 1;
CREATE INDEX messages_size ON messages (size, id) WHERE filed = 1;

-- Where a message stands: this changes often, so the rows are short and hardly grow, and many share a page.
CREATE TABLE standings (
    message INTEGER PRIMARY KEY REFERENCES messages,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,              -- grows with each change
    due_at INTEGER NOT NULL,               -- the largest number of all unless it is queued or deferred
    attempts INTEGER NOT NULL,
    attempts_before INTEGER NOT NULL,      -- those that were made before it was queued last
    queued_at INTEGER NOT NULL,
    finished_at INTEGER,                   -- null while it is not history
    former_state TEXT NOT NULL,            -- how it stood before its last move
    former_due_at INTEGER NOT NULL,        -- when it was due then, or would have been
    operation INTEGER,                     -- the command that moved it last and can be undone
    lease INTEGER NOT NULL,                -- under which it is being sent, or was last; 0 before the first time
    claimed_at INTEGER NOT NULL,           -- when it was taken up last
    account TEXT NOT NULL
);

-- What lists are ordered by, and what leads to the messages of a filter. These grow at their ends.
CREATE INDEX standings_state ON standings (state, message);
CREATE INDEX standings_account ON standings (account, message);
CREATE INDEX standings_attempts ON standings (attempts, message);
CREATE INDEX standings_due ON standings (due_at, message) WHERE due_at < 9223372036854775807;

-- What is looked for besides: the next message of an account, what a command moved, what history may forget.
CREATE INDEX standings_turn ON standings (account, due_at, message) WHERE due_at < 9223372036854775807;
CREATE INDEX standings_operation ON standings (operation, message) WHERE operation IS NOT NULL;
CREATE INDEX standings_finished ON standings (finished_at, message) WHERE finished_at IS NOT NULL;

CREATE TABLE recipients (
    message INTEGER NOT NULL REFERENCES messages,
    place INTEGER NOT NULL,                -- in the envelope, from 0
    outcome INTEGER NOT NULL,              -- as RecipientOutcome counts
    address TEXT NOT NULL,
    path TEXT,                             -- null where it is the text itself
    notify TEXT,
    original TEXT,
    original_path TEXT,
    PRIMARY KEY (message, place)
) WITHOUT ROWID;

CREATE TABLE bodies (
    message INTEGER PRIMARY KEY REFERENCES messages,
    content BLOB NOT NULL
);

-- The number is made of two, message << 20 | attempt, so that the attempts at a message lie together without an index.
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    seconds REAL NOT NULL,
    next_attempt_at INTEGER,
    server TEXT NOT NULL,
    summary TEXT NOT NULL,
    results TEXT NOT NULL,                 -- JSON; a recipient's reply is in the last attempt that tried it
    transcript TEXT NOT NULL               -- JSON
);

-- How many messages of an account stand how.
CREATE TABLE counts (
    account TEXT NOT NULL,
    state TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (account, state)
) WITHOUT ROWID;

-- The accounts whose messages all wait for a person, and why.
CREATE TABLE held_lanes (
    account TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL
) WITHOUT ROWID;

-- The one process that sends. The row stays, so that numbers grow; it is free while `program` is null.
CREATE TABLE lease (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL,
    program TEXT,
    pid INTEGER,
    host TEXT,
    taken_at INTEGER,
    renewed_at INTEGER,
    boot TEXT                              -- the start of the computer under which it was taken; null where unknown
);
INSERT INTO lease (only, number) VALUES (1, 0);

-- What is known of the spool itself.
CREATE TABLE facts (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    enabled INTEGER NOT NULL,
    paused INTEGER NOT NULL,
    operations INTEGER NOT NULL,           -- the number of the last command that could be undone
    filed_to INTEGER NOT NULL              -- the last message that was filed: none beyond it is
);
INSERT INTO facts VALUES (1, 1, 0, 0, 0);

-- Finds three or more characters anywhere in the `folded` of the messages that were filed.
CREATE VIRTUAL TABLE words USING fts5 (
    folded, content = 'messages', content_rowid = 'id', columnsize = 0, tokenize = 'trigram case_sensitive 1'
);

-- Shows the three characters that `words` keeps together, so that fewer are found as their beginning. It holds nothing.
CREATE VIRTUAL TABLE terms USING fts5vocab (words, instance);
