-- How what an account is billed is taxed, where the price alone does not say
-- it: the id of a treatment of the catalog.

ALTER TABLE account ADD COLUMN tax_treatment TEXT;
