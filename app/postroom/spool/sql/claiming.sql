-- name: lease_number
SELECT number FROM lease WHERE program IS NOT NULL

-- name: due
SELECT json_group_array(message) FROM (
    SELECT message FROM standings INDEXED BY standings_turn
    WHERE account = :account AND due_at < 9223372036854775807 AND due_at <= :now
        AND NOT EXISTS (SELECT 1 FROM held_lanes WHERE account = :account)
    ORDER BY due_at, message LIMIT :room
)

-- name: take_up
UPDATE OR FAIL standings SET
    former_state = state, former_due_at = due_at, state = 'sending', due_at = :never, version = version + 1,
    operation = NULL, lease = :lease, claimed_at = :now
WHERE message IN (SELECT value FROM json_each(:ids))

-- name: details
SELECT (
    SELECT json_group_array(json_array(account, former_state, number)) FROM (
        SELECT account, former_state, count(*) AS number
        FROM standings WHERE message IN (SELECT value FROM json_each(?1)) GROUP BY account, former_state
    )
), (
    SELECT json_group_array(json_array(
        messages.id, attempts + 1, account, queued_at, attempts - attempts_before, sha256,
        sender, sender_path, size, eight_bit, utf8_header, returned, envelope_id
    ))
    FROM json_each(?1)
    JOIN messages ON messages.id = json_each.value
    JOIN standings ON standings.message = messages.id
), (
    SELECT json_group_array(json_array(
        message, place, outcome, address, recipients.path, notify, original, original_path
    ))
    FROM json_each(?1) JOIN recipients ON message = json_each.value
)

-- name: bodies
SELECT CAST(group_concat(content, '') AS BLOB), json_group_array(json_array(json_each.value, length(content)))
FROM json_each(:ids) LEFT JOIN bodies ON message = json_each.value AND length(content) <= :most
