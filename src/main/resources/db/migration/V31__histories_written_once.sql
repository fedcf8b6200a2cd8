-- A transaction raises a customer's version once, however often it writes to their history: nobody sees what lies
-- between. The row's xmin says which transaction wrote it last, and everything that writes to a history raises the version.
CREATE OR REPLACE FUNCTION history_changed(changed uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  living uuid := changed;
  next   uuid;
BEGIN
  LOOP
    UPDATE customer SET version = version + 1
     WHERE id = living AND xmin <> pg_current_xact_id()::xid
    RETURNING joined_into INTO next;
    IF NOT FOUND THEN
      SELECT joined_into INTO next FROM customer WHERE id = living;
      IF NOT FOUND THEN
        RETURN NULL;
      END IF;
    END IF;
    IF next IS NULL THEN
      RETURN living;
    END IF;
    living := next;
  END LOOP;
END $$;
