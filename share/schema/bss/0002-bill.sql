-- Bill runs and their drafts, posted documents, the ledger.
--
-- Amounts are integers in the minor unit of their currency (EUR: cents).
-- body is the document itself, one JSON object in the terms of EN 16931-1;
-- the columns beside it are what it says, for look-ups and for the checks
-- below. Dates are ISO 8601; end_date is the first day behind a period.

CREATE TABLE bill_run (
	run		INTEGER PRIMARY KEY AUTOINCREMENT,
	period		TEXT NOT NULL,
	first_date	TEXT NOT NULL,
	end_date	TEXT NOT NULL,
	end_us		INTEGER NOT NULL,	-- when the period is over
	zone		TEXT NOT NULL,		-- of dates of documents
	catalog		TEXT NOT NULL,		-- digest
	records		INTEGER NOT NULL,	-- rated records billed
	no_end		INTEGER NOT NULL CHECK (no_end IN (0, 1)),
	drafts		INTEGER			-- NULL while it is written
) STRICT;

-- Which run's drafts are the period's: the switch at the end of a run.
CREATE TABLE bill_period (
	period		TEXT NOT NULL PRIMARY KEY,
	run		INTEGER NOT NULL REFERENCES bill_run
) STRICT, WITHOUT ROWID;

CREATE TABLE bill_draft (
	run		INTEGER NOT NULL REFERENCES bill_run,
	account		TEXT NOT NULL,
	currency	TEXT NOT NULL,
	net_amount	INTEGER NOT NULL,
	tax_amount	INTEGER NOT NULL,
	due_amount	INTEGER NOT NULL,
	body		TEXT NOT NULL,
	PRIMARY KEY (run, account)
) STRICT;

CREATE TABLE document (
	number		TEXT NOT NULL PRIMARY KEY,
	series		TEXT NOT NULL,
	year		INTEGER NOT NULL,
	serial		INTEGER NOT NULL,
	type_code	TEXT NOT NULL,		-- UNTDID 1001
	account		TEXT NOT NULL REFERENCES account,
	period		TEXT NOT NULL,
	first_date	TEXT NOT NULL,
	end_date	TEXT NOT NULL,
	issue_date	TEXT NOT NULL,
	due_date	TEXT NOT NULL,
	currency	TEXT NOT NULL,
	net_amount	INTEGER NOT NULL,	-- BT-109
	tax_amount	INTEGER NOT NULL,	-- BT-110
	rounding_amount	INTEGER NOT NULL,	-- BT-114
	due_amount	INTEGER NOT NULL,	-- BT-115
	digest		TEXT NOT NULL,		-- SHA-256 of body
	body		TEXT NOT NULL,
	UNIQUE (series, year, serial),
	CHECK (number = printf('%s-%04d-%06d', series, year, serial)),
	CHECK (year = CAST(substr(issue_date, 1, 4) AS INTEGER)),
	CHECK (due_date >= issue_date),
	CHECK (due_amount = net_amount + tax_amount + rounding_amount)
) STRICT;

CREATE INDEX document_account ON document (account, first_date);
CREATE INDEX document_period ON document (period, account);
CREATE INDEX document_dates ON document (end_date, first_date);

-- Double entry: debits are positive, credits negative.
CREATE TABLE ledger (
	number		TEXT NOT NULL REFERENCES document
			    DEFERRABLE INITIALLY DEFERRED,
	entry		INTEGER NOT NULL,
	kind		TEXT NOT NULL CHECK (kind IN ('receivable', 'revenue',
			    'tax', 'rounding')),
	gl		TEXT NOT NULL,
	account		TEXT NOT NULL REFERENCES account,
	date		TEXT NOT NULL,
	currency	TEXT NOT NULL,
	amount		INTEGER NOT NULL,
	PRIMARY KEY (number, entry)
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_account ON ledger (account, kind, date);
CREATE INDEX ledger_gl ON ledger (gl, date);

-- A posting writes its ledger entries first and its document last, which
-- seals them: they are judged as a whole then, and nothing follows.
CREATE TRIGGER document_seal BEFORE INSERT ON document
BEGIN
	SELECT RAISE(ABORT, 'the ledger of a document sums to zero')
	WHERE (SELECT coalesce(sum(amount), 1) FROM ledger
	    WHERE number = NEW.number) <> 0;
	SELECT RAISE(ABORT, 'the receivable of a document is what is due')
	WHERE (SELECT sum(amount) FROM ledger
	    WHERE number = NEW.number AND kind = 'receivable')
	    IS NOT NEW.due_amount;
	SELECT RAISE(ABORT, 'the currency of a document is its ledger''s')
	WHERE EXISTS (SELECT 1 FROM ledger WHERE number = NEW.number
	    AND (currency, account, date)
	    IS NOT (NEW.currency, NEW.account, NEW.issue_date));
	SELECT RAISE(ABORT, 'numbers follow each other without a gap')
	WHERE NEW.serial <> 1 + coalesce((SELECT max(serial) FROM document
	    WHERE series = NEW.series AND year = NEW.year), 0);
	SELECT RAISE(ABORT, 'an account is billed once for a day')
	WHERE EXISTS (SELECT 1 FROM document WHERE account = NEW.account
	    AND first_date < NEW.end_date AND end_date > NEW.first_date);
END;

CREATE TRIGGER ledger_sealed BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM document WHERE number = NEW.number)
BEGIN
	SELECT RAISE(ABORT, 'a posted document is not changed');
END;

CREATE TRIGGER document_no_update BEFORE UPDATE ON document
BEGIN
	SELECT RAISE(ABORT, 'a posted document is not changed');
END;

CREATE TRIGGER document_no_delete BEFORE DELETE ON document
BEGIN
	SELECT RAISE(ABORT, 'a posted document is not deleted');
END;

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN
	SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN
	SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- The lines of posted documents, for questions in SQL.
CREATE VIEW document_line AS
SELECT d.number, d.account, d.period,
	line.value ->> 'line_identifier' AS line,
	line.value ->> 'kind' AS kind,
	line.value ->> 'subscription' AS subscription,
	line.value ->> 'price' AS price,
	line.value ->> 'invoiced_quantity' AS quantity,
	line.value ->> 'unit' AS unit,
	line.value ->> 'line_net_amount' AS net_amount,
	d.currency
FROM document AS d, json_each(d.body, '$.invoice_lines') AS line;
