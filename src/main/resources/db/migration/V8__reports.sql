-- What reports may see of the journal.
CREATE VIEW report_fact AS
  SELECT floor, seq, at, kind, contact, agent, body FROM fact;

-- A day's count needs every earlier version of the floor document, and there are few.
CREATE INDEX fact_floor_planned ON fact (floor, seq) WHERE kind = 'floor_planned';
