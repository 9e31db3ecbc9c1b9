-- What each posted document charged: its lines, to be asked by subscription,
-- whoever paid. The next run corrects by it what has changed since (a
-- subscription that ended before the month charged in advance, one that
-- began before anybody knew), and nothing is charged a second time.
--
-- Amounts are in the minor unit, end_date is the first day behind.

CREATE TABLE charged (
	subscription	TEXT NOT NULL,
	price		TEXT NOT NULL,
	first_date	TEXT NOT NULL,
	number		TEXT NOT NULL REFERENCES document
			    DEFERRABLE INITIALLY DEFERRED,
	line		INTEGER NOT NULL,
	kind		TEXT NOT NULL,		-- as in the document
	end_date	TEXT NOT NULL,
	amount		INTEGER NOT NULL,
	tax_code	TEXT NOT NULL,
	quantity	INTEGER NOT NULL,	-- as 64 bits without a sign
	records		INTEGER NOT NULL,
	-- of the document: who was charged, with which period
	account		TEXT NOT NULL,
	period_first	TEXT NOT NULL,
	period_end	TEXT NOT NULL,
	PRIMARY KEY (subscription, first_date, price, number, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX charged_number ON charged (number, line);

-- Documents that were posted before there was this table.
INSERT INTO charged (subscription, price, first_date, number, line, kind,
    end_date, amount, tax_code, quantity, records, account, period_first, period_end)
SELECT line.value ->> 'subscription', line.value ->> 'price',
	coalesce(line.value ->> 'period_start_date', d.first_date), d.number,
	CAST(line.value ->> 'line_identifier' AS INTEGER),
	line.value ->> 'kind',
	date(coalesce(line.value ->> 'period_end_date',
	    date(d.end_date, '-1 day')), '+1 day'),
	CAST(replace(line.value ->> 'line_net_amount', '.', '') AS INTEGER),
	line.value ->> 'tax_code',
	CAST(line.value ->> 'invoiced_quantity' AS INTEGER),
	CAST(line.value ->> 'records' AS INTEGER),
	d.account, d.first_date, d.end_date
FROM document AS d, json_each(d.body, '$.invoice_lines') AS line;

-- How many documents a run knew of.
ALTER TABLE bill_run ADD COLUMN posted INTEGER NOT NULL DEFAULT 0;

-- Entered before the document, which seals them, as its ledger entries are.
CREATE TRIGGER charged_sealed BEFORE INSERT ON charged
WHEN EXISTS (SELECT 1 FROM document WHERE number = NEW.number)
BEGIN
	SELECT RAISE(ABORT, 'a posted document is not changed');
END;

CREATE TRIGGER charged_once BEFORE INSERT ON charged
WHEN NEW.kind IN ('recurring', 'one-off')
BEGIN
	SELECT RAISE(ABORT, 'a subscription is charged once for a day')
	WHERE EXISTS (SELECT 1 FROM charged
	    WHERE subscription = NEW.subscription AND price = NEW.price
	    AND kind = NEW.kind AND number <> NEW.number
	    AND (kind = 'one-off' OR (first_date < NEW.end_date
	    AND end_date > NEW.first_date)));
END;

CREATE TRIGGER charged_no_update BEFORE UPDATE ON charged
BEGIN
	SELECT RAISE(ABORT, 'a posted document is not changed');
END;

CREATE TRIGGER charged_no_delete BEFORE DELETE ON charged
BEGIN
	SELECT RAISE(ABORT, 'a posted document is not changed');
END;
