-- name: counts
SELECT account, state, number FROM counts WHERE number > 0

-- name: filed_to
SELECT filed_to FROM facts

-- The parts of a list. `listing` fills the gaps, from a fixed choice of words.

-- name: found
{number} IN (SELECT value FROM json_each(:hits) UNION ALL SELECT id FROM messages WHERE id > :filed_to)

-- name: found_again
(+{number} > :filed_to OR +{number} IN ({marks}))

-- name: of_account
account = :account

-- name: of_accounts
account IN (SELECT value FROM json_each(:accounts))

-- name: marked
{number} IN (SELECT message FROM standings {index} WHERE {condition})

-- name: list
SELECT {number} AS id, {value} AS value FROM {source} WHERE {conditions} ORDER BY {order} LIMIT :limit

-- name: merged
SELECT * FROM ({first}) UNION ALL SELECT * FROM ({second})
ORDER BY value COLLATE {collation} {way}, id {way} LIMIT :limit

-- name: count
SELECT count(*) FROM {source} WHERE {conditions}

-- name: count_found
SELECT (SELECT count(*) FROM {found} WHERE words MATCH :match{standing})
    + (SELECT count(*) FROM {new} WHERE id > :filed_to AND {held}{standing})

-- What a list shows of a message. `message` begins with the same columns.
-- name: rows
SELECT id, version, state, account, sender, recipient, recipients, subject, size, accepted_at, attempts, due_at,
    (SELECT summary FROM attempts WHERE attempts.id = messages.id << 20 | standings.attempts)
FROM messages JOIN standings ON message = id WHERE id IN (SELECT value FROM json_each(?))

-- name: message
SELECT id, version, state, account, sender, recipient, recipients, subject, size, accepted_at, attempts, due_at,
    (SELECT summary FROM attempts WHERE attempts.id = messages.id << 20 | standings.attempts),
    queued_at, finished_at, sender, sender_path, size, eight_bit, utf8_header, returned, envelope_id
FROM messages JOIN standings ON message = id WHERE id = ?

-- name: recipients
SELECT place, outcome, address, path, notify, original, original_path
FROM recipients WHERE message = ? ORDER BY place

-- name: results
SELECT results FROM attempts WHERE id BETWEEN ?1 << 20 AND ?1 << 20 | 1048575 ORDER BY id

-- name: attempts
SELECT id & 1048575, started_at, seconds, next_attempt_at, server, summary, results, transcript
FROM attempts WHERE id BETWEEN ?1 << 20 AND ?1 << 20 | 1048575 ORDER BY id

-- name: exists
SELECT 1 FROM messages WHERE id = ?

-- name: sha256
SELECT sha256 FROM messages WHERE id = ?

-- name: body
SELECT content FROM bodies WHERE message = ?

-- name: agenda
SELECT account, (
    SELECT due_at FROM standings INDEXED BY standings_turn
    WHERE standings.account = known.account AND due_at < 9223372036854775807 ORDER BY due_at LIMIT 1
)
FROM (SELECT DISTINCT account FROM counts WHERE number > 0 AND state IN ('queued', 'deferred')) AS known
WHERE account NOT IN (SELECT account FROM held_lanes)

-- name: quick_check
PRAGMA quick_check(20)
