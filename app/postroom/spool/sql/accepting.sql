-- OR FAIL, here and elsewhere: whatever fails is rolled back as a whole, and SQLite need not keep a journal of each statement.

-- name: last_id
SELECT seq FROM sqlite_sequence WHERE name = 'messages'

-- name: add_messages
INSERT OR FAIL INTO messages (
    id, filed, accepted_at, recipients, recipient, subject, sha256, folded,
    sender, sender_path, size, eight_bit, utf8_header, returned, envelope_id
)
VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: add_standings
INSERT OR FAIL INTO standings (
    message, account, queued_at, due_at, former_due_at, claimed_at,
    state, former_state, version, attempts, attempts_before, lease
)
VALUES (?, ?, ?, ?, ?, ?, 'queued', 'queued', 1, 0, 0, 0)

-- name: add_recipients
INSERT OR FAIL INTO recipients (message, place, outcome, address, path, notify, original, original_path)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)

-- name: add_bodies
INSERT OR FAIL INTO bodies (message, content)
VALUES (?, ?)
