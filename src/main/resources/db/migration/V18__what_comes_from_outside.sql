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

-- Who gave a remedy or wrote an entry, where it was no agent of the floor: the account.
ALTER TABLE remedy ADD COLUMN recorded_by text;
ALTER TABLE timeline_entry ADD COLUMN recorded_by text;
CREATE OR REPLACE VIEW history_entry AS
  SELECT c.customer, c.number AS case_number, e.case_id, e.number, e.at, e.kind, e.department, e.agent, e.contact, e.body,
         e.recorded_by
    FROM timeline_entry e JOIN case_file c ON c.id = e.case_id;
CREATE OR REPLACE VIEW history_remedy AS
  SELECT r.id, r.customer, r.case_id, r.order_line, r.units, r.kind, k.name AS kind_name, r.exclusion_group,
         r.generation, r.state, r.amount_minor, r.currency, r.reason, r.agent, a.name AS agent_name,
         r.department, d.name AS department_name, r.given_at, r.changed_at, r.repeats, r.contact, r.recorded_by
    FROM remedy r
    JOIN remedy_kind k ON k.id = r.kind
    LEFT JOIN agent a ON a.id = r.agent
    LEFT JOIN department d ON d.id = r.department;
