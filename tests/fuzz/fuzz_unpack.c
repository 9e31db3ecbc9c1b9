/*
 * fuzz_unpack.c - packed files
 * Whatever comes in: no crash, the same octets and verdict however much is
 * asked for at a time; what is damaged behind too much of it may be told as
 * either.
 */
#include <unistd.h>

#include <zlib.h>

#include "aid.h"
#include "base/buf.h"
#include "rec/unpack.h"

#define LIMIT	((uint64_t)80 << 20)	/* what one input may come to */

static uint64_t
read_all(struct unpack *u, int fd, size_t n, enum reason *why)
{
	static char room[256 << 10];
	uLong sum = 0;
	uint64_t total = 0;
	ssize_t got;

	if (lseek(fd, 0, SEEK_SET) != 0)
		abort();
	unpack_open(u, fd);
	while ((got = unpack_read(u, room, n)) > 0) {
		sum = crc32(sum, (unsigned char *)room, (uInt)got);
		if ((total += (uint64_t)got) > LIMIT)
			abort();
	}
	*why = got < 0 ? unpack_reason(u) : REASON_NONE;
	return sum ^ total << 32;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct unpack *u = unpack_new();
	int fd = aid_fd(data, len);
	enum reason a, b;
	uint64_t x, y;

	x = read_all(u, fd, 256 << 10, &a);
	y = read_all(u, fd, 1000, &b);
	/* what was made before an error depends on the size of the steps */
	if (a != b && (a == REASON_NONE || b == REASON_NONE
	    || (a != REASON_ARCHIVE_BOMB && b != REASON_ARCHIVE_BOMB)))
		abort();
	if (a == REASON_NONE && x != y)
		abort();
	unpack_free(u);
	close(fd);
	return 0;
}
