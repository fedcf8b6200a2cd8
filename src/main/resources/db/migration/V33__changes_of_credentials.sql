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
  UPDATE credential_changes SET count = count + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER credential_ended AFTER UPDATE OR DELETE ON credential
  FOR EACH STATEMENT EXECUTE FUNCTION count_credential_change();
CREATE TRIGGER account_changed AFTER UPDATE OR DELETE ON account
  FOR EACH STATEMENT EXECUTE FUNCTION count_credential_change();
