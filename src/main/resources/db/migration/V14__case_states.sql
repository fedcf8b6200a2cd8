ALTER TABLE case_file ADD COLUMN waiting_on text CHECK (waiting_on IN ('customer', 'carrier', 'department'));
ALTER TABLE case_file ADD COLUMN closed_at timestamptz;
CREATE INDEX case_file_resolved ON case_file (touched_at, id) WHERE state = 'resolved';

-- Every change of state has its entry from now on; cases that were resolved without one get it.
INSERT INTO timeline_entry (case_id, number, at, kind, department, body)
SELECT id, entries + 1, COALESCE(resolved_at, touched_at), 'state', department,
       jsonb_build_object('state', state, 'before', 'open', 'cause', 'outcome')
  FROM case_file
 WHERE state <> 'open';
UPDATE case_file SET entries = entries + 1 WHERE state <> 'open';
UPDATE case_file SET waiting_on = 'department' WHERE state = 'waiting';
UPDATE case_file SET closed_at = touched_at WHERE state = 'closed';

ALTER TABLE case_file
  ADD CONSTRAINT case_file_waits_on_somebody CHECK ((state = 'waiting') = (waiting_on IS NOT NULL)),
  ADD CONSTRAINT case_file_closed_at CHECK ((state = 'closed') = (closed_at IS NOT NULL));
