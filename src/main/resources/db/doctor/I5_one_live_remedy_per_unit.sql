-- At most one live remedy per unit of an order line (or case) and exclusion group; the guard names it. Within a group, a
-- case has no live remedy while one of its items has one.
-- What was paid on a unit (or on a case without one) stays within what it might get when it was given.
-- A remedy that was given again stands aside for a live repeat, and stands in its place when no repeat is live any more.
WITH RECURSIVE repeated (id, by) AS (
  SELECT repeats, id FROM remedy WHERE repeats IS NOT NULL
  UNION ALL
  SELECT r.repeats, p.by FROM repeated p JOIN remedy r ON r.id = p.id WHERE r.repeats IS NOT NULL),
live AS (
  SELECT r.id, CASE WHEN r.order_line IS NULL THEN 'case' ELSE 'order_line' END AS object_type,
         COALESCE(r.order_line, r.case_id) AS object_id, unit, r.exclusion_group
    FROM remedy r CROSS JOIN LATERAL unnest(r.units) AS unit
   WHERE r.state IN ('given', 'done')
     AND NOT EXISTS (SELECT 1 FROM repeated p JOIN remedy later ON later.id = p.by
                      WHERE p.id = r.id AND later.state IN ('given', 'done'))),
paid AS (
  SELECT COALESCE(r.order_line, r.case_id) AS object_id, u.unit, r.currency, r.most_minor,
         r.amount_minor / cardinality(r.units)
           + CASE WHEN u.place <= r.amount_minor % cardinality(r.units) THEN 1 ELSE 0 END AS share
    FROM remedy r CROSS JOIN LATERAL unnest(r.units) WITH ORDINALITY AS u (unit, place)
   WHERE r.state IN ('given', 'done') AND r.amount_minor IS NOT NULL)
SELECT object_id::text AS subject, count(*) || ' live remedies for unit ' || unit AS finding
  FROM live GROUP BY object_type, object_id, unit, exclusion_group HAVING count(*) > 1
UNION ALL
SELECT c.id::text, 'live for the case beside ' || i.id || ' for an item of it'
  FROM live c JOIN remedy ON remedy.id = c.id
  JOIN (SELECT DISTINCT l.id, r.case_id, l.exclusion_group
          FROM live l JOIN remedy r ON r.id = l.id WHERE l.object_type = 'order_line') i
    ON i.case_id = remedy.case_id AND i.exclusion_group = c.exclusion_group
 WHERE c.object_type = 'case'
UNION ALL
SELECT l.id::text, 'live without its guard for unit ' || l.unit
  FROM live l LEFT JOIN remedy_guard g
    ON g.object_type = l.object_type AND g.object_id = l.object_id AND g.unit = l.unit
   AND g.exclusion_group = l.exclusion_group AND g.remedy = l.id
 WHERE g.remedy IS NULL
UNION ALL
SELECT g.remedy::text, 'guarded though ' || r.state
  FROM remedy_guard g JOIN remedy r ON r.id = g.remedy
 WHERE r.state NOT IN ('given', 'done')
UNION ALL
SELECT object_id::text, 'unit ' || unit || ' got ' || sum(share) || ' of at most ' || COALESCE(max(most_minor), 0)
  FROM paid GROUP BY object_id, unit
HAVING sum(share) > COALESCE(max(most_minor), 0) OR count(DISTINCT currency) > 1
