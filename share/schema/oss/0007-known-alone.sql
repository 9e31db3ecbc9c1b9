-- What these held is in the table known.

DROP TABLE object;
DROP TABLE condition;
DROP TABLE gauge;
DROP TABLE flow;
DROP TABLE baseline;
