-- Times from outside lie within what is taken now: one of the year 0 made its customer unreadable.
UPDATE customer_order
   SET placed_at = least(greatest(placed_at, '1900-01-01T00:00:00Z'), '2099-12-31T23:59:59Z')
 WHERE placed_at < '1900-01-01T00:00:00Z' OR placed_at >= '2100-01-01T00:00:00Z';
ALTER TABLE customer_order ADD CONSTRAINT customer_order_placed_within_reason
  CHECK (placed_at >= '1900-01-01T00:00:00Z' AND placed_at < '2100-01-01T00:00:00Z');

-- Email addresses are matched without regard to case, so they are kept in lower case, one of each for a customer.
DELETE FROM contact_point p
 USING contact_point same
 WHERE p.kind = 'email' AND same.kind = 'email' AND same.customer = p.customer
   AND lower(same.value) = lower(p.value) AND same.value > p.value;
UPDATE contact_point SET value = lower(value) WHERE kind = 'email' AND value <> lower(value);
