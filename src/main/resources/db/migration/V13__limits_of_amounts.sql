-- What a case without an order line may get at most by this kind, by currency, in its smallest unit.
ALTER TABLE remedy_kind ADD COLUMN most jsonb NOT NULL DEFAULT '{}';

-- The most that one unit (or the case) could get when the amount was given: the price of the unit, or the kind's
-- limit. It is kept, for prices and limits change, and what was within them must stay so.
ALTER TABLE remedy ADD COLUMN most_minor bigint;
UPDATE remedy r
   SET most_minor = COALESCE((SELECT l.price_minor FROM order_line l WHERE l.id = r.order_line), r.amount_minor)
 WHERE r.amount_minor IS NOT NULL;
ALTER TABLE remedy ADD CONSTRAINT remedy_amount_has_a_limit CHECK ((amount_minor IS NULL) = (most_minor IS NULL));

CREATE INDEX remedy_by_case ON remedy (case_id);
