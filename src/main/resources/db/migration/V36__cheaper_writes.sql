-- Foreign keys whose parents are never deleted, and whose values the engine has checked against the plan, or the statement
-- itself reads from the parent. Each of them locked a row that many transactions share (floor, agent, queue, case) and
-- probed an index once for every row written. The doctor looks for rows without a parent in their place (I13).
ALTER TABLE fact DROP CONSTRAINT fact_floor_fkey;
ALTER TABLE contact
  DROP CONSTRAINT contact_floor_fkey,
  DROP CONSTRAINT contact_queue_fkey,
  DROP CONSTRAINT contact_agent_fkey;
ALTER TABLE offer
  DROP CONSTRAINT offer_contact_fkey,
  DROP CONSTRAINT offer_agent_fkey;
ALTER TABLE contact_origin DROP CONSTRAINT contact_origin_customer_fkey;
ALTER TABLE case_contact DROP CONSTRAINT case_contact_case_id_fkey;
ALTER TABLE timeline_entry
  DROP CONSTRAINT timeline_entry_case_id_fkey,
  DROP CONSTRAINT timeline_entry_department_fkey,
  DROP CONSTRAINT timeline_entry_agent_fkey;
ALTER TABLE contact_outcome
  DROP CONSTRAINT contact_outcome_case_id_fkey,
  DROP CONSTRAINT contact_outcome_outcome_fkey,
  DROP CONSTRAINT contact_outcome_agent_fkey;

-- Indexes that no statement uses.
DROP INDEX contact_open;
DROP INDEX contact_by_customer;
DROP INDEX contact_by_arrival;
DROP INDEX offer_by_agent;
DROP INDEX hook_event_by_time;
DROP INDEX timeline_entry_by_contact;

-- An update that changes a column of an index, or of its condition, makes a new entry in every index of the table. A
-- contact's state changes with almost every update, its end only once: the guards ask for the end. A contact that is open
-- and has an agent is connecting, connected, held or in wrap-up.
UPDATE contact SET agent = NULL
 WHERE closed_at IS NULL
   AND agent IS NOT NULL
   AND state NOT IN ('connecting', 'connected', 'held', 'wrap_up');
ALTER TABLE contact ADD CONSTRAINT contact_open_with_agent CHECK (
  closed_at IS NOT NULL OR agent IS NULL OR state IN ('connecting', 'connected', 'held', 'wrap_up'));
DROP INDEX one_live_call_per_agent;
CREATE UNIQUE INDEX one_live_call_per_agent ON contact (agent) WHERE channel = 'call' AND closed_at IS NULL;
DROP INDEX one_open_contact_per_endpoint;
CREATE UNIQUE INDEX one_open_contact_per_endpoint ON contact (carrier, md5(reference)) WHERE closed_at IS NULL;
ALTER TABLE contact SET (fillfactor = 70);

-- A case is touched by every contact: its place among the customer's cases is sorted when it is read, which sums up all
-- of them anyway.
DROP INDEX case_file_by_customer;
CREATE INDEX case_file_by_customer ON case_file (customer);
ALTER TABLE case_file SET (fillfactor = 70);
