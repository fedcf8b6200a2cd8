-- A message is leased to the node that wrote it, and later to whoever claims it. The two columns that a retry used say that
-- as well, so that an earlier version can run beside this one. Messages that an earlier version left can be claimed as soon
-- as their pause is over.
COMMENT ON COLUMN outbox.next_at IS 'end of the lease, by the database''s clock: from then on any node may take the message';
COMMENT ON COLUMN outbox.attempts IS 'leases that were given for a try';

-- The messages of one line that are still to be delivered. next_at and attempts are in no index: a lease can be given or
-- ended without touching one. Only what marks a message as delivered or given up removes it from here.
CREATE INDEX outbox_line ON outbox (destination, subject, id) WHERE delivered_at IS NULL AND given_up_at IS NULL;
DROP INDEX outbox_open;
