-- What a port carries, and what its ends are set to.

CREATE TABLE flow (
	node		TEXT NOT NULL,
	name		TEXT NOT NULL,
	direction	TEXT NOT NULL CHECK (direction IN ('in', 'out')),
	usual		INTEGER NOT NULL,	-- octets a second
	rate		INTEGER NOT NULL,
	last_us		INTEGER NOT NULL,	-- newest reading
	since_us	INTEGER NOT NULL,	-- last one before it was quiet
	longest_us	INTEGER NOT NULL,	-- that it was quiet
	longest_at_us	INTEGER NOT NULL,
	row		INTEGER NOT NULL,	-- readings with traffic
	quiet		INTEGER NOT NULL,	-- readings without, behind it
	PRIMARY KEY (node, name, direction)
) STRICT, WITHOUT ROWID;

ALTER TABLE gauge ADD COLUMN mtu INTEGER NOT NULL DEFAULT 0;
ALTER TABLE gauge ADD COLUMN duplex INTEGER NOT NULL DEFAULT 0;
ALTER TABLE held ADD COLUMN mtu INTEGER;
ALTER TABLE held ADD COLUMN duplex INTEGER;
