-- Objects of all kinds; several alarms an object: an alarm's identity is its
-- resource (node, object), its type and its qualifier. Hard states come of n
-- of the last m observations, so their history is kept.

CREATE TABLE object_new (
	node		TEXT NOT NULL,
	kind		TEXT NOT NULL,
	name		TEXT NOT NULL,
	last_us		INTEGER NOT NULL,	-- newest observation
	bad_us		INTEGER NOT NULL,	-- first of those in a row
	bad		INTEGER NOT NULL,	-- how many of them are down
	past		INTEGER NOT NULL,	-- bits, newest lowest; 1: down
	past_len	INTEGER NOT NULL,	-- how many of them are known
	was_up		INTEGER NOT NULL,
	down		INTEGER NOT NULL,	-- soft state
	off		INTEGER NOT NULL,
	failed		INTEGER NOT NULL,	-- hard state
	flapping	INTEGER NOT NULL,
	PRIMARY KEY (node, kind, name)
) STRICT, WITHOUT ROWID;

INSERT INTO object_new SELECT node, kind, name, last_us, bad_us, bad,
	iif(bad = 0, 0, (1 << min(bad, 62)) - 1), min(bad, 62), was_up,
	bad > 0, 0, failed, 0 FROM object;

DROP TABLE object;
ALTER TABLE object_new RENAME TO object;
CREATE INDEX object_nodes ON object (node) WHERE kind = 'node';

-- What else may be wrong with an object, where there is more to say of it
-- than that it is well.
CREATE TABLE condition (
	node		TEXT NOT NULL,
	kind		TEXT NOT NULL,
	name		TEXT NOT NULL,
	alarm_type	TEXT NOT NULL,
	qualifier	TEXT NOT NULL,		-- '': none
	last_us		INTEGER NOT NULL,
	bad_us		INTEGER NOT NULL,
	bad		INTEGER NOT NULL,
	past		INTEGER NOT NULL,
	past_len	INTEGER NOT NULL,
	was_up		INTEGER NOT NULL,
	down		INTEGER NOT NULL,
	off		INTEGER NOT NULL,
	failed		INTEGER NOT NULL,
	flapping	INTEGER NOT NULL,
	PRIMARY KEY (node, kind, name, alarm_type, qualifier)
) STRICT, WITHOUT ROWID;

CREATE TABLE alarm_new (
	alarm_id	TEXT NOT NULL PRIMARY KEY,
	node		TEXT NOT NULL,
	kind		TEXT NOT NULL,
	object		TEXT NOT NULL,
	alarm_type	TEXT NOT NULL,
	qualifier	TEXT,
	severity	TEXT NOT NULL,		-- while it is active
	active		INTEGER NOT NULL,
	raised_us	INTEGER NOT NULL,
	changed_us	INTEGER NOT NULL,	-- last transition
	probable_cause	TEXT NOT NULL,
	root		INTEGER NOT NULL,
	root_alarm_id	TEXT,
	confidence_ppm	INTEGER,
	planned		INTEGER NOT NULL,
	acked_us	INTEGER,		-- since it was raised
	acked_by	TEXT,
	ack_why		TEXT
) STRICT, WITHOUT ROWID;

INSERT INTO alarm_new SELECT alarm_id, node, kind, object,
	iif(kind = 'node', 'node-unreachable', 'port-down'), NULL,
	iif(kind = 'node', 'critical', 'major'), active, raised_us,
	changed_us, probable_cause, root, root_alarm_id, NULL, planned,
	acked_us, acked_by, ack_why FROM alarm;

DROP TABLE alarm;
ALTER TABLE alarm_new RENAME TO alarm;
CREATE INDEX alarm_active ON alarm (alarm_id) WHERE active = 1;

ALTER TABLE transition ADD COLUMN kind TEXT;
ALTER TABLE transition ADD COLUMN qualifier TEXT;
ALTER TABLE transition ADD COLUMN confidence_ppm INTEGER;

-- More evidence of a transition than its own, and other causes that the
-- observations could not tell from it.
CREATE TABLE note (
	seq		INTEGER NOT NULL REFERENCES transition,
	ordinal		INTEGER NOT NULL,
	ref		TEXT,
	text		TEXT,
	alternative	INTEGER NOT NULL,
	node		TEXT,			-- of an alternative
	kind		TEXT,
	object		TEXT,
	alarm_type	TEXT,
	confidence_ppm	INTEGER,
	PRIMARY KEY (seq, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER note_no_update BEFORE UPDATE ON note
BEGIN
	SELECT RAISE(ABORT, 'the history of alarms is append-only');
END;

ALTER TABLE link ADD COLUMN srlg TEXT;
ALTER TABLE link ADD COLUMN capacity_bps INTEGER;

-- Where nodes stand, as node records said last.
CREATE TABLE site (
	node		TEXT NOT NULL PRIMARY KEY,
	site		TEXT NOT NULL
) STRICT, WITHOUT ROWID;
