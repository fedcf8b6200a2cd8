-- The request that opened a case by hand: a repeat of it opens no second one. Empty for the case of a contact.
ALTER TABLE case_file ADD COLUMN request_key text;
CREATE UNIQUE INDEX case_file_by_request ON case_file (request_key);
