-- A floor is one site's queues, agents and waiting contacts; one node owns it at a time.
-- The lock makes takeover fast, this row makes it safe: every batch advances seq under its epoch.
CREATE TABLE floor (
  id       text PRIMARY KEY,
  epoch    bigint NOT NULL DEFAULT 0,
  seq      bigint NOT NULL DEFAULT 0,
  owner    text,
  backend  integer,                -- the owner's lock session, ended by whoever takes over from a frozen owner
  taken_at timestamptz
);
INSERT INTO floor (id) VALUES ('main');

-- The journal: what the engine decided, in order, without gaps.
CREATE TABLE fact (
  floor   text        NOT NULL REFERENCES floor,
  seq     bigint      NOT NULL,
  epoch   bigint      NOT NULL,
  at      timestamptz NOT NULL,
  kind    text        NOT NULL,
  contact uuid,
  agent   text,
  body    jsonb       NOT NULL,
  PRIMARY KEY (floor, seq)
);
CREATE INDEX fact_by_contact ON fact (contact, seq) WHERE contact IS NOT NULL;
CREATE INDEX fact_by_time ON fact (at);

-- A rebuild reads the newest snapshot and the facts after it.
CREATE TABLE floor_snapshot (
  floor    text        NOT NULL REFERENCES floor,
  seq      bigint      NOT NULL,
  taken_at timestamptz NOT NULL,
  body     jsonb       NOT NULL,
  PRIMARY KEY (floor, seq)
);

-- The floor document as rows, for joins; written with the fact that changed it.
CREATE TABLE department (
  id   text PRIMARY KEY,
  name text NOT NULL
);
CREATE TABLE skill (
  id   text PRIMARY KEY,
  name text NOT NULL
);
CREATE TABLE queue (
  id         text PRIMARY KEY,
  name       text    NOT NULL,
  department text    NOT NULL REFERENCES department,
  channel    text    NOT NULL,
  active     boolean NOT NULL,
  body       jsonb   NOT NULL
);
CREATE TABLE agent (
  id         text PRIMARY KEY,
  name       text    NOT NULL,
  department text    NOT NULL REFERENCES department,
  address    text    NOT NULL,
  active     boolean NOT NULL,
  body       jsonb   NOT NULL
);
CREATE TABLE reason (
  id   text PRIMARY KEY,
  name text  NOT NULL,
  body jsonb NOT NULL
);
CREATE TABLE segment (
  id   text PRIMARY KEY,
  name text  NOT NULL,
  body jsonb NOT NULL
);
CREATE TABLE outcome_kind (
  id       text PRIMARY KEY,
  name     text    NOT NULL,
  resolves boolean NOT NULL
);
CREATE TABLE remedy_kind (
  id              text PRIMARY KEY,
  name            text NOT NULL,
  exclusion_group text NOT NULL
);
CREATE TABLE called_number (
  number text PRIMARY KEY,
  queue  text NOT NULL REFERENCES queue
);

-- One row per contact: its last state. The engine writes it; nobody else does.
CREATE TABLE contact (
  id           uuid PRIMARY KEY,
  floor        text        NOT NULL REFERENCES floor,
  seq          bigint      NOT NULL,          -- of the fact that changed it last
  channel      text        NOT NULL,
  queue        text        NOT NULL REFERENCES queue,
  carrier      text        NOT NULL,
  call         text        NOT NULL,
  customer     uuid,
  state        text        NOT NULL CHECK (state IN
    ('queued', 'offered', 'connecting', 'connected', 'held', 'wrap_up', 'closed')),
  ended        text CHECK (ended IN ('handled', 'abandoned', 'short_abandoned', 'failed')),
  agent        text REFERENCES agent,
  rank         timestamptz NOT NULL,          -- arrived less head start: who comes first
  arrived_at   timestamptz NOT NULL,
  connected_at timestamptz,
  wrap_up_at   timestamptz,
  closed_at    timestamptz,
  offers       integer     NOT NULL,
  outcome      text,
  CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CHECK ((state = 'closed') = (ended IS NOT NULL)),
  CHECK (state NOT IN ('connecting', 'connected', 'held', 'wrap_up') OR agent IS NOT NULL)
);
CREATE UNIQUE INDEX one_contact_per_call ON contact (carrier, call);
CREATE UNIQUE INDEX one_live_call_per_agent ON contact (agent)
  WHERE channel = 'call' AND state IN ('connecting', 'connected', 'held', 'wrap_up');
CREATE INDEX contact_open ON contact (state) WHERE state <> 'closed';
CREATE INDEX contact_by_customer ON contact (customer, arrived_at DESC);
CREATE INDEX contact_by_arrival ON contact (arrived_at);

CREATE TABLE offer (
  contact    uuid        NOT NULL REFERENCES contact,
  attempt    integer     NOT NULL,
  agent      text        NOT NULL REFERENCES agent,
  channel    text        NOT NULL,
  state      text        NOT NULL CHECK (state IN ('pending', 'accepted', 'declined', 'expired', 'withdrawn')),
  why        text,
  choice     jsonb       NOT NULL,
  offered_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  closed_at  timestamptz,
  PRIMARY KEY (contact, attempt)
);
CREATE UNIQUE INDEX one_open_offer_per_contact ON offer (contact) WHERE state = 'pending';
CREATE UNIQUE INDEX one_pending_call_offer_per_agent ON offer (agent) WHERE state = 'pending' AND channel = 'call';
CREATE INDEX offer_by_agent ON offer (agent, offered_at);

-- What must be told to others, at least once, in order per subject.
CREATE TABLE outbox (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key          text        NOT NULL UNIQUE,   -- the receiver tells a repeat by it
  destination  text        NOT NULL,          -- who delivers it: carrier:native, desk, ...
  subject      text        NOT NULL,          -- rows of one subject are delivered one after the other
  kind         text        NOT NULL,
  body         jsonb       NOT NULL,
  created_at   timestamptz NOT NULL,
  attempts     integer     NOT NULL DEFAULT 0,
  next_at      timestamptz NOT NULL,
  last_error   text,
  delivered_at timestamptz,
  given_up_at  timestamptz
);
CREATE INDEX outbox_open ON outbox (id) WHERE delivered_at IS NULL AND given_up_at IS NULL;

-- Every event that came in, and the first answer it got: a repeat gets that answer again.
CREATE TABLE hook_event (
  source      text        NOT NULL,           -- native, twilio, desk:<agent>
  event       text        NOT NULL,           -- the sender's id of it
  received_at timestamptz NOT NULL,
  body        jsonb       NOT NULL,
  answer      jsonb       NOT NULL,
  PRIMARY KEY (source, event)
);
CREATE INDEX hook_event_by_time ON hook_event (received_at);

-- What a person should look at: an unknown number of ours, a late "delivered", ...
CREATE TABLE alert (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL,
  kind    text        NOT NULL,
  subject text        NOT NULL,
  body    jsonb       NOT NULL
);
