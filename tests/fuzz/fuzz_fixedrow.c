/*
 * fuzz_fixedrow.c - lines of fixed width as rows
 * Whatever comes in: no crash; every column of a good row is UTF-8.
 */
#include <unistd.h>

#include "aid.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "rec/fixedrow.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fixed_column column[3] = { { 0, 1 }, { 2, 7 }, { 5, 100 } };
	struct fixedrow_opts o = { .column = column, .columns = 3 };
	struct unpack *src = unpack_new();
	int fd = aid_fd(data + (len != 0), len - (len != 0));
	enum csvrow_status st;
	struct fixedrows *r;
	struct csvrow row;

	if (len != 0) {
		o.latin1 = data[0] & 1;
		o.need_newline = data[0] & 2;
		o.least = data[0] >> 4;
		column[1].from = data[0] >> 2;
	}
	r = fixedrows_new(&o);
	unpack_open(src, fd);
	fixedrows_open(r, src);
	while ((st = fixedrows_next(r, &row)) == CSVROW_OK
	    || st == CSVROW_BAD)
		for (unsigned i = 0; i < row.len; i++)
			if (row.col[i].len != 0 && !utf8_valid(row.col[i].p,
			    row.col[i].len))
				abort();
	fixedrows_free(r);
	unpack_free(src);
	close(fd);
	return 0;
}
