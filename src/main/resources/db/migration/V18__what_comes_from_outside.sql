-- Times from outside lie within what is taken now: one of the year 0 made its customer unreadable.
UPDATE customer_order
   SET placed_at = least(greatest(placed_at, '1900-01-01T00:00:00Z'), '2099-12-31T23:59:59Z')
 WHERE placed_at < '1900-01-01T00:00:00Z' OR placed_at >= '2100-01-01T00:00:00Z';
ALTER TABLE customer_order ADD CONSTRAINT customer_order_placed_within_reason
  CHECK (placed_at >= '1900-01-01T00:00:00Z' AND placed_at < '2100-01-01T00:00:00Z');
