-- Supervisors see who waits in a queue. The desk reads the names of many contacts at once; it owns none of these tables.
CREATE VIEW desk_customer AS
  SELECT asked.id, c.name, c.provisional
    FROM customer asked
    JOIN customer c ON c.id = coalesce(asked.joined_into, asked.id);

CREATE VIEW desk_contact_origin AS SELECT contact, kind, value, came_as FROM contact_origin;

CREATE VIEW desk_contact_case AS
  SELECT l.contact, c.number, c.kind, c.subject
    FROM case_contact l
    JOIN case_file c ON c.id = l.case_id;
