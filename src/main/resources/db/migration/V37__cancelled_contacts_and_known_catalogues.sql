-- A scheduled contact may be cancelled before it is due.
ALTER TABLE contact
  DROP CONSTRAINT contact_ended_check,
  ADD CONSTRAINT contact_ended_check CHECK (ended IN
    ('handled', 'abandoned', 'short_abandoned', 'failed', 'cancelled'));
