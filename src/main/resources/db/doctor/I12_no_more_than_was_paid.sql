-- The sum of live amounts on a line, and on an order, is at most what was paid for it when the newest amount was given.
-- Prices and payments change later; an amount that was within them stays right. Older amounts, beside which this was
-- not kept, are compared with what was paid as it is known today.
WITH live AS (
  SELECT r.order_line, l.order_id, l.order_number, r.amount_minor,
         COALESCE(r.line_most_minor, l.paid_minor) AS line_most,
         COALESCE(r.order_most_minor, l.order_paid_minor) AS order_most
    FROM remedy r JOIN cases_order_line l ON l.id = r.order_line
   WHERE r.state IN ('given', 'done') AND r.amount_minor IS NOT NULL)
SELECT order_line::text AS subject,
       'the order line got ' || sum(amount_minor) || ' of at most ' || max(line_most) AS finding
  FROM live GROUP BY order_line HAVING sum(amount_minor) > max(line_most)
UNION ALL
SELECT order_id::text, 'order ' || order_number || ' got ' || sum(amount_minor) || ' of at most ' || max(order_most)
  FROM live GROUP BY order_id, order_number HAVING sum(amount_minor) > max(order_most)
