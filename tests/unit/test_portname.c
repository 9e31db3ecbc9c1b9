/*
 * test_portname.c - the ways in which a port's name is written
 */
#include "oss/portname.h"
#include "tap.h"

static struct port_words words;

static const char *
add(const char *name, const char *abbreviation)
{
	const struct slice cell[PORT_CELLS] = { slice_of(name),
	    slice_of(abbreviation) };

	return port_words_add(&words, cell);
}

static void
others(const char *name, const char *want)
{
	struct buf all = { 0 }, one = { 0 };

	for (size_t at = 0; port_words_next(&words, slice_of(name), &at,
	    &one);) {
		buf_add_slice(&all, buf_slice(&one));
		buf_addc(&all, ' ');
	}
	is_str(buf_str(&all), want, "'%s'", name);
	buf_release(&all);
	buf_release(&one);
}

int
main(void)
{
	is_str(add("GigabitEthernet", "Gi"), NULL, "a pair");
	is_str(add("GigabitEthernet", "GE"), NULL, "another");
	is_str(add("100GigE", "100GE"), NULL, "a number in front");
	ok(add("Ethernet1", "Et") != NULL, "a number behind");
	ok(add("Vlan", "Vlan") != NULL, "the same");
	others("GigabitEthernet0/1.100", "Gi0/1.100 GE0/1.100 ");
	others("gigabitethernet0/1", "");
	others("Gi0/1", "GigabitEthernet0/1 ");
	others("100GE1/0/1", "100GigE1/0/1 ");
	others("GigabitEthernet 0/1", "");
	others("Gi", "");
	others("", "");
	others("7", "");
	port_words_release(&words);
	return tap_done();
}
