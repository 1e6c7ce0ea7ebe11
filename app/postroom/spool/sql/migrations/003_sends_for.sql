-- The only account that whoever holds the lease sends for; null for all.
ALTER TABLE lease ADD COLUMN account TEXT;
