/*
 * test_usageid.c - identities are made, never drawn
 */
#include "base/money.h"
#include "bss/usageid.h"

#include "tap.h"

static void
test_key(void)
{
	static const struct {
		const char	*part[3];
		unsigned	 parts;
		const char	*want;
	} cases[] = {
		{ { "1700.12" }, 1, "pbx:1700.12" },
		{ { "a", "b" }, 2, "pbx:a:b" },
		{ { "a", "" }, 2, "pbx:a" },
		{ { "a", "", "c" }, 3, "pbx:a::c" },
		{ { "a:b", "c" }, 2, "pbx:a%3Ab:c" },
		{ { "a", "b:c" }, 2, "pbx:a:b%3Ac" },
		{ { "a%3Ab", "c" }, 2, "pbx:a%253Ab:c" },
		/* eight octets are looked at at once */
		{ { "12345678", ":2345678" }, 2, "pbx:12345678:%3A2345678" },
		{ { "1234567:", "12345678%" }, 2,
		    "pbx:1234567%3A:12345678%25" },
		{ { "0123456789abc:ef;&90123456" }, 1,
		    "pbx:0123456789abc%3Aef;&90123456" },
	};
	struct slice part[3];
	struct buf id = { 0 };
	unsigned i, k;

	for (i = 0; i < LEN(cases); i++) {
		for (k = 0; k < cases[i].parts; k++)
			part[k] = slice_of(cases[i].part[k]);
		usageid_of_key(&id, SLICE_LIT("pbx"), part, cases[i].parts);
		is_str(buf_str(&id), cases[i].want, "key %u", i);
	}
	buf_release(&id);
}

static uint64_t
content(struct usageid_seen *s, struct buf *id, const char *from,
    const char *to)
{
	usageid_field(s, SLICE_LIT("calling_number"), slice_of(from));
	usageid_field(s, SLICE_LIT("called_number"), slice_of(to));
	return usageid_of_content(s, id, SLICE_LIT("pbx"));
}

static void
test_content(void)
{
	struct usageid_seen *s = usageid_seen_new();
	struct buf id = { 0 };

	is_u64(content(s, &id, "1", "2"), 1, "the first of its kind");
	/*
	 * printf 'calling_number\0001\0called_number\0002\0' | sha256sum |
	 *     cut -c 1-32
	 */
	is_str(buf_str(&id), "pbx:h1-3534ab569ef8d20cff071144b047d4be-1",
	    "its id, as sha256sum makes it");
	is_u64(content(s, &id, "1", "2"), 2, "an identical one is the second");
	ok(buf_str(&id)[id.len - 1] == '2', "its id says so");
	is_u64(content(s, &id, "1", "3"), 1, "another content");
	is_u64(content(s, &id, "12", ""), 1, "values do not run together");
	usageid_seen_clear(s);
	is_u64(content(s, &id, "1", "2"), 1, "a new file counts anew");
	usageid_seen_free(s);
	buf_release(&id);
}

/* The table grows and forgets nothing. */
static void
test_many(void)
{
	struct usageid_seen *s = usageid_seen_new();
	struct buf id = { 0 };
	char text[24];
	unsigned i, wrong = 0;

	for (i = 0; i < 20000; i++) {
		text[u64_format(i % 10000, text)] = '\0';
		wrong += content(s, &id, text, "x") != 1 + i / 10000;
	}
	is_u64(wrong, 0, "20000 records, each content twice");
	usageid_seen_free(s);
	buf_release(&id);
}

int
main(void)
{
	test_key();
	test_content();
	test_many();
	return tap_done();
}
