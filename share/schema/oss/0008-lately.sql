-- What was of late, of the conditions that were not well: why they went, what
-- their alarms rest on, and the causes of what came back. A pass that knows it
-- judges as if it had seen the ones before. The octets are explained in
-- lib/oss/lately.h.

CREATE TABLE lately (
	one		INTEGER PRIMARY KEY CHECK (one = 1),
	octets		BLOB NOT NULL
) STRICT;
INSERT INTO lately (one, octets) VALUES (1, x'');
