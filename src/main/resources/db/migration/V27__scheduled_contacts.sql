-- A contact may be due later: a callback, a follow-up. Until then it has no endpoint and waits for nobody; arrived_at is
-- when it is due.
ALTER TABLE contact
  ADD COLUMN due_at timestamptz,
  DROP CONSTRAINT contact_state_check,
  ADD CONSTRAINT contact_state_check CHECK (state IN
    ('scheduled', 'queued', 'offered', 'connecting', 'connected', 'held', 'wrap_up', 'closed'));
