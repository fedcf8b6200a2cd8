-- Where a node hears the others. A node that is alone has no door. The address is good while the node says that it is alive.
ALTER TABLE node ADD COLUMN door_host text, ADD COLUMN door_port integer;
