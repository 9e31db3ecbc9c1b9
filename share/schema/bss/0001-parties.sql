-- Customers (the party of a contract), billing accounts, and subscriptions.
--
-- Times are microseconds since the epoch, UTC; money is in 10^-9 of a
-- currency unit. Missing values are NULL, never ''. References are deferred:
-- an import may bring a subscription before its account, and is judged as a
-- whole when it commits. `extra` holds the fields that the record table does
-- not know (x_*, param_*), as one flat JSON object in their order.

CREATE TABLE customer (
	customer	TEXT NOT NULL PRIMARY KEY,
	name		TEXT NOT NULL,
	party_type	TEXT CHECK (party_type IN ('individual',
			    'organization')),
	email		TEXT,
	phone		TEXT,			-- E.164 with +
	street		TEXT,
	city		TEXT,
	postal_code	TEXT,
	country		TEXT,			-- ISO 3166-1 alpha-2
	tax_id		TEXT,
	language	TEXT,			-- ISO 639-1
	extra		TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
	account		TEXT NOT NULL PRIMARY KEY,
	customer	TEXT NOT NULL REFERENCES customer
			    DEFERRABLE INITIALLY DEFERRED,
	name		TEXT,
	currency	TEXT NOT NULL,		-- ISO 4217
	bill_day	INTEGER CHECK (bill_day BETWEEN 1 AND 28),
	payer		TEXT REFERENCES account (account)
			    DEFERRABLE INITIALLY DEFERRED,
	email		TEXT,
	payment_terms_d	INTEGER CHECK (payment_terms_d >= 0),
	extra		TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX account_customer ON account (customer);
CREATE INDEX account_payer ON account (payer) WHERE payer IS NOT NULL;

-- Valid in [from_us, to_us); to_us NULL is open. Half-open periods of one
-- identifier and offer do not overlap (bss-crm sees to it at each commit).
CREATE TABLE subscription (
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
	bill_day	INTEGER CHECK (bill_day BETWEEN 1 AND 28),
	revenue_month_nano INTEGER,
	currency	TEXT,
	extra		TEXT,
	CHECK (to_us > from_us)
) STRICT, WITHOUT ROWID;

CREATE INDEX subscription_account ON subscription (account);
CREATE INDEX subscription_payer ON subscription (payer)
    WHERE payer IS NOT NULL;
CREATE INDEX subscription_identifier
    ON subscription (identifier, offer, from_us);
