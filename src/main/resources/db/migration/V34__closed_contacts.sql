-- What the customers room may see of contacts: which of them are closed. A contact that is told to have arrived after its
-- end gets no customer.
CREATE VIEW customers_closed_contact AS SELECT id FROM contact WHERE state = 'closed';
