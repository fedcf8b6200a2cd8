-- Which agents have a screen at which node. An agent is there while one of these nodes is alive.
CREATE TABLE attendance (
  node  text NOT NULL REFERENCES node ON DELETE CASCADE,
  agent text NOT NULL,
  PRIMARY KEY (node, agent)
);

CREATE INDEX attendance_by_agent ON attendance (agent);
