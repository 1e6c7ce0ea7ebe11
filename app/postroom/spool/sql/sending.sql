-- name: lease_number
SELECT number FROM lease WHERE program IS NOT NULL

-- name: due
SELECT message FROM standings INDEXED BY standings_turn
WHERE account = :account AND due_at < 9223372036854775807 AND due_at <= :now
    AND NOT EXISTS (SELECT 1 FROM held_lanes WHERE account = :account)
ORDER BY due_at, message LIMIT :room

-- name: take_up
UPDATE standings SET
    former_state = state, former_due_at = due_at, state = 'sending', due_at = :never, version = version + 1,
    operation = NULL
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: add_claims
INSERT INTO claims (message, lease, number, phase, claimed_at)
SELECT message, :lease, attempts + 1, 'claimed', :now FROM standings
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: claimed_messages
SELECT id, attempts + 1, account, queued_at, attempts - attempts_before, sha256,
    CASE WHEN length(content) <= :most THEN content END,
    sender, sender_path, size, eight_bit, utf8_header, returned, envelope_id
FROM messages
JOIN standings ON standings.message = id
JOIN bodies ON bodies.message = id
WHERE id IN (SELECT value FROM json_each(:ids))

-- name: claimed_recipients
SELECT message, outcome, address, path, notify, original, original_path FROM recipients
WHERE message IN (SELECT value FROM json_each(:ids)) ORDER BY message, place

-- name: owned
SELECT message, lease, number FROM claims WHERE message IN (SELECT value FROM json_each(?))

-- name: pass_dot
UPDATE claims SET phase = 'past-dot' WHERE message = ?

-- name: conclude
UPDATE standings SET
    former_state = state, state = ?2, due_at = ?3, finished_at = ?4, attempts = attempts + 1, version = version + 1
WHERE message = ?1

-- name: settle_recipient
UPDATE recipients SET outcome = ?3, reply_code = ?4, reply_enhanced = ?5, reply_text = ?6
WHERE message = ?1 AND place = ?2

-- name: add_attempt
INSERT INTO attempts (
    message, number, started_at, seconds, next_attempt_at, server, summary, results, transcript
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)

-- name: give_back
UPDATE standings SET
    state = former_state, former_state = state, due_at = former_due_at, version = version + 1
WHERE message IN (SELECT value FROM json_each(?))

-- name: end_claims
DELETE FROM claims WHERE message IN (SELECT value FROM json_each(?))
