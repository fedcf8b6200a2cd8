-- How far each mailbox has been read, and whether it can be read and sent from.
CREATE TABLE mailbox (
  address      text PRIMARY KEY,
  uid_validity bigint,                    -- the server's mark of its numbering of mails (RFC 3501, 2.3.1.1)
  last_uid     bigint NOT NULL DEFAULT 0, -- all mails up to this one are stored
  state        text NOT NULL CHECK (state IN ('connected', 'away', 'refused')),
  why          text,
  since        timestamptz NOT NULL,
  read_at      timestamptz                -- when the last mail was stored
);
