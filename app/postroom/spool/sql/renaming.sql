-- name: messages_of
SELECT message FROM standings INDEXED BY standings_account WHERE account = :old ORDER BY message LIMIT :chunk

-- name: rename
UPDATE standings SET account = :new, version = version + 1 WHERE message IN (SELECT value FROM json_each(:ids))

-- name: rename_lane
UPDATE OR REPLACE held_lanes SET account = :new WHERE account = :old
