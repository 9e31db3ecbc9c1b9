-- Who changed what, when and why: the first table of both databases.
-- Entries are added in the transaction of the change and never altered.
CREATE TABLE journal (
	seq		INTEGER PRIMARY KEY,
	at_us		INTEGER NOT NULL,	-- microseconds, UTC
	uid		INTEGER NOT NULL,	-- real uid
	user		TEXT,			-- its name at that time
	sudo_user	TEXT,			-- who called sudo
	tool		TEXT NOT NULL,
	action		TEXT NOT NULL,
	object		TEXT NOT NULL,
	why		TEXT,
	detail		TEXT
) STRICT;

CREATE INDEX journal_object ON journal (object);

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;
