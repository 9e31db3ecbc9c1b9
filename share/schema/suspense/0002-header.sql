-- The header row of the file that a line is from, which names its columns.

ALTER TABLE entry ADD COLUMN header TEXT;
