#include "rec/types.h"

#include <assert.h>

#include "base/buf.h"

const struct field_def field_defs[FIELD_COUNT] = {
#define FIELD(id, n, k, u, m) \
	[F_##id] = { n, sizeof(n) - 1, KIND_##k, u, m },
#include "rec/fields.def"
#undef FIELD
};

#define REQ(id)	{ F_##id, 1, 0 }
#define OPT(id)	{ F_##id, 0, 0 }
#define KEY(id)	{ F_##id, 1, 1 }	/* required, part of the identity */
#define KEYOPT(id) { F_##id, 0, 1 }

static const struct type_field node_fields[] = {
	KEY(NODE), REQ(ADDRESS), OPT(VENDOR), OPT(PROFILE), OPT(AUTH),
	OPT(SITE), OPT(INTERVAL_S), OPT(LAT), OPT(LON), OPT(PROBES)
};
static const struct type_field probe_fields[] = {
	KEY(NODE), KEY(OBJECT), OPT(ADDRESS), OPT(EXPECT_STATUS),
	OPT(EXPECT_TEXT), OPT(EXPECT_MATCH), OPT(EXPECT_ANSWER),
	OPT(CERTIFICATE_MIN_D), OPT(VERIFY), OPT(SERVER_NAME)
};
static const struct type_field link_fields[] = {
	KEY(A_NODE), KEYOPT(A_PORT), KEY(B_NODE), KEYOPT(B_PORT),
	OPT(CAPACITY_BPS), OPT(SRLG)
};
static const struct type_field sample_fields[] = {
	KEY(TS), KEY(NODE), KEY(KIND), KEY(OBJECT),
	/* node */
	OPT(REACHABLE), OPT(RTT_US), OPT(SYS_OBJECT_ID), OPT(SYS_NAME),
	OPT(SYS_DESCR), OPT(CPU_PCT), OPT(MEM_USED_OCTETS),
	OPT(MEM_TOTAL_OCTETS), OPT(SYS_LOCATION), OPT(VENDOR), OPT(MODEL),
	OPT(OS_VERSION), OPT(SERIAL), OPT(PROFILE), OPT(POLL_US),
	OPT(POLL_REQUESTS), OPT(POLL_OBJECTS),
	/* interface */
	OPT(IF_INDEX), OPT(ALIAS), OPT(ADMIN), OPT(OPER), OPT(SPEED_BPS),
	OPT(IN_OCTETS), OPT(OUT_OCTETS), OPT(IN_ERRORS), OPT(OUT_ERRORS),
	OPT(IN_DISCARDS), OPT(OUT_DISCARDS), OPT(COUNTER_BITS),
	OPT(UPTIME_CS), OPT(DISCONTINUITY_CS), OPT(IF_TYPE), OPT(MTU),
	OPT(DUPLEX), OPT(MAC), OPT(LAST_CHANGE_CS), OPT(IN_PACKETS),
	OPT(OUT_PACKETS), OPT(IN_FCS_ERRORS), OPT(IN_ALIGNMENT_ERRORS),
	OPT(LATE_COLLISIONS), OPT(IP_ADDRESSES),
	/* sensor, termination */
	OPT(SENSOR_CLASS), OPT(READING), OPT(READING_UNIT), OPT(STATUS),
	OPT(PORT), OPT(RX_POWER_DBM), OPT(TX_POWER_DBM),
	OPT(HEAD_RX_POWER_DBM), OPT(DISTANCE_M), OPT(LAST_DOWN_CAUSE),
	OPT(IN_RATE_BPS), OPT(OUT_RATE_BPS), OPT(IN_SNR_DB), OPT(OUT_SNR_DB),
	OPT(IN_ATTENUATION_DB), OPT(OUT_ATTENUATION_DB), OPT(SIGNAL_DBM),
	OPT(NOISE_DBM),
	/* neighbor */
	OPT(PROTOCOL), OPT(PEER_NODE), OPT(PEER_PORT), OPT(PEER_ADDRESS),
	OPT(PEER_AS), OPT(PEER_DESCR), OPT(STATE),
	/* probe */
	OPT(SENT), OPT(RECEIVED), OPT(LOSS_PCT), OPT(RTT_MIN_US),
	OPT(RTT_MAX_US), OPT(JITTER_US), OPT(RTT_LIST_US), OPT(DNS_US),
	OPT(CONNECT_US), OPT(TLS_US), OPT(FIRST_OCTET_US), OPT(HTTP_STATUS),
	OPT(MATCHED), OPT(CERTIFICATE_TO), OPT(ANSWER),
	OPT(DUPLICATE_REPLIES), OPT(LATE_REPLIES), OPT(REDIRECTS),
	OPT(ERROR_TEXT),
	/* sessions */
	OPT(SESSIONS), OPT(SESSIONS_LOST),
	OPT(ERROR), OPT(FAULT)
};
static const struct type_field heartbeat_fields[] = {
	KEY(TS), KEY(RUN), REQ(PLANNED_NODES), REQ(ANSWERED_NODES),
	REQ(FAILED_NODES)
};
static const struct type_field event_fields[] = {
	KEY(TS), KEY(NODE), KEYOPT(OBJECT), KEY(EVENT_TYPE), OPT(SEVERITY),
	OPT(TEXT), KEYOPT(SOURCE), OPT(ADDRESS), OPT(OID), OPT(FACILITY),
	OPT(APP_NAME), OPT(MSG_ID), OPT(IF_INDEX), OPT(ALIAS), OPT(ADMIN),
	OPT(OPER), OPT(PEER_ADDRESS), OPT(PEER_AS), OPT(STATE)
};
static const struct type_field window_fields[] = {
	KEY(WINDOW), REQ(FROM), REQ(TO), OPT(NODE), OPT(OBJECT), OPT(REASON)
};
static const struct type_field alarm_fields[] = {
	KEY(ALARM_ID), KEY(TS), KEY(STATE), REQ(NODE), OPT(OBJECT),
	REQ(ALARM_TYPE), REQ(PROBABLE_CAUSE), REQ(SEVERITY), OPT(ROOT),
	OPT(ROOT_ALARM_ID), OPT(CONFIDENCE), OPT(PLANNED),
	OPT(CUSTOMER_COUNT), OPT(REVENUE_MONTH), OPT(CURRENCY),
	OPT(KIND), OPT(ALARM_QUALIFIER), OPT(ALARM_CLASS), OPT(ACK_STATE),
	OPT(SHELVED_TO)
};
static const struct type_field deed_fields[] = {
	KEY(ALARM_ID), KEY(TS), KEY(DEED), REQ(USER), OPT(TEXT), OPT(TO)
};
static const struct type_field notice_fields[] = {
	KEY(NOTICE_ID), REQ(TS), REQ(STATE), REQ(RECEIVER), REQ(ROUTE),
	REQ(GROUP_KEY), REQ(SEVERITY), REQ(ALARM_COUNT), REQ(SYMPTOM_COUNT),
	REQ(SUBJECT), REQ(TEXT)
};
static const struct type_field alternative_fields[] = {
	KEY(ALARM_ID), KEY(NODE), KEYOPT(OBJECT), KEY(ALARM_TYPE), OPT(KIND),
	OPT(CONFIDENCE), OPT(TEXT), KEYOPT(ALARM_QUALIFIER)
};
static const struct type_field impact_fields[] = {
	KEY(ALARM_ID), KEYOPT(SUBSCRIPTION), KEYOPT(ACCOUNT),
	OPT(REVENUE_MONTH), OPT(CURRENCY), OPT(EFFECT)
};
static const struct type_field critical_fields[] = {
	KEY(KIND), KEY(NODE), KEYOPT(OBJECT), KEYOPT(PEER_NODE),
	KEYOPT(PEER_PORT), REQ(CUT_NODES), REQ(CUSTOMER_COUNT),
	OPT(REVENUE_MONTH), KEYOPT(CURRENCY)
};
static const struct type_field object_state_fields[] = {
	KEY(TS), KEY(KIND), KEY(NODE), KEY(OBJECT), REQ(STATE),
	REQ(SOFT_STATE), OPT(SEEN), OPT(SINCE), OPT(FLAPPING), OPT(ALARM_ID),
	OPT(ROOT_ALARM_ID)
};
static const struct type_field evidence_fields[] = {
	KEY(ALARM_ID), KEYOPT(REF), KEYOPT(TEXT)
};
#define USAGE_FIELDS							\
	KEY(USAGE_ID), REQ(TS), OPT(END_TS), REQ(USAGE_TYPE),		\
	REQ(IDENTIFIER), OPT(CALLING_NUMBER), OPT(CALLED_NUMBER),	\
	OPT(DIRECTION), REQ(QUANTITY), REQ(UNIT), OPT(IN_OCTETS),	\
	OPT(OUT_OCTETS), OPT(NETWORK), OPT(SESSION_ID),			\
	OPT(READING_QUALITY), REQ(SOURCE), REQ(SEQ), OPT(SAMPLING),	\
	OPT(UPTIME_WRAPS), OPT(PARTS), OPT(MISSING_PARTS)
static const struct type_field usage_fields[] = { USAGE_FIELDS, OPT(LATE) };
static const struct type_field rated_fields[] = {
	USAGE_FIELDS,
	REQ(ACCOUNT), REQ(SUBSCRIPTION), REQ(OFFER), REQ(PRICE),
	OPT(DESTINATION), OPT(BAND), OPT(CHARGED_QUANTITY),
	OPT(ALLOWANCE_QUANTITY), OPT(ALLOWANCE), OPT(ALLOWANCE_AMOUNT),
	OPT(AMOUNT), REQ(CURRENCY), OPT(TAX_CODE),
	OPT(SETTLE), OPT(PRICE_AMOUNT), OPT(PRICE_CURRENCY),
	OPT(EXCHANGE_RATE), OPT(COST), OPT(COST_AMOUNT), OPT(COST_CURRENCY),
	OPT(COST_REASON), OPT(LATE), OPT(CATALOG)
};
static const struct type_field session_fields[] = {
	KEY(NODE), KEY(SESSION_ID), OPT(IDENTIFIER), REQ(STATE), REQ(SINCE),
	REQ(END_TS), REQ(SEEN), REQ(IN_OCTETS), REQ(OUT_OCTETS),
	REQ(COUNTER_BITS), OPT(READING_QUALITY), OPT(DURATION_S),
	REQ(DURATION_TS), OPT(SEQ)
};
static const struct type_field cursor_fields[] = {
	KEY(KIND), KEY(OBJECT), OPT(FILE), OPT(SEEN), OPT(SINCE),
	OPT(RESTARTED), OPT(FORGOTTEN), OPT(READ_OCTETS), OPT(READ_LINES),
	OPT(LEFT_OCTETS), OPT(MOVED), OPT(SEQ), OPT(MISSING_PARTS)
};
static const struct type_field part_fields[] = {
	KEY(OBJECT), KEY(KIND), KEY(SEQ), REQ(STATE), OPT(SEEN), OPT(DIGEST),
	OPT(RAW)
};
static const struct type_field rated_diff_fields[] = {
	KEY(USAGE_ID), OPT(TS), OPT(ACCOUNT), OPT(SUBSCRIPTION), OPT(PRICE),
	OPT(OLD_PRICE), OPT(OLD_AMOUNT), OPT(OLD_CURRENCY), OPT(AMOUNT),
	OPT(CURRENCY), OPT(DIFFERENCE), OPT(OLD_COST_AMOUNT),
	OPT(OLD_COST_CURRENCY), OPT(COST_AMOUNT), OPT(COST_CURRENCY),
	OPT(COST_DIFFERENCE), OPT(COST_REASON), OPT(CODE)
};
static const struct type_field customer_fields[] = {
	KEY(CUSTOMER), REQ(NAME), OPT(PARTY_TYPE), OPT(EMAIL), OPT(PHONE),
	OPT(STREET), OPT(POSTAL_CODE), OPT(CITY), OPT(COUNTRY), OPT(TAX_ID),
	OPT(LANGUAGE)
};
static const struct type_field account_fields[] = {
	KEY(ACCOUNT), REQ(CUSTOMER), OPT(NAME), REQ(CURRENCY), OPT(BILL_DAY),
	OPT(PAYER), OPT(EMAIL), OPT(PAYMENT_TERMS_D), OPT(TAX_TREATMENT)
};
static const struct type_field subscription_fields[] = {
	KEY(SUBSCRIPTION), REQ(ACCOUNT), OPT(PAYER), REQ(OFFER),
	REQ(IDENTIFIER), REQ(FROM), OPT(TO), OPT(SLA), OPT(BILL_DAY),
	OPT(REVENUE_MONTH), OPT(CURRENCY)
};
static const struct type_field allowance_fields[] = {
	KEYOPT(ALLOWANCE), KEYOPT(PRICE), KEYOPT(SUBSCRIPTION),
	KEYOPT(IDENTIFIER), KEYOPT(ACCOUNT), KEYOPT(PAYER), KEY(FROM),
	KEYOPT(TO), KEYOPT(ROLLED), OPT(UNIT), OPT(LEFT_QUANTITY),
	OPT(LEFT_AMOUNT), OPT(USED_QUANTITY), OPT(USED_AMOUNT), OPT(CURRENCY)
};
static const struct type_field bill_fields[] = {
	KEYOPT(NUMBER), KEY(ACCOUNT), KEY(PERIOD), REQ(STATE),
	OPT(ISSUE_DATE), OPT(DUE_DATE), REQ(NET_AMOUNT), REQ(TAX_AMOUNT),
	REQ(DUE_AMOUNT), REQ(CURRENCY)
};
static const struct type_field entry_fields[] = {
	KEY(NUMBER), KEY(ENTRY), REQ(DATE), REQ(POSTING), REQ(GL),
	REQ(ACCOUNT), OPT(DEBIT), OPT(CREDIT), REQ(CURRENCY)
};
static const struct type_field balance_fields[] = {
	KEYOPT(ACCOUNT), KEY(GL), REQ(BALANCE), KEY(CURRENCY)
};
static const struct type_field finding_fields[] = {
	KEY(CODE), REQ(SEVERITY), KEYOPT(FILE), KEYOPT(LINE), KEYOPT(TEXT)
};
static const struct type_field publication_fields[] = {
	KEY(CATALOG), REQ(NAME), REQ(PUBLISHED), REQ(USER), OPT(REASON)
};
static const struct type_field offer_fields[] = {
	KEY(OFFER), REQ(NAME), REQ(STATE), OPT(FROM), OPT(TO), KEYOPT(PRICE),
	REQ(CURRENCY), OPT(REQUIRES)
};
static const struct type_field price_fields[] = {
	KEY(PRICE), REQ(NAME), REQ(PRICE_KIND), OPT(USAGE_TYPE), OPT(UNIT),
	OPT(DIRECTION), KEYOPT(DESTINATION), KEYOPT(BAND), OPT(UNIT_PRICE),
	OPT(PER), OPT(CONNECT_FEE), OPT(FIRST_INCREMENT),
	OPT(NEXT_INCREMENT), OPT(MINIMUM), OPT(MAXIMUM), OPT(CHARGE),
	KEYOPT(FROM), OPT(TO), REQ(CURRENCY), REQ(TAX_CODE), REQ(GL),
	KEYOPT(FILE), KEYOPT(LINE)
};
static const struct type_field comparison_fields[] = {
	KEY(ACCOUNT), REQ(RECORDS), REQ(OLD_TOTAL), REQ(NEW_TOTAL),
	REQ(CHANGE), OPT(PERCENT), REQ(NEWLY_RATED), REQ(UNRATED),
	REQ(CURRENCY), OPT(OLD_COST), OPT(NEW_COST), OPT(COST_CHANGE),
	OPT(COST_UNKNOWN)
};
static const struct type_field expected_fields[] = {
	KEY(EXPECT), KEY(TS), REQ(END_TS), REQ(DUE), REQ(STATE),
	REQ(RECORDS), OPT(FILE)
};
static const struct type_field suspense_fields[] = {
	KEY(SUSPENSE), REQ(STATE), REQ(TS), OPT(AGE_S), REQ(CODE), REQ(REASON),
	REQ(FILE), REQ(LINE), REQ(OCCURRENCES), REQ(REPLAYS), REQ(REFUSALS),
	OPT(RAW), OPT(RAW_B64), OPT(MENDED), OPT(MENDED_B64), OPT(HEADER)
};
static const struct type_field suspense_total_fields[] = {
	KEY(CODE), REQ(RECORDS), OPT(TS), OPT(AGE_S)
};
static const struct type_field total_fields[] = {
	OPT(USAGE_TYPE), OPT(UNIT), OPT(CURRENCY), REQ(RECORDS),
	REQ(QUANTITY_SUM), OPT(AMOUNT_SUM)
};
#define KPI_NAMES							\
	KEY(PERIOD), KEY(KIND), KEYOPT(NODE), KEYOPT(OBJECT),		\
	KEYOPT(A_NODE), KEYOPT(A_PORT), KEYOPT(B_NODE), KEYOPT(B_PORT),	\
	KEYOPT(IDENTIFIER), KEYOPT(ACCOUNT)
#define KPI_TIME							\
	OPT(SERVICE_S), OPT(UP_S), OPT(DOWN_S), OPT(PLANNED_S),		\
	OPT(OFF_S), OPT(UNKNOWN_S), OPT(AVAILABILITY_PCT),		\
	OPT(AVAILABILITY_MIN_PCT), OPT(AVAILABILITY_MAX_PCT),		\
	OPT(OUTAGES)
static const struct type_field kpi_fields[] = {
	KPI_NAMES, REQ(FROM), REQ(TO), OPT(UNTIL), REQ(OBJECTS), KPI_TIME, OPT(MTTR_S),
	OPT(MTBF_S), OPT(DETECTED_OUTAGES), OPT(DETECT_S), OPT(COUNTED_S),
	OPT(WINDOWS), OPT(WINDOWS_MISSING), OPT(SPEED_BPS),
	OPT(OCTETS_IN_SUM), OPT(OCTETS_OUT_SUM), OPT(IN_MEAN_BPS),
	OPT(IN_P50_BPS), OPT(IN_P95_BPS), OPT(IN_MAX_BPS),
	OPT(OUT_MEAN_BPS), OPT(OUT_P50_BPS), OPT(OUT_P95_BPS),
	OPT(OUT_MAX_BPS), OPT(IN_MEAN_PCT), OPT(IN_P95_PCT),
	OPT(IN_MAX_PCT), OPT(OUT_MEAN_PCT), OPT(OUT_P95_PCT),
	OPT(OUT_MAX_PCT), OPT(IN_ERRORS_SUM), OPT(OUT_ERRORS_SUM),
	OPT(IN_DISCARDS_SUM), OPT(OUT_DISCARDS_SUM), OPT(IN_ERRORS_PPM),
	OPT(OUT_ERRORS_PPM), OPT(IN_DISCARDS_PPM), OPT(OUT_DISCARDS_PPM),
	OPT(SENT), OPT(RECEIVED), OPT(LOSS_PPM), OPT(RTT_COUNT),
	OPT(RTT_MEAN_US), OPT(RTT_MIN_US), OPT(RTT_P50_US), OPT(RTT_P95_US),
	OPT(RTT_P99_US), OPT(RTT_MAX_US), OPT(JITTER_P50_US),
	OPT(JITTER_P95_US), OPT(JITTER_P99_US)
};
static const struct type_field outage_fields[] = {
	KEY(OUTAGE), REQ(PERIOD), REQ(KIND), OPT(NODE), OPT(OBJECT),
	OPT(A_NODE), OPT(A_PORT), OPT(B_NODE), OPT(B_PORT), REQ(FROM),
	REQ(TO), OPT(LASTING), REQ(DOWN_S), REQ(PLANNED_S), OPT(PLANNED),
	OPT(DETECT_S), OPT(ALARM_ID), OPT(ROOT_ALARM_ID)
};
static const struct type_field sla_verdict_fields[] = {
	KEY(SUBSCRIPTION), KEY(PERIOD), KEY(SLA), REQ(ACCOUNT),
	REQ(IDENTIFIER), KEY(FROM), REQ(TO), OPT(UNTIL), REQ(VERDICT), OPT(TARGET_PCT),
	KPI_TIME, OPT(LONGEST_S), OPT(REPAIR_S), OPT(CREDIT_PCT), OPT(KIND),
	OPT(NODE), OPT(OBJECT)
};
static const struct type_field end_fields[] = {
	REQ(TOOL), REQ(VERSION), REQ(RUN), REQ(WRITTEN), REQ(DIGEST),
	OPT(CATALOG), OPT(SUBSCRIPTIONS), OPT(PERIOD), OPT(NOW),
	OPT(TZDATA), OPT(SHARD), OPT(NO_END)
};
static const struct type_field audit_fields[] = {
	REQ(TOOL), REQ(RUN), REQ(READ), REQ(HELD_IN), REQ(USED),
	REQ(REJECTED), REQ(DUPLICATE), REQ(FILTERED), REQ(HELD_OUT),
	REQ(WRITTEN), REQ(UNKNOWN_FIELDS), OPT(NO_END)
};
static const struct type_field reject_fields[] = {
	REQ(CODE), REQ(REASON), REQ(FILE), REQ(LINE), OPT(RAW), OPT(RAW_B64),
	OPT(OFFSET), OPT(LENGTH), OPT(HEADER)
};

#define TYPE(id, n, t, m)						\
	[REC_##id] = { .name = n, .name_len = sizeof(n) - 1,		\
	    .meaning = m, .field = t##_fields,				\
	    .len = sizeof(t##_fields) / sizeof(t##_fields[0]),		\
	    .metered = REC_##id == REC_USAGE || REC_##id == REC_RATED }

struct type_def type_defs[REC_TYPE_COUNT] = {
	[REC_NONE] = { .name = "", .meaning = "" },
	TYPE(NODE, "node", node, "a network element to ask"),
	TYPE(PROBE, "probe", probe, "something to ask of a node, and what must "
	    "come of it"),
	TYPE(LINK, "link", link, "what connects two nodes"),
	TYPE(SAMPLE, "sample", sample, "readings of one object at one time"),
	TYPE(HEARTBEAT, "heartbeat", heartbeat,
	    "a poller was alive, and what it reached"),
	TYPE(EVENT, "event", event, "something that a device said by itself"),
	TYPE(WINDOW, "window", window, "planned work"),
	TYPE(ALARM, "alarm", alarm, "a change of an alarm (X.733, RFC 8632)"),
	TYPE(DEED, "deed", deed, "what a person did to an alarm"),
	TYPE(NOTICE, "notice", notice,
	    "what somebody is to be told of a group of alarms"),
	TYPE(ALTERNATIVE, "alternative", alternative,
	    "another cause that the observations do not tell from an alarm's"),
	TYPE(IMPACT, "impact", impact, "who is hit by an alarm"),
	TYPE(CRITICAL, "critical", critical,
	    "what the loss of a node, link or duct would cost"),
	TYPE(OBJECT_STATE, "object_state", object_state,
	    "what is known of a node, port or other at an instant"),
	TYPE(EVIDENCE, "evidence", evidence, "what an alarm rests on"),
	TYPE(USAGE, "usage", usage, "something used, not yet priced"),
	TYPE(RATED, "rated", rated, "usage with its price"),
	TYPE(SESSION, "session", session,
	    "state of bss-mediate radius: a session as last read"),
	TYPE(CURSOR, "cursor", cursor,
	    "state of bss-mediate: how far a node or file was read"),
	TYPE(PART, "part", part,
	    "state of bss-mediate: a record of a call that has several"),
	TYPE(RATED_DIFF, "rated_diff", rated_diff,
	    "what rating again makes of a record"),
	TYPE(CUSTOMER, "customer", customer, "a party to contracts"),
	TYPE(ACCOUNT, "account", account, "a billing account"),
	TYPE(SUBSCRIPTION, "subscription", subscription,
	    "who uses which offer, from when to when"),
	TYPE(ALLOWANCE, "allowance", allowance,
	    "what a bucket holds, or tiers go by, at the end of a period"),
	TYPE(BILL, "bill", bill, "a draft or posted document in short"),
	TYPE(ENTRY, "entry", entry, "a ledger entry: one side of a posting"),
	TYPE(BALANCE, "balance", balance, "what the entries of a ledger "
	    "account sum to"),
	TYPE(FINDING, "finding", finding, "something wrong or suspicious that "
	    "a check has found"),
	TYPE(PUBLICATION, "publication", publication,
	    "a catalog that was published"),
	TYPE(OFFER, "offer", offer, "what is sold; once for each of its "
	    "prices"),
	TYPE(PRICE, "price", price, "a price, or a row of its rates"),
	TYPE(COMPARISON, "comparison", comparison,
	    "what an account would pay for its usage with two catalogs"),
	TYPE(EXPECTED, "expected", expected,
	    "an hour, day or month of what must come"),
	TYPE(SUSPENSE, "suspense", suspense,
	    "a rejected line that is kept until it is replayed"),
	TYPE(SUSPENSE_TOTAL, "suspense_total", suspense_total,
	    "how many lines of one code are kept"),
	TYPE(KPI, "kpi", kpi, "key figures of an object and period"),
	TYPE(OUTAGE, "outage", outage, "an object was down, from when to when"),
	TYPE(SLA_VERDICT, "sla_verdict", sla_verdict,
	    "whether a subscription's SLA policy was kept in a period"),
	TYPE(TOTAL, "total", total, "exact sums of a stream, before its end"),
	TYPE(END, "end", end, "the last record of a complete stream"),
	TYPE(AUDIT, "audit", audit, "what became of every record read"),
	TYPE(REJECT, "reject", reject, "a line that was set aside"),
};

static void
type_derive(struct type_def *t)
{
	for (size_t i = 0; i < t->len; i++) {
		if (t->field[i].required)
			field_set_add(&t->required, t->field[i].field);
		if (t->field[i].identity) {
			assert(t->keys < TYPE_KEYS_MAX);
			t->key[t->keys++] = t->field[i].field;
		}
	}
}

/* What is derived from the lists above. */
static void __attribute__((constructor))
types_init(void)
{
	for (int t = 1; t < REC_TYPE_COUNT; t++)
		type_derive(&type_defs[t]);
}

/* Called for new key shapes only, so a walk through the table will do. */
enum field
field_lookup(struct slice name)
{
	for (int f = 0; f < FIELD_COUNT; f++)
		if (field_defs[f].len == name.len
		    && memcmp(field_defs[f].name, name.p, name.len) == 0)
			return (enum field)f;
	return F_UNKNOWN;
}

enum rec_type
type_lookup(struct slice name)
{
	for (int t = 1; t < REC_TYPE_COUNT; t++)
		if (slice_is(name, type_defs[t].name))
			return (enum rec_type)t;
	return REC_NONE;
}
