-- On what terms agents have contacts of a channel. A floor that was set up before had these; the floor document may
-- name others.
CREATE TABLE channel_terms (
  channel  text PRIMARY KEY,
  slots    integer NOT NULL,
  blocks   text[]  NOT NULL,             -- of which channels an agent is offered nothing meanwhile
  link     text    NOT NULL CHECK (link IN ('bridged', 'immediate')),
  customer text    NOT NULL CHECK (customer IN ('live', 'patient'))
);
INSERT INTO channel_terms (channel, slots, blocks, link, customer) VALUES
  ('call', 1, '{call,chat,message,email}', 'bridged', 'live'),
  ('chat', 3, '{call}', 'immediate', 'live'),
  ('message', 5, '{}', 'immediate', 'patient'),
  ('email', 5, '{}', 'immediate', 'patient');

-- Our side of a contact: where customers reach us, and the queue that they join.
CREATE TABLE entrance (
  channel text NOT NULL,
  address text NOT NULL,
  queue   text NOT NULL REFERENCES queue,
  PRIMARY KEY (channel, address)
);
INSERT INTO entrance (channel, address, queue) SELECT 'call', number, queue FROM called_number;
DROP TABLE called_number;

-- Only an agent who takes calls needs an address.
ALTER TABLE agent ALTER COLUMN address DROP NOT NULL;

UPDATE queue SET body = (body - 'ring') || jsonb_build_object('offer_timeout', body -> 'ring') WHERE body ? 'ring';

-- The customer's side, as its carrier identifies it. One endpoint may have many contacts, one after the other.
ALTER TABLE contact RENAME COLUMN call TO reference;
ALTER TABLE contact ALTER COLUMN carrier DROP NOT NULL, ALTER COLUMN reference DROP NOT NULL,
  ADD CHECK ((carrier IS NULL) = (reference IS NULL));
-- a reference may be too long for an index
CREATE UNIQUE INDEX one_open_contact_per_endpoint ON contact (carrier, md5(reference)) WHERE state <> 'closed';

-- The journal as it is read: facts are never changed, so those of earlier versions get their present form here.
CREATE FUNCTION plan_in_present_form(plan jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT (plan - 'numbers') || jsonb_build_object(
    'channels', '[]'::jsonb,
    'queues', COALESCE(
      (SELECT jsonb_agg((q - 'ring') || jsonb_build_object('offer_timeout', q -> 'ring') ORDER BY n)
         FROM jsonb_array_elements(COALESCE(plan -> 'queues', '[]'::jsonb)) WITH ORDINALITY AS e(q, n)),
      '[]'::jsonb),
    'entrances', COALESCE(
      (SELECT jsonb_agg(
                jsonb_build_object('channel', 'call', 'address', e -> 'number', 'queue', e -> 'queue') ORDER BY n)
         FROM jsonb_array_elements(COALESCE(plan -> 'numbers', '[]'::jsonb)) WITH ORDINALITY AS l(e, n)),
      '[]'::jsonb))
$$;

CREATE FUNCTION fact_in_present_form(kind text, body jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN kind = 'queued' AND body ? 'call' THEN
      (body - 'carrier' - 'call') || CASE WHEN body ->> 'carrier' = '' OR body ->> 'call' = '' THEN '{}'::jsonb
        ELSE jsonb_build_object(
          'endpoint', jsonb_build_object('carrier', body -> 'carrier', 'reference', body -> 'call')) END
    WHEN kind = 'floor_planned' AND NOT (body -> 'changes') ? 'channels' THEN
      body || jsonb_build_object('changes', plan_in_present_form(body -> 'changes'))
    ELSE body
  END
$$;

CREATE VIEW journal AS
  SELECT floor, seq, epoch, at, kind, contact, agent, fact_in_present_form(kind, body) AS body FROM fact;

CREATE OR REPLACE VIEW report_fact AS
  SELECT floor, seq, at, kind, contact, agent, body FROM journal;

-- A snapshot of an earlier version cannot be read; the floor is built from its facts once.
DELETE FROM floor_snapshot;
