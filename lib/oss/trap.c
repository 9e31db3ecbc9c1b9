/*
 * trap.c (oss) - see trap.h
 */
#include "base/money.h"
#include "base/tstamp.h"
#include "oss/trap.h"

#define TRAP_OID	"1.3.6.1.6.3.1.1.4.1.0"
#define HEX_LINE	16	/* octets */
#define GENERIC_PREFIX	"1.3.6.1.6.3.1.1.5."

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F'
	    ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "1B 5B ": n octets */
static bool
all_hex(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++, p += 3) {
		if (hex(p[0]) < 0 || hex(p[1]) < 0 || p[2] != ' ')
			return false;
	}
	return true;
}

/* Whether the line that ends at p[at] is as much hex as a line has. */
static bool
full_of_hex(const char *p, size_t at)
{
	static const char type[] = "Hex-STRING: ";
	const size_t all = (size_t)HEX_LINE * 3, before = sizeof(type) - 1;

	return at >= all + before && all_hex(p + at - all, HEX_LINE)
	    && (p[at - all - 1] == '\n' || memcmp(p + at - all - before, type,
	    before) == 0);
}

size_t
trap_measure(const char *p, size_t n, bool eof)
{
	bool quoted = false;
	const char *nl;
	size_t i;

	/* a quote in what is no record of ours opens nothing */
	if (n < sizeof(TRAP_WORD) - 1 && !eof)
		return 0;
	if (n >= sizeof(TRAP_WORD) - 1
	    && memcmp(p, TRAP_WORD, sizeof(TRAP_WORD) - 1) == 0) {
		for (i = 0; i < n && i < TRAP_RECORD_MAX; i++) {
			if (quoted && p[i] == '\\')
				i++;
			else if (p[i] == '"')
				quoted = !quoted;
			else if (p[i] == '\n' && !quoted
			    && !full_of_hex(p, i))
				return i + 1;
			else if (p[i] == '\n' && !quoted) {
				if (n - i <= 3 && !eof)
					return 0;
				if (n - i <= 3 || !all_hex(p + i + 1, 1))
					return i + 1;
			}
		}
		if (n < TRAP_RECORD_MAX && !eof)
			return 0;
	}
	nl = memchr(p, '\n', n);
	return nl != NULL ? (size_t)(nl - p) + 1 : eof ? n : 0;
}

/* ---- a value ---------------------------------------------------------- */

/* Behind an opening quote. */
static struct slice
unquote(struct slice s, struct arena *a)
{
	char *out = arena_alloc(a, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len && s.p[i] != '"'; i++) {
		if (s.p[i] == '\\' && i + 1 < s.len)
			i++;
		out[n++] = s.p[i];
	}
	return (struct slice){ out, n };
}

/* "1B 5B 32": the octets, where most of them are text; else as it stands. */
static struct slice
unhex(struct slice s, struct arena *a)
{
	char *out = arena_alloc(a, s.len / 2 + 1);
	size_t n = 0, printable = 0;

	for (size_t i = 0; i + 1 < s.len; i++) {
		int hi = hex(s.p[i]), lo = hex(s.p[i + 1]);

		if (hi < 0 || lo < 0)
			continue;
		out[n] = (char)(hi << 4 | lo);
		printable += (out[n] >= ' ' && out[n] < 0x7f)
		    || (unsigned char)out[n] >= 0xa0;
		n++;
		i++;
	}
	if (n < 3 || printable * 4 < n * 3)
		return s;
	return (struct slice){ out, n };
}

static bool
number_of(struct slice s, uint64_t *out)
{
	bool minus = s.len > 1 && s.p[0] == '-';
	size_t i = minus;

	while (i < s.len && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	if (u64_parse((struct slice){ s.p + minus, i - minus }, out) != NUM_OK)
		return false;
	if (minus)
		*out = -*out;
	return true;
}

static void
take_value(struct trap_var *v, struct slice s, struct arena *a)
{
	static const char *const numbers[] = { "INTEGER: ", "Counter32: ",
	    "Gauge32: ", "Counter64: ", "UInteger32: ", "Unsigned32: " };
	struct slice in;
	const char *open;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (!slice_take(&s, numbers[i]))
			continue;
		/* up(1), where a MIB names it */
		open = memchr(s.p, '(', s.len);
		in = open == NULL ? s : (struct slice){ open + 1,
		    (size_t)(s.p + s.len - open - 1) };
		v->has_number = number_of(in, &v->number);
		v->text = s;
		return;
	}
	if (slice_take(&s, "Timeticks: (")) {
		v->has_number = number_of(s, &v->number);
		v->text = s;
		for (size_t i = 0; i < s.len; i++) {
			if (s.p[i] == ')')
				v->text.len = i;
		}
	} else if (slice_take(&s, "STRING: \"") || slice_take(&s, "\"")) {
		v->text = unquote(s, a);
	} else if (slice_take(&s, "Hex-STRING: ")) {
		v->text = unhex(s, a);
	} else if (slice_take(&s, "OID: .") || slice_take(&s, "OID: ")
	    || slice_take(&s, "IpAddress: ") || slice_take(&s, "STRING: ")
	    || slice_take(&s, "Network Address: ") || slice_take(&s, "BITS: ")) {
		v->text = s;
	} else {
		v->text = s;
	}
}

/* ---- a record --------------------------------------------------------- */

/* The field up to the next tab outside of quotes. */
static struct slice
field(struct slice *s)
{
	bool quoted = false;
	size_t i;
	struct slice f;

	for (i = 0; i < s->len; i++) {
		if (quoted && s->p[i] == '\\')
			i++;
		else if (s->p[i] == '"')
			quoted = !quoted;
		else if (s->p[i] == '\t' && !quoted)
			break;
	}
	if (i > s->len)
		i = s->len;
	f = (struct slice){ s->p, i };
	if (i < s->len)
		i++;
	s->p += i;
	s->len -= i;
	return f;
}

static bool
oid_ok(struct slice s)
{
	if (s.len == 0 || s.len > 1024 || s.p[0] < '0' || s.p[0] > '9')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
			return false;
	}
	return s.p[s.len - 1] != '.';
}

static struct slice
without_dot(struct slice s)
{
	slice_take(&s, ".");
	return s;
}

static bool
take_var(struct trap *t, struct slice s, struct arena *a)
{
	struct trap_var *v = &t->var[t->vars];
	const char *is = memmem(s.p, s.len, " = ", 3);

	if (is == NULL)
		return false;
	*v = (struct trap_var){ .oid = without_dot((struct slice){ s.p,
	    (size_t)(is - s.p) }) };
	if (!oid_ok(v->oid))
		return false;
	take_value(v, (struct slice){ is + 3, (size_t)(s.p + s.len - is - 3) },
	    a);
	t->vars++;
	return true;
}

/* "UDP: [192.0.2.1]:1234->[192.0.2.9]:162": the first address */
static struct slice
address_of(struct slice s)
{
	const char *open = memchr(s.p, '[', s.len), *close;

	if (open == NULL)
		return (struct slice){ NULL, 0 };
	close = memchr(open, ']', (size_t)(s.p + s.len - open));
	if (close == NULL)
		return (struct slice){ NULL, 0 };
	return (struct slice){ open + 1, (size_t)(close - open - 1) };
}

/* RFC 3584 section 3.1: the name of a v1 trap. False: not one. */
static bool
name_v1(struct trap *t, struct slice enterprise, struct slice generic,
    struct slice specific, struct arena *a)
{
	struct buf b = { 0 };
	uint64_t g;
	bool good = u64_parse(generic, &g) == NUM_OK && g <= 6
	    && oid_ok(enterprise);

	if (good && g < 6)
		buf_addf(&b, GENERIC_PREFIX "%llu",
		    (unsigned long long)g + 1);
	else if (good) {
		buf_add_slice(&b, enterprise);
		buf_adds(&b, ".0.");
		buf_add_slice(&b, without_dot(specific));
	}
	t->oid = arena_slice(a, buf_slice(&b));
	buf_release(&b);
	return good && oid_ok(t->oid);
}

enum reason
trap_parse(struct slice s, struct arena *a, struct trap *t)
{
	struct slice time, enterprise, generic, specific;
	const struct trap_var *v;

	t->vars = 0;
	if (!slice_take(&s, TRAP_WORD))
		return REASON_TRAP_SYNTAX;
	time = field(&s);
	t->agent = field(&s);
	t->peer = address_of(field(&s));
	enterprise = without_dot(field(&s));
	generic = field(&s);
	specific = field(&s);
	if (slice_is(t->agent, "0.0.0.0"))
		t->agent = (struct slice){ NULL, 0 };
	if (t->peer.len == 0)
		return REASON_TRAP_SYNTAX;
	if (!tstamp_parse(time, &t->ts_us))
		return REASON_TRAP_TIME;
	if (s.len > 0 && s.p[s.len - 1] == '\t')	/* behind the last one */
		s.len--;
	while (s.len > 0) {
		if (t->vars == TRAP_VARS_MAX || !take_var(t, field(&s), a))
			return REASON_TRAP_SYNTAX;
	}
	if (enterprise.len != 0)
		return name_v1(t, enterprise, generic, specific, a)
		    ? REASON_NONE : REASON_TRAP_SYNTAX;
	v = trap_find(t, SLICE_LIT(TRAP_OID));
	if (v == NULL || !oid_ok(v->text))
		return REASON_TRAP_SYNTAX;
	t->oid = v->text;
	return REASON_NONE;
}

const struct trap_var *
trap_find(const struct trap *t, struct slice prefix)
{
	for (unsigned i = 0; i < t->vars; i++) {
		struct slice oid = t->var[i].oid;

		if (oid.len >= prefix.len
		    && memcmp(oid.p, prefix.p, prefix.len) == 0
		    && (oid.len == prefix.len || oid.p[prefix.len] == '.'))
			return &t->var[i];
	}
	return NULL;
}

struct slice
trap_index(const struct trap_var *v, struct slice prefix)
{
	if (v->oid.len <= prefix.len + 1)
		return (struct slice){ NULL, 0 };
	return (struct slice){ v->oid.p + prefix.len + 1,
	    v->oid.len - prefix.len - 1 };
}
