-- The account that recorded the outcome, where it was not the agent who had the contact.
ALTER TABLE contact_outcome ADD COLUMN recorded_by text;
