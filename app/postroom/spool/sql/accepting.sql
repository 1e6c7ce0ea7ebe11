-- name: last_id
SELECT seq FROM sqlite_sequence WHERE name = 'messages'

-- name: add_message
INSERT INTO messages (
    id, filed, accepted_at, recipients, recipient, subject, folded,
    sender, sender_path, size, eight_bit, utf8_header, returned, envelope_id
) VALUES (
    ?, 0, ?, ?, ?, ?, ?,
    ?, ?, ?, ?, ?, ?, ?
)

-- name: add_standing
INSERT INTO standings (
    message, state, version, due_at, attempts, attempts_before, queued_at, former_due_at, account
) VALUES (
    ?1, 'queued', 1, ?2, 0, 0, ?2, ?2, ?3
)

-- name: add_recipient
INSERT INTO recipients (message, place, outcome, address, path, notify, original, original_path)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)

-- name: add_body
INSERT INTO bodies (message, sha256, content) VALUES (?, ?, ?)
