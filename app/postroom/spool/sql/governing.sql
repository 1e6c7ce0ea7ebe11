-- name: switches
SELECT enabled, paused FROM facts

-- name: set_switches
UPDATE facts SET enabled = ?, paused = ?

-- name: held_lanes
SELECT account, reason, since FROM held_lanes ORDER BY account

-- name: hold_lane
INSERT INTO held_lanes (account, reason, since) VALUES (?1, ?2, ?3)
ON CONFLICT (account) DO UPDATE SET reason = ?2

-- name: open_lane
DELETE FROM held_lanes WHERE account = ?

-- name: nudges
SELECT account, number FROM nudges

-- name: nudge
INSERT INTO nudges VALUES (?, 1) ON CONFLICT (account) DO UPDATE SET number = number + 1

-- name: waiting_accounts
SELECT DISTINCT account FROM counts WHERE number > 0 AND state IN ('queued', 'sending', 'deferred')
