-- Sessions and tokens by an id that is no secret, with what they are for and when and from where they were used last.
ALTER TABLE credential
  ADD COLUMN id      uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN label   text,                           -- what a token is for
  ADD COLUMN seen_at timestamptz,                    -- the last use, about a minute exact
  ADD COLUMN address text,                           -- the client's address at that time
  ADD COLUMN device  text;                           -- what the client called itself
CREATE UNIQUE INDEX credential_by_id ON credential (id);

-- The agents whose accounts let nobody in.
CREATE INDEX account_by_agent ON account (agent) WHERE agent IS NOT NULL;
CREATE INDEX agent_inactive ON agent (id) WHERE NOT active;
CREATE VIEW auth_agent AS SELECT id, active FROM agent;

-- Whose sessions or tokens each change may have ended, so that every node closes their sockets although the news of it got
-- lost, or although the change was made by a command beside the server. Only the newest changes are kept.
CREATE TABLE credential_end (
  number  bigint NOT NULL,                           -- the count of changes after it
  account text   NOT NULL,
  PRIMARY KEY (number, account)
);

CREATE OR REPLACE FUNCTION count_credential_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed text[];
  latest  bigint;
BEGIN
  IF TG_TABLE_NAME = 'account' THEN
    changed := ARRAY(SELECT b.name FROM before b);
  ELSIF TG_OP = 'UPDATE' THEN
    -- a use ends nothing
    changed := ARRAY(SELECT DISTINCT b.account
                       FROM before b
                      WHERE NOT EXISTS (SELECT
                                          FROM after a
                                         WHERE a.hash = b.hash
                                           AND a.account = b.account
                                           AND a.expires_at = b.expires_at));
  ELSE
    changed := ARRAY(SELECT DISTINCT b.account FROM before b);
  END IF;
  -- a log-in that finds no old session to remove must not wait for another one's transaction
  IF cardinality(changed) > 0 THEN
    UPDATE credential_changes SET count = count + 1 RETURNING count INTO latest;
    INSERT INTO credential_end (number, account) SELECT latest, unnest(changed);
    DELETE FROM credential_end WHERE number <= latest - 1000;
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER credential_changed ON credential;
CREATE TRIGGER credential_changed AFTER UPDATE ON credential
  REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION count_credential_change();
