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
#define SCAN_SUB	_mm256_sub_epi8
#define SCAN_MIN	_mm256_min_epu8
#define SCAN_BITS(x)	(uint32_t)_mm256_movemask_epi8(x)
#elif SCAN_OCTETS == 16
typedef __m128i SCAN(octets);
#define SCAN_LOAD(p)	_mm_loadu_si128((const __m128i *)(const void *)(p))
#define SCAN_ALL(c)	_mm_set1_epi8(c)
#define SCAN_EQ		_mm_cmpeq_epi8
#define SCAN_GT		_mm_cmpgt_epi8
#define SCAN_OR		_mm_or_si128
#define SCAN_SUB	_mm_sub_epi8
#define SCAN_MIN	_mm_min_epu8
#define SCAN_BITS(x)	(uint32_t)_mm_movemask_epi8(x)
#endif

#if SCAN_OCTETS > 1
/* What is looked for, in registers: opaque, or it is made anew each time. */
struct SCAN(bytes) {
	SCAN(octets)	quote, slash, space, zero, nine;
};

static inline __attribute__((always_inline)) struct SCAN(bytes)
SCAN(bytes_init)(void)
{
	struct SCAN(bytes) b = { SCAN_ALL('"'), SCAN_ALL('\\'),
		SCAN_ALL(0x20), SCAN_ALL('0'), SCAN_ALL(9) };

	__asm__("" : "+x"(b.quote), "+x"(b.slash), "+x"(b.space),
	    "+x"(b.zero), "+x"(b.nine));
	return b;
}

/* Which octets are a quote, a backslash, a control or not ASCII */
static inline __attribute__((always_inline)) uint32_t
SCAN(special)(const char *p, struct SCAN(bytes) b)
{
	SCAN(octets) x = SCAN_LOAD(p), quoted;

	quoted = SCAN_OR(SCAN_EQ(x, b.quote), SCAN_EQ(x, b.slash));
	/* signed: octets from 0x80 on are below */
	return SCAN_BITS(SCAN_OR(quoted, SCAN_GT(b.space, x)));
}

static __attribute__((noinline)) size_t
SCAN(plain_more)(const char *p, size_t len)
{
	const struct SCAN(bytes) b = SCAN(bytes_init)();
	uint32_t special;

	while ((special = SCAN(special)(p + len, b)) == 0)
		len += SCAN_OCTETS;
	return len + (unsigned)__builtin_ctz(special);
}

/* How many octets come before one that is special; most texts are short. */
static inline __attribute__((always_inline)) size_t
SCAN(plain_len)(const char *p, struct SCAN(bytes) b)
{
	uint32_t special = SCAN(special)(p, b);

	if (unlikely(special == 0))
		return SCAN(plain_more)(p, SCAN_OCTETS);
	return (unsigned)__builtin_ctz(special);
}

/*
 * Digits at p, and a fraction behind them: how many octets of it there are
 * among the first SCAN_OCTETS.
 */
static inline __attribute__((always_inline)) size_t
SCAN(digits)(const char *p, struct SCAN(bytes) b)
{
	SCAN(octets) x = SCAN_SUB(SCAN_LOAD(p), b.zero);
	uint64_t other = ~(uint64_t)SCAN_BITS(SCAN_EQ(SCAN_MIN(x, b.nine),
	    x));
	unsigned len = (unsigned)__builtin_ctzll(other), more;

	if (p[len] != '.')
		return len;
	more = (unsigned)__builtin_ctzll(other >> (len + 1));
	return len > 0 && more > 0 ? len + 1 + more : 0;
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

static inline size_t
SCAN(plain_len)(const char *p, struct SCAN(bytes) b)
{
	size_t len = 0;

	(void)b;
	while ((signed char)p[len] >= 0x20 && p[len] != '"' && p[len] != '\\')
		len++;
	return len;
}

static inline size_t
SCAN(digits)(const char *p, struct SCAN(bytes) b)
{
	const char *start = p;

	(void)b;
	while (is_digit(*p))
		p++;
	if (*p != '.')
		return (size_t)(p - start);
	if (p == start || !is_digit(*++p))
		return 0;
	while (is_digit(*p))
		p++;
	return (size_t)(p - start);
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
#undef SCAN_SUB
#undef SCAN_MIN
#undef SCAN_BITS
