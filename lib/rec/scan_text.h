/*
 * scan_text.h (rec) - private to scan.c: texts, SCAN_OCTETS at a time
 * Included once for each width; SCAN(name) gives the functions their names.
 */

#if SCAN_OCTETS == 32
typedef __m256i SCAN(octets);
#define SCAN_LOAD(p)	_mm256_loadu_si256((const __m256i *)(const void *)(p))
#define SCAN_ALL(c)	_mm256_set1_epi8(c)
#define SCAN_EQ		_mm256_cmpeq_epi8
#define SCAN_GT		_mm256_cmpgt_epi8
#define SCAN_OR		_mm256_or_si256
#define SCAN_ANDNOT	_mm256_andnot_si256
#define SCAN_BITS(x)	(uint32_t)_mm256_movemask_epi8(x)
#elif SCAN_OCTETS == 16
typedef __m128i SCAN(octets);
#define SCAN_LOAD(p)	_mm_loadu_si128((const __m128i *)(const void *)(p))
#define SCAN_ALL(c)	_mm_set1_epi8(c)
#define SCAN_EQ		_mm_cmpeq_epi8
#define SCAN_GT		_mm_cmpgt_epi8
#define SCAN_OR		_mm_or_si128
#define SCAN_ANDNOT	_mm_andnot_si128
#define SCAN_BITS(x)	(uint32_t)_mm_movemask_epi8(x)
#endif

#if SCAN_OCTETS > 1
/* What is looked for, in registers: opaque, or it is made anew each time. */
struct SCAN(bytes) {
	SCAN(octets)	quote, slash, control;
};

static inline __attribute__((always_inline)) struct SCAN(bytes)
SCAN(bytes_init)(void)
{
	struct SCAN(bytes) b = { SCAN_ALL('"'), SCAN_ALL('\\'),
		SCAN_ALL(0x1f) };

	__asm__("" : "+x"(b.quote), "+x"(b.slash), "+x"(b.control));
	return b;
}

/* To the next octet that is a quote, a backslash, a control or not ASCII. */
static inline __attribute__((always_inline)) const char *
SCAN(skip_plain)(const char *p, struct SCAN(bytes) b)
{
	const uint32_t all = (uint32_t)((UINT64_C(1) << SCAN_OCTETS) - 1);
	SCAN(octets) x, above, special;
	uint32_t plain;

	for (;; p += SCAN_OCTETS) {
		x = SCAN_LOAD(p);
		/* signed: octets from 0x80 on are below */
		above = SCAN_GT(x, b.control);
		special = SCAN_OR(SCAN_EQ(x, b.quote), SCAN_EQ(x, b.slash));
		plain = SCAN_BITS(SCAN_ANDNOT(special, above));
		if (plain != all)
			return p + __builtin_ctz(~plain);
	}
}

/* Which of 32 octets are the same */
static inline __attribute__((always_inline)) uint32_t
SCAN(same32)(const char *p, const char *text, unsigned len)
{
	uint32_t m = SCAN_BITS(SCAN_EQ(SCAN_LOAD(p), SCAN_LOAD(text)));

#if SCAN_OCTETS == 16
	if (len > 16)
		m |= SCAN_BITS(SCAN_EQ(SCAN_LOAD(p + 16),
		    SCAN_LOAD(text + 16))) << 16;
#else
	(void)len;
#endif
	return m;
}
#else
struct SCAN(bytes) {
	char	unused;
};

static inline struct SCAN(bytes)
SCAN(bytes_init)(void)
{
	return (struct SCAN(bytes)){ 0 };
}

static inline const char *
SCAN(skip_plain)(const char *p, struct SCAN(bytes) b)
{
	(void)b;
	while ((signed char)*p >= 0x20 && *p != '"' && *p != '\\')
		p++;
	return p;
}
#endif

static inline __attribute__((always_inline)) bool
SCAN(sep_match)(const char *p, const struct separator *sep)
{
#if SCAN_OCTETS > 1
	if ((SCAN(same32)(p, sep->text, sep->len) & sep->mask) != sep->mask)
		return false;
	if (likely(sep->len <= 32))
		return true;
#endif
	/* strncmp: p ends at its newline, which no separator holds */
	return sep->len != SEP_NEVER && strncmp(p, sep->text, sep->len) == 0;
}

#undef SCAN_LOAD
#undef SCAN_ALL
#undef SCAN_EQ
#undef SCAN_GT
#undef SCAN_OR
#undef SCAN_ANDNOT
#undef SCAN_BITS
