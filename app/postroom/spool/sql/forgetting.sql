-- name: finished_before
SELECT message FROM standings INDEXED BY standings_finished
WHERE finished_at IS NOT NULL AND finished_at < :before ORDER BY finished_at, message LIMIT :chunk

-- name: forget_words
INSERT INTO words (words, rowid, folded)
SELECT 'delete', id, folded FROM messages WHERE filed = 1 AND id IN (SELECT value FROM json_each(?))

-- name: forget
DELETE FROM messages WHERE id IN (SELECT value FROM json_each(?))
