-- A line of an order is known by the shop's id of it, or by its article, price and count; its position only says where
-- it stands. A line on which a remedy hangs stays when the shop leaves it out, and is gone until it comes back.
ALTER TABLE order_line
  DROP CONSTRAINT order_line_order_id_position_key,
  ADD COLUMN shop_line text,                                  -- the shop's own id of it
  ADD COLUMN paid_minor bigint CHECK (paid_minor >= 0),       -- for the whole line; NULL: nobody said
  ADD COLUMN gone_at timestamptz,                             -- since when the order is sent without it
  ADD COLUMN former_articles text[] NOT NULL DEFAULT '{}',    -- what the same goods were called before
  ADD CONSTRAINT order_line_has_its_own_shop_line UNIQUE (order_id, shop_line);
CREATE INDEX order_line_by_order ON order_line (order_id);

ALTER TABLE customer_order ADD COLUMN paid_minor bigint CHECK (paid_minor >= 0);   -- NULL: nobody said

-- What was paid for a line: what the shop says, else its price. A cancelled order is unpaid until somebody says otherwise.
CREATE FUNCTION line_paid(said bigint, price_minor bigint, quantity integer, order_state text, order_said bigint)
RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN coalesce(said, CASE WHEN order_state = 'cancelled' AND order_said IS NULL THEN 0 ELSE price_minor * quantity END);

-- What was paid for an order: what the shop says, else the sum of its lines; lines that are gone do not count.
CREATE FUNCTION order_paid(of_order uuid, order_state text, said bigint)
RETURNS bigint LANGUAGE sql STABLE
RETURN coalesce(said, (SELECT coalesce(sum(line_paid(l.paid_minor, l.price_minor, l.quantity, order_state, said)), 0)::bigint
                         FROM order_line l
                        WHERE l.order_id = of_order AND l.gone_at IS NULL));

-- What the cases room may see of orders: whose line it is, what it is, what it cost and what was paid.
CREATE OR REPLACE VIEW remedy_line AS
  SELECT l.id, o.customer, l.quantity, l.price_minor, o.currency,
         o.id AS order_id, o.number AS order_number, o.state AS order_state, l.article, l.title,
         line_paid(l.paid_minor, l.price_minor, l.quantity, o.state, o.paid_minor) AS paid_minor,
         order_paid(o.id, o.state, o.paid_minor) AS order_paid_minor,
         l.gone_at IS NOT NULL AS gone
    FROM order_line l JOIN customer_order o ON o.id = l.order_id;
