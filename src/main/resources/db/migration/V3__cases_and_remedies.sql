CREATE TABLE case_file (
  id          uuid PRIMARY KEY,
  number      bigint GENERATED ALWAYS AS IDENTITY (START WITH 1001) UNIQUE,
  customer    uuid        NOT NULL REFERENCES customer,
  kind        text        NOT NULL CHECK (kind IN ('question', 'request', 'complaint')),
  subject     text        NOT NULL,
  state       text        NOT NULL CHECK (state IN ('open', 'waiting', 'resolved', 'closed')),
  department  text        NOT NULL REFERENCES department,
  entries     integer     NOT NULL DEFAULT 0,     -- the number of the newest timeline entry
  opened_at   timestamptz NOT NULL,
  touched_at  timestamptz NOT NULL,               -- of the newest entry
  resolved_at timestamptz,
  repeats     integer     NOT NULL DEFAULT 0      -- contacts that came back to it
);
CREATE INDEX case_file_by_customer ON case_file (customer, touched_at DESC);

-- Which case a contact belongs to: written by the projector when the contact is queued.
CREATE TABLE case_contact (
  contact uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file
);
CREATE INDEX case_contact_by_case ON case_contact (case_id);

-- Append-only, numbered without gaps: number = case_file.entries after the same statement raised it.
CREATE TABLE timeline_entry (
  case_id    uuid        NOT NULL REFERENCES case_file,
  number     integer     NOT NULL,
  at         timestamptz NOT NULL,
  kind       text        NOT NULL,        -- contact, note, outcome, remedy, identified, ...
  department text REFERENCES department,
  agent      text REFERENCES agent,
  contact    uuid,
  source     text UNIQUE,                 -- what it was made from (fact:<floor>:<seq>): a second try changes nothing
  body       jsonb       NOT NULL,
  PRIMARY KEY (case_id, number)
);
CREATE INDEX timeline_entry_by_contact ON timeline_entry (contact) WHERE contact IS NOT NULL;
CREATE INDEX timeline_entry_by_time ON timeline_entry (case_id, at DESC, number DESC);

-- Whoever writes to a customer's history takes the customer first, then the case, then the rest: one
-- order of locks, so writers of one customer wait in line and never for each other. Follows a
-- stranger to the customer they turned out to be; NULL when there is no such customer.
CREATE FUNCTION history_changed(changed uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  living uuid := changed;
  next   uuid;
BEGIN
  LOOP
    UPDATE customer SET version = version + 1 WHERE id = living RETURNING joined_into INTO next;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
    IF next IS NULL THEN
      RETURN living;
    END IF;
    living := next;
  END LOOP;
END $$;

-- The same for the customers of these cases, and the cases after them. A case that was given to
-- another customer while we waited is looked at again.
CREATE FUNCTION cases_changed(changed uuid[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  before uuid[];
  owners uuid[];
BEGIN
  LOOP
    SELECT array_agg(DISTINCT customer ORDER BY customer) INTO before FROM case_file WHERE id = ANY (changed);
    PERFORM history_changed(o.customer) FROM unnest(before) AS o (customer);
    PERFORM FROM case_file WHERE id = ANY (changed) ORDER BY id FOR NO KEY UPDATE;
    SELECT array_agg(DISTINCT customer ORDER BY customer) INTO owners FROM case_file WHERE id = ANY (changed);
    IF owners IS NOT DISTINCT FROM before THEN
      RETURN cardinality(owners);
    END IF;
  END LOOP;
END $$;

-- The last fact each projector has turned into entries.
CREATE TABLE projector_cursor (
  projector text NOT NULL,
  floor     text NOT NULL REFERENCES floor,
  seq       bigint NOT NULL,
  PRIMARY KEY (projector, floor)
);

CREATE TABLE contact_outcome (
  contact uuid PRIMARY KEY,
  case_id uuid        NOT NULL REFERENCES case_file,
  outcome text        NOT NULL REFERENCES outcome_kind,
  note    text        NOT NULL,
  agent   text        NOT NULL REFERENCES agent,
  at      timestamptz NOT NULL
);

CREATE TABLE remedy (
  id           uuid PRIMARY KEY,
  case_id      uuid        NOT NULL REFERENCES case_file,
  customer     uuid        NOT NULL REFERENCES customer,
  order_line   uuid REFERENCES order_line,
  units        integer[]   NOT NULL,
  kind         text        NOT NULL REFERENCES remedy_kind,
  exclusion_group text     NOT NULL,
  generation   integer     NOT NULL DEFAULT 1,
  repeats      uuid REFERENCES remedy,
  state        text        NOT NULL CHECK (state IN ('given', 'done', 'failed', 'revoked', 'returned')),
  amount_minor bigint,
  currency     text,
  reason       text        NOT NULL,
  agent        text REFERENCES agent,
  department   text REFERENCES department,
  contact      uuid,
  request_key  text        NOT NULL UNIQUE,      -- the Idempotency-Key it was asked under
  given_at     timestamptz NOT NULL,
  changed_at   timestamptz NOT NULL
);
CREATE INDEX remedy_by_customer ON remedy (customer, given_at DESC);
CREATE INDEX remedy_by_line ON remedy (order_line) WHERE order_line IS NOT NULL;

-- At most one live remedy per unit of an order line (or per case) and exclusion group: this key decides.
CREATE TABLE remedy_guard (
  object_type     text    NOT NULL CHECK (object_type IN ('order_line', 'case')),
  object_id       uuid    NOT NULL,
  unit            integer NOT NULL,
  exclusion_group text    NOT NULL,
  remedy          uuid    NOT NULL REFERENCES remedy,
  generation      integer NOT NULL,
  PRIMARY KEY (object_type, object_id, unit, exclusion_group)
);
CREATE INDEX remedy_guard_by_remedy ON remedy_guard (remedy);

-- Attempts that the guard stopped: duplicates prevented is a figure.
CREATE TABLE remedy_prevented (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz NOT NULL,
  remedy     uuid        NOT NULL REFERENCES remedy,   -- the one that exists
  agent      text REFERENCES agent,
  department text REFERENCES department,
  amount_minor bigint,                                 -- what it would have cost
  currency   text,
  request_key text       NOT NULL UNIQUE               -- a form sent twice was prevented once
);

-- A soft hold while a form is open: it informs people and never blocks.
CREATE TABLE remedy_claim (
  object_type     text        NOT NULL,
  object_id       uuid        NOT NULL,
  unit            integer     NOT NULL,
  exclusion_group text        NOT NULL,
  agent           text        NOT NULL REFERENCES agent,
  claimed_at      timestamptz NOT NULL,
  expires_at      timestamptz NOT NULL,
  PRIMARY KEY (object_type, object_id, unit, exclusion_group, agent)
);

-- What the customers room may see of cases, so that neither room reads the other's tables.
CREATE VIEW history_case AS
  SELECT id, number, customer, kind, subject, state, department, opened_at, touched_at, resolved_at, entries, repeats
    FROM case_file;
CREATE VIEW history_entry AS
  SELECT c.customer, c.number AS case_number, e.case_id, e.number, e.at, e.kind, e.department, e.agent, e.contact, e.body
    FROM timeline_entry e JOIN case_file c ON c.id = e.case_id;
CREATE VIEW history_remedy AS
  SELECT r.id, r.customer, r.case_id, r.order_line, r.units, r.kind, k.name AS kind_name, r.exclusion_group,
         r.generation, r.state, r.amount_minor, r.currency, r.reason, r.agent, a.name AS agent_name,
         r.department, d.name AS department_name, r.given_at, r.changed_at, r.repeats, r.contact
    FROM remedy r
    JOIN remedy_kind k ON k.id = r.kind
    LEFT JOIN agent a ON a.id = r.agent
    LEFT JOIN department d ON d.id = r.department;

-- What this room may see of orders: whose line it is, and what one unit of it cost.
CREATE VIEW remedy_line AS
  SELECT l.id, o.customer, l.quantity, l.price_minor, o.currency
    FROM order_line l JOIN customer_order o ON o.id = l.order_id;
