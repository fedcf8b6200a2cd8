-- What the policy says of a kind: whether a case may get it without an item of an order, and in which states of an
-- order its items may get it. Kinds from before: money may be given in every state, for what was paid limits it; of
-- the rest, only what was sent can be made good.
ALTER TABLE remedy_kind
  ADD COLUMN without_item boolean NOT NULL DEFAULT false,
  ADD COLUMN order_states text[] NOT NULL DEFAULT '{shipped,delivered,returned}';
UPDATE remedy_kind SET order_states = '{placed,packed,shipped,delivered,returned,cancelled}' WHERE most <> '{}';

ALTER TABLE remedy
  ADD COLUMN article text,                  -- the goods it was given for, as the order had them then
  ADD COLUMN title text,
  ADD COLUMN price_minor bigint,
  ADD COLUMN line_most_minor bigint,        -- what was paid for the line and for the order when the amount was given
  ADD COLUMN order_most_minor bigint,
  ADD COLUMN tracking text;                 -- of its own parcel, not of the order's

CREATE OR REPLACE VIEW history_remedy AS
  SELECT r.id, r.customer, r.case_id, r.order_line, r.units, r.kind, k.name AS kind_name, r.exclusion_group,
         r.generation, r.state, r.amount_minor, r.currency, r.reason, r.agent, a.name AS agent_name,
         r.department, d.name AS department_name, r.given_at, r.changed_at, r.repeats, r.contact, r.recorded_by,
         r.article, r.title, r.tracking
    FROM remedy r
    JOIN remedy_kind k ON k.id = r.kind
    LEFT JOIN agent a ON a.id = r.agent
    LEFT JOIN department d ON d.id = r.department;
