-- A server of an earlier version may still write: its transactions take these tables in this order, and wait.
LOCK TABLE customer, case_file, floor, fact, contact, offer IN ACCESS EXCLUSIVE MODE;

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
ALTER TABLE case_file
  DROP CONSTRAINT case_file_customer_fkey,
  DROP CONSTRAINT case_file_department_fkey;
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

-- A case is touched by every contact, and resolved once: the index of those that time closes is of the time when they were
-- resolved. A case's place among its customer's is sorted when it is read, which sums up all of them anyway.
DROP INDEX case_file_by_customer;
CREATE INDEX case_file_by_customer ON case_file (customer);
UPDATE case_file SET resolved_at = touched_at WHERE state = 'resolved' AND resolved_at IS NULL;
DROP INDEX case_file_resolved;
CREATE INDEX case_file_resolved ON case_file (resolved_at, id) WHERE state = 'resolved';
ALTER TABLE case_file SET (fillfactor = 70);

-- Every contact raises its customer's version, in place where the page has room.
ALTER TABLE customer SET (fillfactor = 80);

-- The same as before in the other language: PostgreSQL plans this one once for each connection, not in each statement.
CREATE OR REPLACE FUNCTION order_paid(of_order uuid, order_state text, said bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN coalesce(said, (SELECT coalesce(sum(line_paid(l.paid_minor, l.price_minor, l.quantity, order_state, said)), 0)
                           FROM order_line l
                          WHERE l.order_id = of_order AND l.gone_at IS NULL));
END $$;
