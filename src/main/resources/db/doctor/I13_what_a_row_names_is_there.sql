-- What rows name is there: the database does not watch over these itself, as nothing deletes what they name.
SELECT f.floor AS subject, 'facts of a floor that is not there' AS finding
  FROM (SELECT DISTINCT floor FROM fact) f
 WHERE NOT EXISTS (SELECT FROM floor p WHERE p.id = f.floor)
UNION ALL
SELECT c.id::text,
       concat_ws(', ', CASE WHEN f.id IS NULL THEN 'floor ' || c.floor END,
                 CASE WHEN q.id IS NULL THEN 'queue ' || c.queue END,
                 CASE WHEN c.agent IS NOT NULL AND a.id IS NULL THEN 'agent ' || c.agent END) || ' of the contact not there'
  FROM contact c
  LEFT JOIN floor f ON f.id = c.floor
  LEFT JOIN queue q ON q.id = c.queue
  LEFT JOIN agent a ON a.id = c.agent
 WHERE f.id IS NULL OR q.id IS NULL OR (c.agent IS NOT NULL AND a.id IS NULL)
UNION ALL
SELECT o.contact::text,
       concat_ws(', ', CASE WHEN c.id IS NULL THEN 'contact' END,
                 CASE WHEN a.id IS NULL THEN 'agent ' || o.agent END) || ' of offer ' || o.attempt || ' not there'
  FROM offer o
  LEFT JOIN contact c ON c.id = o.contact
  LEFT JOIN agent a ON a.id = o.agent
 WHERE c.id IS NULL OR a.id IS NULL
UNION ALL
SELECT o.contact::text, 'customer ' || o.customer || ' of the contact''s origin not there'
  FROM contact_origin o
 WHERE NOT EXISTS (SELECT FROM customer p WHERE p.id = o.customer)
UNION ALL
SELECT l.contact::text, 'case ' || l.case_id || ' of the contact not there'
  FROM case_contact l
 WHERE NOT EXISTS (SELECT FROM case_file p WHERE p.id = l.case_id)
UNION ALL
SELECT c.id::text,
       concat_ws(', ', CASE WHEN p.id IS NULL THEN 'customer ' || c.customer END,
                 CASE WHEN d.id IS NULL THEN 'department ' || c.department END) || ' of the case not there'
  FROM case_file c
  LEFT JOIN customer p ON p.id = c.customer
  LEFT JOIN department d ON d.id = c.department
 WHERE p.id IS NULL OR d.id IS NULL
UNION ALL
SELECT e.case_id::text,
       concat_ws(', ', CASE WHEN c.id IS NULL THEN 'case' END,
                 CASE WHEN e.agent IS NOT NULL AND a.id IS NULL THEN 'agent ' || e.agent END,
                 CASE WHEN e.department IS NOT NULL AND d.id IS NULL THEN 'department ' || e.department END)
         || ' of entry ' || e.number || ' not there'
  FROM timeline_entry e
  LEFT JOIN case_file c ON c.id = e.case_id
  LEFT JOIN agent a ON a.id = e.agent
  LEFT JOIN department d ON d.id = e.department
 WHERE c.id IS NULL OR (e.agent IS NOT NULL AND a.id IS NULL) OR (e.department IS NOT NULL AND d.id IS NULL)
UNION ALL
SELECT o.contact::text,
       concat_ws(', ', CASE WHEN c.id IS NULL THEN 'case ' || o.case_id END,
                 CASE WHEN k.id IS NULL THEN 'kind ' || o.outcome END,
                 CASE WHEN a.id IS NULL THEN 'agent ' || o.agent END) || ' of the contact''s outcome not there'
  FROM contact_outcome o
  LEFT JOIN case_file c ON c.id = o.case_id
  LEFT JOIN outcome_kind k ON k.id = o.outcome
  LEFT JOIN agent a ON a.id = o.agent
 WHERE c.id IS NULL OR k.id IS NULL OR a.id IS NULL
