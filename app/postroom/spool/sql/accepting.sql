-- name: last_id
SELECT seq FROM sqlite_sequence WHERE name = 'messages'

-- name: add_message
INSERT INTO messages (
    id, state, version, due_at, attempts, attempts_before, queued_at, former_due_at, accepted_at, filed, last_reply,
    recipients, account, recipient, subject, folded,
    sender, sender_path, size, eight_bit, utf8_header, returned, envelope_id
) VALUES (
    ?1, 'queued', 1, ?2, 0, 0, ?2, ?2, ?2, 0, '',
    ?3, ?4, ?5, ?6, ?7,
    ?8, ?9, ?10, ?11, ?12, ?13, ?14
)

-- name: add_recipient
INSERT INTO recipients (message, place, outcome, address, path, notify, original, original_path)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)

-- name: add_body
INSERT INTO bodies (message, sha256, content) VALUES (?, ?, ?)
