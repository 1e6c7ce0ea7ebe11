-- name: finished_before
SELECT message FROM standings INDEXED BY standings_finished
WHERE finished_at IS NOT NULL AND finished_at < :before ORDER BY finished_at, message LIMIT :chunk

-- name: forget_words
INSERT INTO words (words, rowid, folded)
SELECT 'delete', id, folded FROM messages WHERE filed = 1 AND id IN (SELECT value FROM json_each(?))

-- name: forget_attempts
DELETE FROM attempts WHERE id IN (
    SELECT attempts.id FROM json_each(?) JOIN attempts ON attempts.id BETWEEN value << 20 AND value << 20 | 1048575
)

-- name: forget_bodies
DELETE FROM bodies WHERE message IN (SELECT value FROM json_each(?))

-- name: forget_recipients
DELETE FROM recipients WHERE message IN (SELECT value FROM json_each(?))

-- name: forget_standings
DELETE FROM standings WHERE message IN (SELECT value FROM json_each(?))

-- name: forget_messages
DELETE FROM messages WHERE id IN (SELECT value FROM json_each(?))
