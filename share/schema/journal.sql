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

-- Without it, REPLACE would take an entry away unseen wherever recursive
-- triggers are off, as they are in the shell.
CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal
WHEN EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq)
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN
	SELECT RAISE(ABORT, 'the journal is append-only');
END;
