-- An agent's unsent answer is a draft too. A draft has a version: a tab that saves says which version it has changed, so that
-- two tabs of one agent never overwrite each other unseen. A version is never used twice, also when a draft was deleted.
CREATE SEQUENCE draft_version;
ALTER TABLE draft
  DROP CONSTRAINT draft_kind_check,
  ADD CONSTRAINT draft_kind_check CHECK (kind IN ('note', 'finish', 'remedy', 'reply')),
  ADD COLUMN version bigint NOT NULL DEFAULT nextval('draft_version');

-- Texts that agents insert into answers: personal ones of an account, and those of a department.
CREATE TABLE canned_reply (
  id         uuid PRIMARY KEY,
  account    text,                                    -- whose personal reply it is
  department text REFERENCES department,              -- or whose reply of the team
  shortcut   text NOT NULL,                           -- what is typed after the slash
  text       text NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL,
  CHECK ((account IS NULL) <> (department IS NULL))
);
CREATE UNIQUE INDEX canned_reply_of_account ON canned_reply (account, shortcut) WHERE account IS NOT NULL;
CREATE UNIQUE INDEX canned_reply_of_department ON canned_reply (department, shortcut) WHERE department IS NOT NULL;
