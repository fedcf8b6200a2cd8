-- The last message of a contact when its customer left. What they write afterwards waits for an answer. Times do not tell: the
-- clocks of two nodes differ.
ALTER TABLE conversation_contact ADD COLUMN left_number integer;
