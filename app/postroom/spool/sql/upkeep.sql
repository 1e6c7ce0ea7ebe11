-- name: data_version
PRAGMA data_version

-- name: border
SELECT filed_to, (SELECT max(id) FROM messages) FROM facts

-- name: last_of_chunk
SELECT max(id) FROM (SELECT id FROM messages WHERE id > :filed_to ORDER BY id LIMIT :chunk)

-- name: file_words
INSERT INTO words (rowid, folded) SELECT id, folded FROM messages WHERE id > :filed_to AND id <= :last

-- name: file_rows
UPDATE messages SET filed = 1 WHERE id > :filed_to AND id <= :last

-- name: move_border
UPDATE facts SET filed_to = :last
