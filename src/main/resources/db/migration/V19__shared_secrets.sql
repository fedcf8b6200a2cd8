-- What all nodes of an installation know and nobody else may: made once, read at every start.
CREATE TABLE shared_secret (
  name  text PRIMARY KEY,
  value text NOT NULL
);

-- The name of their grid: who does not know it is not let in.
INSERT INTO shared_secret (name, value) VALUES ('grid', 'tandem-' || gen_random_uuid());
