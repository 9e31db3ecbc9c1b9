-- The tax that a line was charged with, where a treatment of the account made
-- it another one than that of its price: what is given back is given back with
-- the same.

ALTER TABLE charged ADD COLUMN taxed_as TEXT;
