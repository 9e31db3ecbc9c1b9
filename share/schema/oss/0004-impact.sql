-- Whom causes hit, as it was when their transitions were settled, and what
-- that made of their severity.

-- The severity of the alarm itself; alarm.severity is what is told, which
-- may be worse for whom it hits (floor). NULL: the same as severity; none.
ALTER TABLE alarm ADD COLUMN own_severity TEXT;
ALTER TABLE alarm ADD COLUMN floor TEXT;

-- Accounts whose service is lost or degraded, and their monthly revenue (in
-- 10^-9 of the currency) where there is one currency. NULL: not reckoned.
ALTER TABLE transition ADD COLUMN customer_count INTEGER;
ALTER TABLE transition ADD COLUMN revenue_month INTEGER;
ALTER TABLE transition ADD COLUMN currency TEXT;

CREATE TABLE impact (
	seq		INTEGER NOT NULL REFERENCES transition,
	ordinal		INTEGER NOT NULL,
	subscription	TEXT,
	account		TEXT,
	revenue_month	INTEGER,
	currency	TEXT,
	effect		TEXT NOT NULL,
	PRIMARY KEY (seq, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER impact_no_update BEFORE UPDATE ON impact
BEGIN
	SELECT RAISE(ABORT, 'the history of alarms is append-only');
END;

CREATE TRIGGER impact_no_delete BEFORE DELETE ON impact
WHEN NOT EXISTS (SELECT 1 FROM purging)
BEGIN
	SELECT RAISE(ABORT, 'the history of alarms is append-only');
END;
