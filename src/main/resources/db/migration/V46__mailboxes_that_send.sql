-- Whether each mailbox can be sent from: beside whether it can be read, because the two servers differ, and every node sends.
CREATE TABLE mailbox_sending (
  address text PRIMARY KEY,
  state   text NOT NULL CHECK (state IN ('connected', 'away', 'refused')),
  why     text,
  since   timestamptz NOT NULL
);
