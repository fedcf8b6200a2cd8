-- A table is written and read by the room that owns it. Other rooms read it through a view that is named for the reader:
-- cases_..., history_... (the customers' history), report_..., desk_...
CREATE VIEW cases_agent AS SELECT id, name, department FROM agent;
CREATE VIEW cases_department AS SELECT id, name FROM department;
CREATE VIEW cases_queue AS SELECT id, name, department FROM queue;
ALTER VIEW remedy_line RENAME TO cases_order_line;
ALTER VIEW contact_stranger RENAME TO cases_stranger;

CREATE VIEW desk_node AS SELECT id, seen_at FROM node;
CREATE VIEW desk_floor AS SELECT id, epoch FROM floor;

CREATE VIEW desk_alert AS SELECT at, kind, subject FROM alert;
CREATE FUNCTION alert_raised(at timestamptz, kind text, subject text, body jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO alert (at, kind, subject, body) VALUES ($1, $2, $3, $4)
$$;
