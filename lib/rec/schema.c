#include "base/buf.h"
#include "rec/types.h"

/* What a field's kind is in JSON Schema. */
static const char *
kind_schema(enum field_kind k)
{
	switch (k) {
	case KIND_UINT:
		return "\"type\":\"integer\",\"minimum\":0,"
		    "\"maximum\":18446744073709551615";
	case KIND_DEC:
	case KIND_SUM:
		return "\"type\":\"number\"";
	case KIND_TIME:
		return "\"type\":\"string\",\"format\":\"date-time\"";
	case KIND_BOOL:
		return "\"type\":\"boolean\"";
	case KIND_STR:
		break;
	}
	return "\"type\":\"string\"";
}

static void
field_schema(struct buf *out, enum field f)
{
	const struct field_def *d = &field_defs[f];

	buf_addf(out, "\"%s\":{%s,\"description\":\"%s", d->name,
	    kind_schema(d->kind), d->meaning);
	if (d->unit[0] != '\0')
		buf_addf(out, " [%s]", d->unit);
	buf_adds(out, "\"}");
}

static void
type_schema(struct buf *out, enum rec_type t)
{
	const struct type_def *def = type_def(t);

	buf_addf(out, "{\"title\":\"%s\",\"description\":\"%s\","
	    "\"type\":\"object\",\"properties\":{\"type\":{\"const\":\"%s\"}",
	    def->name, def->meaning, def->name);
	for (size_t i = 0; i < def->len; i++) {
		buf_addc(out, ',');
		field_schema(out, def->field[i].field);
	}
	buf_adds(out, "},\"required\":[\"type\"");
	for (size_t i = 0; i < def->len; i++)
		if (def->field[i].required)
			buf_addf(out, ",\"%s\"",
			    field_defs[def->field[i].field].name);
	/* flat, and unknown fields pass */
	buf_adds(out, "],\"additionalProperties\":{\"type\":"
	    "[\"string\",\"number\",\"boolean\",\"null\"]}}");
}

void
types_print_schema(uint64_t set)
{
	struct buf out = { 0 };
	bool first = true;

	buf_adds(&out, "{\"$schema\":"
	    "\"https://json-schema.org/draft/2020-12/schema\",\"anyOf\":[");
	for (int t = 1; t < REC_TYPE_COUNT; t++) {
		if ((set & REC_BIT(t)) == 0)
			continue;
		if (!first)
			buf_addc(&out, ',');
		first = false;
		type_schema(&out, (enum rec_type)t);
	}
	buf_adds(&out, "]}\n");
	fwrite(out.data, 1, out.len, stdout);
	buf_release(&out);
}
