-- name: lease
SELECT number, program, pid, host, taken_at, renewed_at FROM lease

-- name: take
UPDATE lease SET
    number = number + 1, program = :program, pid = :pid, host = :host, taken_at = :now, renewed_at = :now

-- name: renew
UPDATE lease SET renewed_at = :now WHERE number = :number AND program IS NOT NULL

-- name: release
UPDATE lease SET program = NULL WHERE number = :number AND program IS NOT NULL

-- name: claims
SELECT message, phase FROM claims

-- name: interrupt_recipients
UPDATE recipients SET outcome = :uncertain, reply_code = NULL, reply_enhanced = NULL, reply_text = NULL
WHERE outcome = :waiting AND message IN (SELECT value FROM json_each(:ids))

-- name: add_interrupted_attempts
INSERT INTO attempts (message, number, started_at, seconds, server, summary, results, transcript)
SELECT message, number, claimed_at, max(0, :now - claimed_at) / 1000.0, '', :summary, (
    SELECT json_group_array(json_array(place, outcome, NULL)) FROM recipients
    WHERE recipients.message = claims.message AND outcome = :uncertain
), '[]'
FROM claims WHERE message IN (SELECT value FROM json_each(:ids))

-- name: interrupt_messages
UPDATE standings SET
    former_state = state, state = 'uncertain', attempts = attempts + 1, version = version + 1
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: end_claims
DELETE FROM claims WHERE message IN (SELECT value FROM json_each(:ids))

-- name: set_clock_back
UPDATE standings SET due_at = due_at - :by, queued_at = queued_at - :by, version = version + 1
WHERE state IN ('queued', 'deferred')
