-- Entries are numbered 1, 2, 3 ... in order. Up to the projector's cursor, every arrival, hand-over, identification and end
-- of a contact has its entry; earlier versions wrote one for every fact. A case is in the state that its last entry about its
-- state says.
SELECT c.id::text AS subject,
       'entries ' || c.entries || ', counted ' || count(e.*) || ', last ' || COALESCE(max(e.number), 0) AS finding
  FROM case_file c LEFT JOIN timeline_entry e ON e.case_id = c.id
 GROUP BY c.id
HAVING c.entries <> count(e.*) OR c.entries <> COALESCE(max(e.number), 0)
UNION ALL
SELECT f.contact::text, 'fact ' || f.seq || ' ' || f.kind || ' has no entry'
  FROM fact f
  JOIN projector_cursor p ON p.projector = 'timeline' AND p.floor = f.floor AND f.seq <= p.seq
 WHERE f.contact IS NOT NULL
   AND (f.kind IN ('queued', 'identified', 'abandoned', 'finished') OR (f.kind = 'moved' AND f.body ? 'hand_over'))
   AND NOT EXISTS (SELECT FROM timeline_entry e WHERE e.source = 'fact:' || f.floor || ':' || f.seq)
   AND NOT (f.kind IN ('abandoned', 'finished')
            AND EXISTS (SELECT FROM timeline_entry e
                         WHERE e.source IN ('ended:' || f.contact, 'outcome:' || f.contact)))
UNION ALL
SELECT o.case_id::text, 'entry ' || o.number || ' is of fact ' || o.seq || ', the one before it of fact ' || o.before
  FROM (SELECT e.case_id, e.number, split_part(e.source, ':', 3)::bigint AS seq,
               lag(split_part(e.source, ':', 3)::bigint)
                 OVER (PARTITION BY e.case_id, split_part(e.source, ':', 2) ORDER BY e.number) AS before
          FROM timeline_entry e
         WHERE e.source LIKE 'fact:%') o
 WHERE o.before >= o.seq
UNION ALL
SELECT c.id::text, 'is ' || c.state || ', its timeline says ' || COALESCE(last.state, 'open')
  FROM case_file c
  LEFT JOIN (SELECT DISTINCT ON (case_id) case_id, body ->> 'state' AS state
               FROM timeline_entry
              WHERE kind = 'state'
              ORDER BY case_id, number DESC) last ON last.case_id = c.id
 WHERE c.state <> COALESCE(last.state, 'open')
