-- The filed messages that hold all the longer words, and those that hold a shorter one, some more than once.
-- name: matching
SELECT rowid AS doc FROM words WHERE words MATCH :match

-- name: beginning
SELECT doc FROM terms WHERE term >= :first{n} AND term <= :last{n}

-- Which they are, and how many, as far as one cares to know.
-- name: part
SELECT count(*), json_group_array(doc) FROM (SELECT DISTINCT doc FROM ({part}) LIMIT :most)

-- name: parts
SELECT count(*), json_group_array(doc)
FROM (SELECT DISTINCT doc FROM ({part}) WHERE doc IN ({other}) LIMIT :most)

-- name: ends
SELECT (SELECT min(id) FROM messages), (SELECT max(id) FROM messages)

-- name: sample
SELECT count(*), {counts} FROM messages WHERE id IN (SELECT value FROM json_each(:numbers))
