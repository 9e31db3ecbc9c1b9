-- Customers, their billing accounts, and what they subscribe to.
CREATE TABLE t (x INTEGER) STRICT;
