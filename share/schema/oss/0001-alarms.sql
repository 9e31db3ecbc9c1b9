-- Objects and their health, alarms and their history, links and windows.
--
-- Times are microseconds since the epoch, UTC, of the observations, not of
-- the machine. Missing values are NULL, never ''. Booleans are 0 and 1.

-- What is known of each node and port: the state that the next observation
-- is judged against.
CREATE TABLE object (
	node		TEXT NOT NULL,
	kind		TEXT NOT NULL CHECK (kind IN ('node', 'interface')),
	name		TEXT NOT NULL,
	last_us		INTEGER NOT NULL,	-- newest observation
	bad_us		INTEGER NOT NULL,	-- first of those in a row
	bad		INTEGER NOT NULL,	-- how many in a row are down
	was_up		INTEGER NOT NULL,
	failed		INTEGER NOT NULL,
	PRIMARY KEY (node, kind, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX object_nodes ON object (node) WHERE kind = 'node';

-- One row for each alarm that was ever raised: its state now.
CREATE TABLE alarm (
	alarm_id	TEXT NOT NULL PRIMARY KEY,
	node		TEXT NOT NULL,
	kind		TEXT NOT NULL,
	object		TEXT NOT NULL,
	active		INTEGER NOT NULL,
	raised_us	INTEGER NOT NULL,
	changed_us	INTEGER NOT NULL,	-- last transition
	probable_cause	TEXT NOT NULL,
	root		INTEGER NOT NULL,
	root_alarm_id	TEXT,
	planned		INTEGER NOT NULL,
	acked_us	INTEGER,		-- since it was raised
	acked_by	TEXT,
	ack_why		TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX alarm_active ON alarm (alarm_id) WHERE active = 1;

-- Every transition, as the alarm and evidence records say it. seq is the
-- order in which they are told.
CREATE TABLE transition (
	seq		INTEGER PRIMARY KEY AUTOINCREMENT,
	alarm_id	TEXT NOT NULL,
	ts_us		INTEGER NOT NULL,
	state		TEXT NOT NULL
			    CHECK (state IN ('raised', 'changed', 'cleared')),
	node		TEXT NOT NULL,
	object		TEXT NOT NULL,
	alarm_type	TEXT NOT NULL,
	probable_cause	TEXT NOT NULL,
	severity	TEXT NOT NULL,
	root		INTEGER NOT NULL,
	root_alarm_id	TEXT,
	planned		INTEGER NOT NULL,
	ref		TEXT,			-- evidence
	text		TEXT
) STRICT;

CREATE INDEX transition_alarm ON transition (alarm_id, seq);
CREATE INDEX transition_ts ON transition (ts_us);

CREATE TRIGGER transition_no_update BEFORE UPDATE ON transition
BEGIN
	SELECT RAISE(ABORT, 'the history of alarms is append-only');
END;

CREATE TRIGGER transition_no_delete BEFORE DELETE ON transition
BEGIN
	SELECT RAISE(ABORT, 'the history of alarms is append-only');
END;

-- The links of the last run that brought any.
CREATE TABLE link (
	a_node		TEXT NOT NULL,
	a_port		TEXT,
	b_node		TEXT NOT NULL,
	b_port		TEXT
) STRICT;

CREATE TABLE maintenance_window (
	window		TEXT NOT NULL PRIMARY KEY,
	from_us		INTEGER NOT NULL,
	to_us		INTEGER NOT NULL,
	node		TEXT,
	object		TEXT
) STRICT, WITHOUT ROWID;

-- One row. told_seq: the last transition that a run has handed on and seen
-- through to the end of its output.
CREATE TABLE progress (
	one		INTEGER PRIMARY KEY CHECK (one = 1),
	settled_us	INTEGER,
	heartbeat_us	INTEGER,
	told_seq	INTEGER NOT NULL
) STRICT;

INSERT INTO progress (one, told_seq) VALUES (1, 0);
