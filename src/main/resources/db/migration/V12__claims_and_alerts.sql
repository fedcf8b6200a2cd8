-- A claim says what is about to be given, not only what it would exclude. Claims live for minutes: none is worth keeping.
DELETE FROM remedy_claim;
ALTER TABLE remedy_claim ADD COLUMN kind text NOT NULL REFERENCES remedy_kind;

-- The wallboard shows the newest.
CREATE INDEX alert_by_time ON alert (at);
