-- Rejected lines, until they are replayed, closed and purged.
--
-- Times are microseconds since the epoch, UTC. Missing values are NULL. Raw
-- text is octets as they were read, in whatever encoding.

CREATE TABLE entry (
	entry		INTEGER PRIMARY KEY AUTOINCREMENT,
	state		TEXT NOT NULL
			    CHECK (state IN ('open', 'replayed', 'closed')),
	code		TEXT NOT NULL,		-- of the last refusal
	reason		TEXT NOT NULL,
	file		TEXT NOT NULL,		-- of the first
	line		INTEGER NOT NULL,
	raw		BLOB NOT NULL,
	mended		BLOB,			-- the last mend
	added_us	INTEGER NOT NULL,
	settled_us	INTEGER,		-- last replayed or closed
	occurrences	INTEGER NOT NULL,	-- how often it was added
	replays		INTEGER NOT NULL,
	refusals	INTEGER NOT NULL,	-- after a replay
	sent		TEXT			-- SHA-256 of what was replayed
) STRICT;

CREATE INDEX entry_code ON entry (code, entry);
CREATE INDEX entry_sent ON entry (sent, entry) WHERE state = 'replayed';

CREATE TRIGGER entry_no_update
BEFORE UPDATE OF entry, file, line, raw, added_us ON entry
BEGIN
	SELECT RAISE(ABORT, 'what was refused is never changed');
END;

-- Where it was refused: SHA-256 of file, line and text. The first place is
-- its origin; others are those of replays.
CREATE TABLE place (
	place		TEXT NOT NULL PRIMARY KEY,
	entry		INTEGER NOT NULL
			    REFERENCES entry (entry) ON DELETE CASCADE,
	origin		INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX place_entry ON place (entry);

-- Every mended text.
CREATE TABLE mend (
	seq		INTEGER PRIMARY KEY AUTOINCREMENT,
	entry		INTEGER NOT NULL
			    REFERENCES entry (entry) ON DELETE CASCADE,
	at_us		INTEGER NOT NULL,
	text		BLOB NOT NULL
) STRICT;

CREATE INDEX mend_entry ON mend (entry);
