/*
 * scan_line.h (rec) - private to scan.c: a line, with the texts of SCAN(name)
 */

/* What the values of a record were, bits of val_kind that all had */
struct SCAN(kinds) {
	unsigned	string, number;	/* as their fields take them */
	unsigned	odd;
};

/* Neither text without escapes nor a plain number, or none at all */
static __attribute__((noinline)) enum reason
SCAN(scan_odd)(const char **pp, struct rec_val *v, unsigned takes,
    unsigned *odd)
{
	enum reason why = scan_value(pp, v);

	if (unlikely(why == REASON_JSON_SYNTAX))
		why = scan_spaced(pp, v);
	*odd |= takes >> v->kind ^ 1;
	return why;
}

/*
 * What most values are, text without escapes or a number without a sign and
 * an exponent, with its comma behind it: its end; NULL for others.
 */
static inline __attribute__((always_inline)) const char *
SCAN(scan_common)(const char *p, struct rec_val *v, struct separator *d,
    struct SCAN(kinds) *k, struct SCAN(bytes) bytes)
{
	size_t len;

	if (likely(*p == '"')) {
		p++;
		len = SCAN(plain_len)(p, bytes);
		if (unlikely(!length_settle(d, &len) || p[len] != '"'))
			return NULL;
		*v = (struct rec_val){ p, (uint32_t)len, VAL_STRING, 0 };
		k->string &= d->takes;
		return p + len + 1;
	}
	len = SCAN(digits)(p, bytes);
	if (unlikely(!length_settle(d, &len) || (p[len] != ','
	    && p[len] != '}') || (*p == '0' && len > 1 && p[1] != '.')))
		return NULL;
	*v = (struct rec_val){ p, (uint32_t)len, VAL_NUMBER, 0 };
	k->number &= d->takes;
	return p + len;
}

/* Members from the opening brace to behind the closing one. */
static inline __attribute__((always_inline)) enum reason
SCAN(scan_members)(struct scanner *s, const char **pp, struct rec *r)
{
	struct SCAN(kinds) kinds = { UINT_MAX, UINT_MAX, 0 };
	const struct SCAN(bytes) bytes = SCAN(bytes_init)();
	struct separator *sep = s->cur->sep;
	struct rec_val *const first = s->line->val, *v = first;
	const char *p = *pp, *end;
	enum reason why;
	bool closed = false;

	for (;; sep++, v++) {
		if (likely(SCAN(sep_match)(p, sep)))
			p += sep->len;
		else if (likely(*p == '}' && v != first
		    && v - first == s->cur->pub.len)) {
			p++;
			break;
		} else {
			*pp = p;
			why = member(s, (unsigned)(v - first), pp, &closed);
			p = *pp;
			if (why != REASON_NONE)
				return why;
			if (closed)
				break;
			sep = s->cur->sep + (v - first);
		}
		end = SCAN(scan_common)(p, v, sep, &kinds, bytes);
		if (likely(end != NULL)) {
			p = end;
			continue;
		}
		*pp = p;
		why = SCAN(scan_odd)(pp, v, sep->takes, &kinds.odd);
		p = *pp;
		if (unlikely(why != REASON_NONE))
			return why;
	}
	*pp = p;
	r->odd = (kinds.odd | ~(kinds.string >> VAL_STRING)
	    | ~(kinds.number >> VAL_NUMBER)) & 1;
	return REASON_NONE;
}

static enum reason
SCAN(scan_line)(struct scanner *s, const char *p, struct rec *r,
    const char **next, const char **at)
{
	const char *end;
	enum reason why;

	s->building = false;
	s->line = &s->room[++s->turn % SCAN_LINES];
	arena_clear(&s->line->scratch);
	p = r->line = skip_space(p);
	if (unlikely((why = SCAN(scan_members)(s, &p, r)) != REASON_NONE))
		return *at = p, why;
	r->len = (size_t)(p - r->line);
	end = p;
	if (unlikely(*end != '\n') && *(end = skip_space(p)) != '\n')
		return *at = end, REASON_JSON_TRAILING;
	s->cur->used = ++s->clock;
	r->shape = &s->cur->pub;
	r->val = s->line->val;
	r->scratch = &s->line->scratch;
	r->summed = false;
	r->type = resolve_type(s, r);
	*next = end + 1;
	return REASON_NONE;
}
