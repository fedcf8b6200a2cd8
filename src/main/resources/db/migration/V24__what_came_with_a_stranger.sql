-- The stranger with whom something came to its customer: it goes on with the stranger when the customer turns out to be
-- the wrong one. NULL where the customer has it from elsewhere.
ALTER TABLE contact_point ADD COLUMN came_with uuid REFERENCES customer;
ALTER TABLE contact_origin ADD COLUMN came_with uuid REFERENCES customer;
ALTER TABLE customer_order ADD COLUMN came_with uuid REFERENCES customer;
ALTER TABLE case_file ADD COLUMN came_with uuid REFERENCES customer;

-- Who was joined last on the way to joined_into. Strangers who were joined into one another stay together.
ALTER TABLE customer ADD COLUMN joined_with uuid REFERENCES customer;
UPDATE customer SET joined_with = id WHERE joined_into IS NOT NULL;

-- What the cases room may see of origins: which contacts came with which stranger.
CREATE VIEW contact_stranger AS
  SELECT o.contact, coalesce(o.came_with, c.joined_with) AS stranger, o.at
    FROM contact_origin o JOIN customer c ON c.id = o.customer;
