-- name: numbers
SELECT account, state, count(*) FROM standings WHERE message IN (SELECT value FROM json_each(?)) GROUP BY account, state

-- name: write
INSERT OR FAIL INTO counts
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?) WHERE true
ON CONFLICT (account, state) DO UPDATE SET number = number + excluded.number
