/*
 * staged.c (bss-crm) - entities in a pile
 * The key: an octet of the type, the entity's key. The body: the file's name
 * as a pointer, the line, each value that there is as its place and either its
 * number or its text, an octet that is no place, and the unknown fields.
 */
#include "staged.h"

#include "base/pack.h"

#define NO_PLACE	0xffu

static bool
is_text(enum rec_type type, size_t at)
{
	return field_defs[type_def(type)->field[at].field].kind == KIND_STR;
}

static void
pack_body(struct buf *b, const struct staged *s)
{
	const struct type_def *def = type_def(s->e.type);

	buf_clear(b);
	put_fixed(b, (uintptr_t)s->file, 8);
	put_fixed(b, s->line, 8);
	for (size_t i = 0; i < def->len; i++) {
		const struct entity_value *v = &s->e.value[i];

		if (!v->has)
			continue;
		buf_addc(b, (char)i);
		if (!is_text(s->e.type, i)) {
			put_fixed(b, (uint64_t)v->num, 8);
			continue;
		}
		put_fixed(b, v->text.len, 4);
		buf_add_slice(b, v->text);
	}
	buf_addc(b, (char)NO_PLACE);
	buf_add_slice(b, s->e.extra);
}

int
staged_add(struct pile *p, struct buf *packed, const struct staged *s)
{
	char key[1 + ENTITY_KEY_MAX];
	struct slice own = entity_key(&s->e);

	key[0] = (char)s->e.type;
	memcpy(key + 1, own.p, own.len);
	pack_body(packed, s);
	return pile_add(p, (struct slice){ key, 1 + own.len },
	    buf_slice(packed));
}

void
staged_get(struct staged *s, struct slice key, struct slice body)
{
	struct unpack u = { (const unsigned char *)body.p,
	    (const unsigned char *)body.p + body.len, false };
	size_t at;

	*s = (struct staged){ .e.type = (enum rec_type)key.p[0] };
	s->file = (const char *)(uintptr_t)get_fixed(&u, 8);
	s->line = get_fixed(&u, 8);
	while ((at = get_fixed(&u, 1)) < ENTITY_FIELDS_MAX) {
		struct entity_value *v = &s->e.value[at];

		v->has = true;
		if (!is_text(s->e.type, at)) {
			v->num = (int64_t)get_fixed(&u, 8);
			continue;
		}
		v->text.len = get_fixed(&u, 4);
		v->text.p = (const char *)u.p;
		u.p += v->text.len;
	}
	if (u.p != u.end)
		s->e.extra = (struct slice){ (const char *)u.p,
		    (size_t)(u.end - u.p) };
}

void
staged_copy(struct staged *to, const struct staged *s, struct arena *a)
{
	*to = *s;
	for (size_t i = 0; i < type_def(s->e.type)->len; i++)
		to->e.value[i].text = arena_slice(a, s->e.value[i].text);
	to->e.extra = arena_slice(a, s->e.extra);
}
