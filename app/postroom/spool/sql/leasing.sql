-- name: lease
SELECT number, program, pid, host, account, taken_at, renewed_at FROM lease

-- name: boot
SELECT boot FROM lease

-- name: take
UPDATE lease SET
    number = number + 1, program = :program, pid = :pid, host = :host, account = :account, taken_at = :now,
    renewed_at = :now, boot = :boot

-- name: renew
UPDATE lease SET renewed_at = :now WHERE number = :number AND program IS NOT NULL

-- name: release
UPDATE lease SET program = NULL WHERE number = :number AND program IS NOT NULL

-- name: claims
SELECT message, lease, attempts + 1, account FROM standings WHERE state = 'sending' ORDER BY message

-- name: outcomes
SELECT message, place, outcome FROM recipients WHERE message IN (SELECT value FROM json_each(?)) ORDER BY message, place

-- name: interrupt_recipients
UPDATE OR FAIL recipients SET outcome = :uncertain
WHERE outcome = :waiting AND message IN (SELECT value FROM json_each(:ids))

-- name: add_interrupted_attempts
INSERT OR FAIL INTO attempts (id, started_at, seconds, server, summary, results, transcript)
SELECT message << 20 | (attempts + 1), claimed_at, max(0, :now - claimed_at) / 1000.0, '', :summary, (
    SELECT json_group_array(json_array(place, outcome, NULL)) FROM recipients
    WHERE recipients.message = standings.message AND outcome = :uncertain
), '[]'
FROM standings WHERE message IN (SELECT value FROM json_each(:ids))

-- name: interrupt_messages
UPDATE OR FAIL standings SET
    former_state = state, state = 'uncertain', attempts = attempts + 1, version = version + 1
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: set_clock_back
UPDATE OR FAIL standings SET due_at = due_at - :by, queued_at = queued_at - :by, version = version + 1
WHERE state IN ('queued', 'deferred')
