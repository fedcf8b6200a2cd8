-- What a person noted of a customer: the language to speak with them (BCP 47), and the time zone in which they live.
ALTER TABLE customer ADD COLUMN language text, ADD COLUMN time_zone text;

-- For whom a case waits, for the customer's history.
CREATE OR REPLACE VIEW history_case AS
  SELECT id, number, customer, kind, subject, state, department, opened_at, touched_at, resolved_at, entries, repeats, waiting_on
    FROM case_file;
