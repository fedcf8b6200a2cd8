CREATE TABLE account (
  name          text PRIMARY KEY,
  password_hash text        NOT NULL,                -- argon2id, encoded with its parameters
  role          text        NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
  agent         text,                                -- which agent of the floor they are, if any
  active        boolean     NOT NULL DEFAULT true,
  created_at    timestamptz NOT NULL
);

-- Sessions of browsers and tokens of programs: only a hash of the secret is kept.
CREATE TABLE credential (
  hash       bytea PRIMARY KEY,                      -- SHA-256 of the secret
  kind       text        NOT NULL CHECK (kind IN ('session', 'token')),
  account    text        NOT NULL REFERENCES account,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX credential_by_account ON credential (account);

CREATE TABLE audit (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamptz NOT NULL,
  account text,
  act     text        NOT NULL,
  subject text        NOT NULL,
  body    jsonb       NOT NULL
);
