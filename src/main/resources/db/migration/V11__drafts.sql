-- What an agent has typed about a contact and not yet sent: it survives reloads and restarts, and ends with the contact.
CREATE TABLE draft (
  agent    text        NOT NULL REFERENCES agent,
  contact  uuid        NOT NULL,
  kind     text        NOT NULL CHECK (kind IN ('note', 'finish', 'remedy')),
  body     jsonb       NOT NULL,                 -- the page's own; nobody else reads it
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (agent, contact, kind)
);
CREATE INDEX draft_by_contact ON draft (contact);
CREATE INDEX draft_by_time ON draft (saved_at);
