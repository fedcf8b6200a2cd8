-- What the floor's policy says of a kind: how long its giver may take it back, and the most that a customer may get of it in a
-- period. Without a most of its own, what a customer gets without an item is at most what one case may get.
ALTER TABLE remedy_kind
  ADD COLUMN revoke_seconds integer NOT NULL DEFAULT 300 CHECK (revoke_seconds >= 0),
  ADD COLUMN customer_most jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN customer_days integer NOT NULL DEFAULT 30 CHECK (customer_days > 0);

-- The database's own time of a remedy: both periods are measured by one clock, whichever nodes give and ask. `given_to` is the
-- customer at that time: what was given to one customer counts for them, also after its case was given to another. The previous
-- version leaves it empty. `done_after_end`: carried out, as was reported after it had failed or been revoked.
ALTER TABLE remedy
  ADD COLUMN stored_at timestamptz,
  ADD COLUMN given_to uuid,
  ADD COLUMN done_after_end boolean NOT NULL DEFAULT false;
UPDATE remedy SET stored_at = given_at, given_to = customer;
ALTER TABLE remedy
  ALTER COLUMN stored_at SET DEFAULT now(),
  ALTER COLUMN stored_at SET NOT NULL;
CREATE INDEX remedy_by_receiver ON remedy (given_to);

-- The goods of a remedy came back: who reported it, and under which number of theirs.
CREATE TABLE remedy_return (
  remedy      uuid PRIMARY KEY REFERENCES remedy,
  reported_at timestamptz NOT NULL,
  reported_by text        NOT NULL,
  reference   text        NOT NULL
);
