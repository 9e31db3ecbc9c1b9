-- What thresholds remember, what is held for its time, what people do to
-- alarms, and which notices went out.

-- The last word was a heartbeat without a sample.
ALTER TABLE object ADD COLUMN silent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE condition ADD COLUMN silent INTEGER NOT NULL DEFAULT 0;

-- The last reading of a port's counters, where a rate has a threshold.
CREATE TABLE gauge (
	node		TEXT NOT NULL,
	name		TEXT NOT NULL,
	ts_us		INTEGER NOT NULL,
	has		INTEGER NOT NULL,	-- bit: which are known
	bits		INTEGER NOT NULL,
	in_octets	INTEGER NOT NULL,	-- 64 bits, as a signed number
	out_octets	INTEGER NOT NULL,
	in_errors	INTEGER NOT NULL,
	out_errors	INTEGER NOT NULL,
	in_discards	INTEGER NOT NULL,
	out_discards	INTEGER NOT NULL,
	speed_bps	INTEGER NOT NULL,
	uptime_cs	INTEGER,
	discontinuity_cs INTEGER,
	PRIMARY KEY (node, name)
) STRICT, WITHOUT ROWID;

-- The usual round-trip time of a probe.
CREATE TABLE baseline (
	node		TEXT NOT NULL,
	kind		TEXT NOT NULL,
	name		TEXT NOT NULL,
	ts_us		INTEGER NOT NULL,
	mean_us		INTEGER NOT NULL,
	deviation_us	INTEGER NOT NULL,
	seen		INTEGER NOT NULL,
	PRIMARY KEY (node, kind, name)
) STRICT, WITHOUT ROWID;

-- Observations that are too new to be judged (run --late).
CREATE TABLE held (
	ts_us		INTEGER NOT NULL,
	what		TEXT NOT NULL,	-- reading, value, port, heartbeat
	node		TEXT,
	kind		TEXT,
	name		TEXT,
	alarm_type	TEXT,
	qualifier	TEXT,
	reading		INTEGER,
	probable_cause	TEXT,
	severity	TEXT,
	word		TEXT,
	metric		TEXT,
	sensor_class	TEXT,
	value		INTEGER,
	has		INTEGER,
	bits		INTEGER,
	in_octets	INTEGER,
	out_octets	INTEGER,
	in_errors	INTEGER,
	out_errors	INTEGER,
	in_discards	INTEGER,
	out_discards	INTEGER,
	speed_bps	INTEGER,
	uptime_cs	INTEGER,
	discontinuity_cs INTEGER
) STRICT;

ALTER TABLE alarm ADD COLUMN shelved_until_us INTEGER;	-- NULL: it is not
ALTER TABLE alarm ADD COLUMN shelved_by TEXT;
ALTER TABLE alarm ADD COLUMN shelve_why TEXT;
ALTER TABLE alarm ADD COLUMN closed_us INTEGER;		-- since it was raised
ALTER TABLE alarm ADD COLUMN closed_by TEXT;

-- What people did to alarms (RFC 8632 operator-state-change).
CREATE TABLE deed (
	deed_id		INTEGER PRIMARY KEY AUTOINCREMENT,
	alarm_id	TEXT NOT NULL,
	ts_us		INTEGER NOT NULL,	-- of the deed
	deed		TEXT NOT NULL,
	who		TEXT NOT NULL,
	text		TEXT,
	until_us	INTEGER			-- shelve
) STRICT;

CREATE INDEX deed_alarm ON deed (alarm_id, deed_id);

-- A row while purge works: then alone may history go.
CREATE TABLE purging (
	one		INTEGER PRIMARY KEY CHECK (one = 1)
) STRICT;

DROP TRIGGER transition_no_delete;
CREATE TRIGGER transition_no_delete BEFORE DELETE ON transition
WHEN NOT EXISTS (SELECT 1 FROM purging)
BEGIN
	SELECT RAISE(ABORT, 'the history of alarms is append-only');
END;

CREATE TRIGGER note_no_delete BEFORE DELETE ON note
WHEN NOT EXISTS (SELECT 1 FROM purging)
BEGIN
	SELECT RAISE(ABORT, 'the history of alarms is append-only');
END;

CREATE TRIGGER deed_no_update BEFORE UPDATE ON deed
BEGIN
	SELECT RAISE(ABORT, 'the history of alarms is append-only');
END;

CREATE TRIGGER deed_no_delete BEFORE DELETE ON deed
WHEN NOT EXISTS (SELECT 1 FROM purging)
BEGIN
	SELECT RAISE(ABORT, 'the history of alarms is append-only');
END;

-- Groups of alarms that somebody was, or is to be, told of.
CREATE TABLE notice_group (
	route		TEXT NOT NULL,
	key		TEXT NOT NULL,
	opened_us	INTEGER NOT NULL,
	notified_us	INTEGER,		-- NULL: not yet
	members		TEXT NOT NULL,		-- as they were told
	escalated	INTEGER NOT NULL,	-- steps that were taken
	PRIMARY KEY (route, key)
) STRICT, WITHOUT ROWID;

-- Notices, in the order in which they are told.
CREATE TABLE notice (
	seq		INTEGER PRIMARY KEY AUTOINCREMENT,
	notice_id	TEXT NOT NULL,
	ts_us		INTEGER NOT NULL,
	state		TEXT NOT NULL,
	receiver	TEXT NOT NULL,
	route		TEXT NOT NULL,
	key		TEXT NOT NULL,
	severity	TEXT NOT NULL,
	alarms		INTEGER NOT NULL,
	symptoms	INTEGER NOT NULL,
	subject		TEXT NOT NULL,
	text		TEXT NOT NULL
) STRICT;

ALTER TABLE progress ADD COLUMN told_notice INTEGER NOT NULL DEFAULT 0;
