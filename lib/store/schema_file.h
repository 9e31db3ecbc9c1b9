/*
 * schema_file.h (store) - the numbered files of a side's schema (db_schema.h)
 */
#ifndef STORE_SCHEMA_FILE_H
#define STORE_SCHEMA_FILE_H

/*
 * Path of file `number` of a side (owned), or NULL. *last is the greatest
 * number there is; -1: `share-missing`, said.
 */
char	*schema_file(const char *side, int number, int *last);
/* The greatest number; -1: said. */
int	schema_last(const char *side);

#endif
