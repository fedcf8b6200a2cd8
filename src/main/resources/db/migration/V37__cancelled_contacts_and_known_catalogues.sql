-- A scheduled contact may be cancelled before it is due.
ALTER TABLE contact
  DROP CONSTRAINT contact_ended_check,
  ADD CONSTRAINT contact_ended_check CHECK (ended IN
    ('handled', 'abandoned', 'short_abandoned', 'failed', 'cancelled'));

-- Counts every change of a catalogue. A node keeps the catalogues in memory, and looks once a second whether this number
-- is still the one it knows: news between nodes may get lost. The triggers count, so no statement can forget to.
CREATE TABLE catalogue_changes (
  one   boolean PRIMARY KEY DEFAULT true CHECK (one),
  count bigint NOT NULL
);
INSERT INTO catalogue_changes (count) VALUES (0);

CREATE FUNCTION count_catalogue_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE catalogue_changes SET count = count + 1;
  RETURN NULL;
END $$;

CREATE TRIGGER segment_changed AFTER INSERT OR UPDATE OR DELETE ON segment
  FOR EACH STATEMENT EXECUTE FUNCTION count_catalogue_change();
CREATE TRIGGER outcome_kind_changed AFTER INSERT OR UPDATE OR DELETE ON outcome_kind
  FOR EACH STATEMENT EXECUTE FUNCTION count_catalogue_change();
CREATE TRIGGER remedy_kind_changed AFTER INSERT OR UPDATE OR DELETE ON remedy_kind
  FOR EACH STATEMENT EXECUTE FUNCTION count_catalogue_change();
