-- Counts every change that may end what a credential lets in. A node remembers whom a credential belongs to, and looks
-- once a second whether this number is still the one it knows: news between nodes may get lost. The trigger counts, so no
-- statement that ends a credential can forget to.
CREATE TABLE credential_changes (
  one   boolean PRIMARY KEY DEFAULT true CHECK (one),
  count bigint NOT NULL
);
INSERT INTO credential_changes (count) VALUES (0);

CREATE FUNCTION count_credential_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- a log-in that finds no old session to remove must not wait for another one's transaction
  IF EXISTS (SELECT FROM before) THEN
    UPDATE credential_changes SET count = count + 1;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER credential_changed AFTER UPDATE ON credential
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_credential_change();
CREATE TRIGGER credential_ended AFTER DELETE ON credential
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_credential_change();
CREATE TRIGGER account_changed AFTER UPDATE ON account
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_credential_change();
CREATE TRIGGER account_ended AFTER DELETE ON account
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION count_credential_change();
