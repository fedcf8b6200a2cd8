-- Who is there: each process says so every second, by the database's own clock.
CREATE TABLE node (
  id         text PRIMARY KEY,
  grid_host  text,                  -- where its grid listens, if it has one
  grid_port  integer,
  started_at timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL
);

-- Every batch of the owner begins with this: a late write of a former owner fails as a whole.
CREATE FUNCTION advance_floor(the_floor text, my_epoch bigint, old_seq bigint, new_seq bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE floor SET seq = new_seq WHERE id = the_floor AND epoch = my_epoch AND seq = old_seq;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'floor % is no longer owned under epoch %', the_floor, my_epoch USING ERRCODE = 'TF001';
  END IF;
END
$$;
