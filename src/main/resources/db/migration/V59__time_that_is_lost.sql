-- When the floor could last be written to: with this, a new owner knows how much time was lost. Both times are the
-- database's; only their difference is used. A version that does not know the columns leaves left_at as it is.

ALTER TABLE floor ADD COLUMN written_at timestamptz, -- the last batch of facts
                  ADD COLUMN written_epoch bigint,    -- and the epoch of its owner
                  ADD COLUMN left_at timestamptz;     -- when an owner gave the floor up; NULL while it has one

CREATE OR REPLACE FUNCTION advance_floor(the_floor text, my_epoch bigint, old_seq bigint, new_seq bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE floor SET seq = new_seq, written_at = clock_timestamp(), written_epoch = my_epoch
   WHERE id = the_floor AND epoch = my_epoch AND seq = old_seq;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'floor % is no longer owned under epoch %', the_floor, my_epoch USING ERRCODE = 'TF001';
  END IF;
END
$$;
