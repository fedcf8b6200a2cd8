-- A draft is kept as the text that the page sent. As jsonb a number such as 1e131071 was short when it was stored and
-- 131,072 characters long when it was read: a draft of 14 KB became 118 MB.
-- The previous version reads and writes `body`. Until it is gone, a trigger keeps both columns in step: what it writes to one
-- is put into the other. It leaves out of `body` what jsonb would blow up. A later migration drops `body` and the trigger.
DELETE FROM draft WHERE octet_length(body::text) > 65536;
ALTER TABLE draft ADD COLUMN said text;
UPDATE draft SET said = body::text;

CREATE FUNCTION draft_in_both_forms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.said IS NULL OR TG_OP = 'UPDATE' AND NEW.said IS NOT DISTINCT FROM OLD.said
      AND NEW.body IS DISTINCT FROM OLD.body THEN
    NEW.said := NEW.body::text;
    IF octet_length(NEW.said) > 65536 THEN
      RAISE EXCEPTION 'a draft of this length cannot be kept' USING ERRCODE = 'program_limit_exceeded';
    END IF;
  ELSE
    NEW.body := CASE WHEN NEW.said ~ '[0-9][eE][+-]?[0-9]' THEN '{}' ELSE NEW.said::jsonb END;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER draft_in_both_forms BEFORE INSERT OR UPDATE ON draft
  FOR EACH ROW EXECUTE FUNCTION draft_in_both_forms();

ALTER TABLE draft
  ALTER COLUMN said SET NOT NULL,
  ADD CHECK (octet_length(said) <= 65536),
  ALTER COLUMN body SET DEFAULT '{}';
