-- What is not subject to VAT (category O) stands alone on a document (EN 16931
-- BR-O-11): an account may have two for a period, one with it and one with
-- all else. outside: 1 where it is the one with it.

CREATE TABLE bill_draft_new (
	run		INTEGER NOT NULL REFERENCES bill_run,
	account		TEXT NOT NULL,
	outside		INTEGER NOT NULL CHECK (outside IN (0, 1)),
	currency	TEXT NOT NULL,
	net_amount	INTEGER NOT NULL,
	tax_amount	INTEGER NOT NULL,
	due_amount	INTEGER NOT NULL,
	body		TEXT NOT NULL,
	PRIMARY KEY (run, account, outside)
) STRICT;

INSERT INTO bill_draft_new
SELECT run, account,
	coalesce(body ->> '$.vat_breakdown[0].vat_category_code', '') = 'O',
	currency, net_amount, tax_amount, due_amount, body
FROM bill_draft;
DROP TABLE bill_draft;
ALTER TABLE bill_draft_new RENAME TO bill_draft;

ALTER TABLE document ADD COLUMN outside INTEGER NOT NULL DEFAULT 0
    CHECK (outside IN (0, 1));

-- Behind the body it costs its pages; here nothing.
DROP INDEX document_account;
CREATE INDEX document_account
    ON document (account, first_date, end_date, outside);

-- Documents stay as they are: the new column says what their text says.
DROP TRIGGER document_no_update;
UPDATE document SET outside = 1
WHERE body ->> '$.vat_breakdown[0].vat_category_code' = 'O';

CREATE TRIGGER document_no_update BEFORE UPDATE ON document
BEGIN
	SELECT RAISE(ABORT, 'a posted document is not changed');
END;

DROP TRIGGER document_seal;
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
	    AND first_date < NEW.end_date AND end_date > NEW.first_date
	    AND (outside = NEW.outside OR period <> NEW.period));
END;

-- Who is in business and not named as an electronic invoice wants it (BR-11,
-- BR-CO-09): most often nobody, and a run asks each time.
CREATE INDEX customer_lacks ON customer (customer)
WHERE country IS NULL AND (party_type = 'organization' OR tax_id IS NOT NULL)
    OR tax_id NOT GLOB '[A-Z][A-Z]?*';
