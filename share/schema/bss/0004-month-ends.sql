-- A bill cycle begins on the 29th, 30th or 31st, too: in a month without that
-- day on its last one.

CREATE TABLE account_new (
	account		TEXT NOT NULL PRIMARY KEY,
	customer	TEXT NOT NULL REFERENCES customer
			    DEFERRABLE INITIALLY DEFERRED,
	name		TEXT,
	currency	TEXT NOT NULL,		-- ISO 4217
	bill_day	INTEGER CHECK (bill_day BETWEEN 1 AND 31),
	payer		TEXT REFERENCES account (account)
			    DEFERRABLE INITIALLY DEFERRED,
	email		TEXT,
	payment_terms_d	INTEGER CHECK (payment_terms_d >= 0),
	extra		TEXT
) STRICT, WITHOUT ROWID;

INSERT INTO account_new SELECT * FROM account;
DROP TABLE account;
ALTER TABLE account_new RENAME TO account;

CREATE INDEX account_customer ON account (customer);
CREATE INDEX account_payer ON account (payer) WHERE payer IS NOT NULL;

CREATE TABLE subscription_new (
	subscription	TEXT NOT NULL PRIMARY KEY,
	account		TEXT NOT NULL REFERENCES account
			    DEFERRABLE INITIALLY DEFERRED,
	payer		TEXT REFERENCES account (account)
			    DEFERRABLE INITIALLY DEFERRED,
	offer		TEXT NOT NULL,
	identifier	TEXT NOT NULL,		-- +E.164, login, node/port
	from_us		INTEGER NOT NULL,
	to_us		INTEGER,
	sla		TEXT,
	bill_day	INTEGER CHECK (bill_day BETWEEN 1 AND 31),
	revenue_month_nano INTEGER,
	currency	TEXT,
	extra		TEXT,
	CHECK (to_us > from_us)
) STRICT, WITHOUT ROWID;

INSERT INTO subscription_new SELECT * FROM subscription;
DROP TABLE subscription;
ALTER TABLE subscription_new RENAME TO subscription;

CREATE INDEX subscription_account ON subscription (account);
CREATE INDEX subscription_payer ON subscription (payer)
    WHERE payer IS NOT NULL;
CREATE INDEX subscription_identifier
    ON subscription (identifier, offer, from_us);
