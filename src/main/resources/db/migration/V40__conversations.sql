-- What one customer and the firm say to each other on one channel in writing: a chat, an email thread, an SMS or messenger
-- thread. It outlives its contacts, each of which is one turn of work on it.
CREATE TABLE conversation (
  id            uuid PRIMARY KEY,
  channel       text NOT NULL CHECK (channel IN ('chat', 'message', 'email')),
  carrier       text NOT NULL,
  entrance      text NOT NULL,                       -- our side: a site, a mailbox, a messenger account
  thread        text,                                -- the carrier's own name of it; null: found by its messages
  correspondent jsonb NOT NULL,                      -- the customer's side, as an answer needs it
  customer      uuid NOT NULL,
  subject       text NOT NULL,
  created_at    timestamptz NOT NULL,
  messages      integer NOT NULL DEFAULT 0,          -- the number of the last message
  agent_read    integer NOT NULL DEFAULT 0,          -- up to which message the firm has read
  customer_read integer NOT NULL DEFAULT 0,          -- up to which message the customer has read
  turns         integer NOT NULL DEFAULT 0,          -- how many contacts it has had
  contact       uuid,                                -- the open contact
  last_agent    text                                 -- the agent of the last contact that ended
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX conversation_by_thread ON conversation (carrier, entrance, md5(thread)) WHERE thread IS NOT NULL;
CREATE INDEX conversation_by_customer ON conversation (customer, created_at);

CREATE TABLE conversation_contact (
  contact      uuid PRIMARY KEY,
  conversation uuid NOT NULL REFERENCES conversation,
  turn         integer NOT NULL,
  queue        text NOT NULL,                        -- the queue in which it arrived
  opened_at    timestamptz NOT NULL,
  first_number integer NOT NULL,                     -- its first message
  read_to      integer,                              -- its last message when its outcome was recorded
  last_number  integer,                              -- its last message
  ended_at     timestamptz,
  UNIQUE (conversation, turn)
);

CREATE TABLE message (
  conversation uuid NOT NULL REFERENCES conversation,
  number       integer NOT NULL CHECK (number > 0),  -- without gaps
  at           timestamptz NOT NULL,
  direction    text NOT NULL CHECK (direction IN ('in', 'out')),
  author       text NOT NULL CHECK (author IN ('customer', 'agent', 'responder', 'flow')),
  agent        text,
  contact      uuid,
  source       text NOT NULL,                        -- unique: a repeat is recognized by it
  reference    text,                                 -- the carrier's name of it: Message-ID, MessageSid, ...
  text         text NOT NULL,
  html         text,                                 -- sanitised
  details      jsonb NOT NULL,                       -- what only its channel knows: addresses, subject, notes, ...
  delivery     text NOT NULL CHECK (delivery IN ('received', 'queued', 'sent', 'failed', 'delivered', 'read')),
  delivery_why text,
  delivered_at timestamptz NOT NULL,
  tries        integer NOT NULL DEFAULT 0,           -- how often a person has sent it again
  PRIMARY KEY (conversation, number)
);
CREATE UNIQUE INDEX message_by_source ON message (source);
CREATE INDEX message_by_reference ON message (reference) WHERE reference IS NOT NULL;

-- A file's content is stored once. It is written in pieces while it comes in, and has no digest until it is whole.
CREATE TABLE upload (
  id         uuid PRIMARY KEY,
  owner      text NOT NULL,                          -- the account or conversation that may attach it
  name       text NOT NULL,
  started_at timestamptz NOT NULL,
  type       text,                                   -- as its content shows
  size       bigint,
  sha256     bytea
);
CREATE INDEX upload_unfinished ON upload (started_at) WHERE sha256 IS NULL;

CREATE TABLE blob (
  sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
  size   bigint NOT NULL,
  upload uuid NOT NULL                               -- whose pieces are the content
);

CREATE TABLE blob_piece (
  upload  uuid NOT NULL,
  number  integer NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (upload, number)
);
ALTER TABLE blob_piece ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE attachment (
  conversation uuid NOT NULL,
  number       integer NOT NULL,                     -- of the message
  place        integer NOT NULL,
  name         text NOT NULL,
  type         text NOT NULL,
  size         bigint NOT NULL,
  content_id   text,                                 -- the name by which the HTML of the message shows it
  sha256       bytea NOT NULL REFERENCES blob,
  PRIMARY KEY (conversation, number, place),
  FOREIGN KEY (conversation, number) REFERENCES message
);
CREATE INDEX attachment_by_content ON attachment (sha256);
