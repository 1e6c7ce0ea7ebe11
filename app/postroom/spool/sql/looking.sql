-- name: counts
SELECT account, state, number FROM counts WHERE number > 0

-- name: filed_to
SELECT filed_to FROM facts

-- How many filed messages hold the words, as far as one cares to know.
-- name: hits
SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH :match LIMIT :most)

-- name: found
id IN (SELECT rowid FROM words WHERE words MATCH :match UNION ALL SELECT id FROM messages WHERE id > :filed_to)

-- What a list shows. The gaps are filled by `listing`, from a fixed choice of words.
-- name: list
SELECT {columns}, {value} AS value FROM messages {index}
WHERE {conditions} ORDER BY value {way}, id {way} LIMIT :limit

-- name: list_filed_and_new
SELECT * FROM (
    SELECT {columns}, {value} AS value FROM messages {index}
    WHERE filed = 1 AND {conditions} ORDER BY value {way}, id {way} LIMIT :limit
)
UNION ALL
SELECT * FROM (
    SELECT {columns}, {value} AS value FROM messages NOT INDEXED
    WHERE id > :filed_to AND {conditions} ORDER BY value {way}, id {way} LIMIT :limit
)
ORDER BY value COLLATE {collation} {way}, id {way} LIMIT :limit

-- name: count
SELECT count(*) FROM messages {index} WHERE {conditions}

-- name: count_found
SELECT (SELECT count(*) FROM words WHERE words MATCH :match)
    + (SELECT count(*) FROM messages NOT INDEXED WHERE id > :filed_to AND {conditions})

-- name: rows
SELECT {columns} FROM messages WHERE id IN (SELECT value FROM json_each(:ids))

-- name: message
SELECT {columns}, queued_at, finished_at, sender, sender_path, size, eight_bit, utf8_header, returned, envelope_id
FROM messages WHERE id = ?

-- name: recipients
SELECT outcome, reply_code, reply_enhanced, reply_text, address, path, notify, original, original_path
FROM recipients WHERE message = ? ORDER BY place

-- name: attempts
SELECT number, started_at, seconds, next_attempt_at, server, summary, results, transcript
FROM attempts WHERE message = ? ORDER BY id

-- name: exists
SELECT 1 FROM messages WHERE id = ?

-- name: body
SELECT sha256, content FROM bodies WHERE message = ?

-- name: agenda
SELECT account, (
    SELECT due_at FROM messages INDEXED BY messages_turn
    WHERE messages.account = known.account AND state IN ('queued', 'deferred') ORDER BY due_at LIMIT 1
)
FROM (SELECT DISTINCT account FROM counts WHERE number > 0 AND state IN ('queued', 'deferred')) AS known
WHERE account NOT IN (SELECT account FROM held_lanes)

-- name: quick_check
PRAGMA quick_check(20)
