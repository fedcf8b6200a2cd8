-- A contact is held out to one agent at a time, and never while somebody has it.
SELECT contact::text AS subject, count(*) || ' pending offers' AS finding
  FROM offer WHERE state = 'pending' GROUP BY contact HAVING count(*) > 1
UNION ALL
SELECT o.contact::text, 'offered while ' || c.state
  FROM offer o JOIN contact c ON c.id = o.contact
 WHERE o.state = 'pending' AND c.state <> 'offered'
