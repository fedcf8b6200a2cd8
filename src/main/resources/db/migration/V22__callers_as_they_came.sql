-- A carrier's reference of a call may be of any length, and an index entry may not. The id of a contact is made
-- of its carrier and call and is unique itself.
DROP INDEX one_contact_per_call;

ALTER TABLE contact_origin
  ADD COLUMN came_as text,                        -- who calls, as the carrier wrote it; NULL: withheld
  ADD COLUMN unread  jsonb NOT NULL DEFAULT '{}'; -- what a field said that could not be read, by the field's name
