-- name: seen
SELECT message, state, version FROM standings WHERE message IN (SELECT value FROM json_each(?))

-- name: fitting
SELECT message FROM standings
WHERE message IN (SELECT value FROM json_each(:ids)) AND state IN (SELECT value FROM json_each(:states))

-- name: new_operation
UPDATE facts SET operations = operations + 1

-- name: operation
SELECT operations FROM facts

-- In each of the commands former_due_at keeps when a message was due, also while it is held or discarded.

-- name: retry
UPDATE OR FAIL standings SET
    former_state = state, former_due_at = due_at, due_at = :now, version = version + 1, operation = :operation
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: hold
UPDATE OR FAIL standings SET
    former_state = state, former_due_at = due_at, state = 'held', due_at = :never, version = version + 1,
    operation = :operation
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: release
UPDATE OR FAIL standings SET
    former_state = state, state = CASE WHEN former_due_at > :now THEN 'deferred' ELSE 'queued' END,
    due_at = former_due_at, version = version + 1, operation = :operation
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: cancel
UPDATE OR FAIL standings SET
    former_state = state, former_due_at = CASE WHEN due_at < :never THEN due_at ELSE former_due_at END,
    state = 'discarded', due_at = :never, finished_at = :now, version = version + 1, operation = :operation
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: reopen
UPDATE OR FAIL standings SET
    former_state = state, state = 'queued', due_at = :now, queued_at = :now, attempts_before = attempts,
    finished_at = NULL, version = version + 1, operation = NULL
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: turn_recipients
UPDATE OR FAIL recipients SET outcome = :new
WHERE outcome = :old AND message IN (SELECT value FROM json_each(:ids))

-- name: take_as_sent
UPDATE OR FAIL standings SET
    former_state = state, version = version + 1, finished_at = :now, operation = NULL,
    state = CASE WHEN EXISTS (SELECT 1 FROM recipients WHERE recipients.message = standings.message AND outcome = :failed)
        THEN 'failed' ELSE 'sent' END
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: count_moved
SELECT count(*) FROM standings INDEXED BY standings_operation WHERE operation = ?

-- name: accounts
SELECT DISTINCT account FROM standings WHERE message IN (SELECT value FROM json_each(?))

-- name: moved_by
SELECT message FROM standings INDEXED BY standings_operation
WHERE operation = :operation ORDER BY message LIMIT :chunk

-- name: put_back
UPDATE OR FAIL standings SET
    state = former_state, former_state = state,
    due_at = CASE WHEN former_state IN ('queued', 'deferred') THEN former_due_at ELSE :never END,
    former_due_at = CASE WHEN due_at < :never THEN due_at ELSE former_due_at END,
    finished_at = NULL, version = version + 1, operation = NULL
WHERE message IN (SELECT value FROM json_each(:ids))
