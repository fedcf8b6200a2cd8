-- A remedy stands on a line of the goods it was given for, under their article of today or under a former one. Older
-- remedies name no goods: these were not kept then.
SELECT r.id::text AS subject,
       'given for ' || r.article || ' and stands on a line of ' || l.article AS finding
  FROM remedy r JOIN order_line l ON l.id = r.order_line
 WHERE r.article <> l.article AND r.article <> ALL (l.former_articles)
UNION ALL
SELECT g.remedy::text, 'its guard stands on another ' || g.object_type
  FROM remedy_guard g JOIN remedy r ON r.id = g.remedy
 WHERE g.object_id <> COALESCE(r.order_line, r.case_id)
UNION ALL
SELECT r.id::text, 'given for an order line that does not exist'
  FROM remedy r LEFT JOIN order_line l ON l.id = r.order_line
 WHERE r.order_line IS NOT NULL AND l.id IS NULL
