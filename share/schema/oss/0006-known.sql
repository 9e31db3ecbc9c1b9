-- What is known of each node and all that is in it: health, counters, flows,
-- usual times. It changes with each pass, and a row a node costs a
-- twentieth of several a port. The octets are explained in lib/oss/known.h.
-- ossctl-diag puts into it what the tables object, condition, gauge, flow and
-- baseline held; the next file drops them.

CREATE TABLE known (
	node_id		INTEGER PRIMARY KEY,
	node		TEXT NOT NULL UNIQUE,
	octets		BLOB NOT NULL
) STRICT;
