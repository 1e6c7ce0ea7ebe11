-- A claim holds while its message is being sent under its lease in its attempt. The + keeps the index of states out of it.

-- name: conclude
UPDATE OR FAIL standings SET
    former_state = state, state = json_extract(ended.value, '$[3]'),
    due_at = json_extract(ended.value, '$[4]'), finished_at = CASE WHEN json_extract(ended.value, '$[5]') THEN :now END,
    attempts = attempts + 1, version = version + 1
FROM json_each(:standings) AS ended
WHERE message = json_extract(ended.value, '$[0]')
    AND +state = 'sending' AND lease = json_extract(ended.value, '$[1]')
    AND attempts + 1 = json_extract(ended.value, '$[2]')

-- name: settle_recipients
UPDATE OR FAIL recipients SET outcome = json_extract(settled.value, '$[2]') FROM json_each(?) AS settled
WHERE message = json_extract(settled.value, '$[0]') AND place = json_extract(settled.value, '$[1]')

-- name: add_attempts
INSERT OR FAIL INTO attempts (id, started_at, seconds, next_attempt_at, server, summary, results, transcript)
VALUES (? << 20 | ?, ?, ?, ?, ?, ?, ?, ?)

-- name: owned
SELECT message FROM json_each(?) AS claim JOIN standings ON message = json_extract(claim.value, '$[0]')
WHERE +state = 'sending' AND lease = json_extract(claim.value, '$[1]')
    AND attempts + 1 = json_extract(claim.value, '$[2]')

-- name: give_back
UPDATE OR FAIL standings SET
    state = former_state, former_state = state, due_at = former_due_at, version = version + 1
WHERE message IN (SELECT value FROM json_each(?))
