/*
 * fuzz_message.c - packets from anywhere, to a talk of each version
 * Whatever comes in: no crash, nothing read beyond its end.
 */
#include <stdlib.h>
#include <string.h>

#include "aid.h"
#include "net/talk.h"

static struct varbind_room	vbs;
static unsigned char		out[MESSAGE_MAX];

static void
play(enum snmp_version version, enum usm_priv priv, const uint8_t *data,
    size_t len)
{
	static struct usm_user user;	/* keys cost a thousandth of a second */
	static const snmp_subid name[] = { 1, 3, 6, 1 };
	static const char id[] = "engine";
	static char community[] = "public", name_of_user[] = "user",
	    context[] = "";
	struct credential c = { .version = version, .community = community,
	    .user_name = name_of_user, .context = context };
	struct usm_engine e = { 0 };
	uint64_t salt = 1;
	struct talk t = { .cred = &c, .engine = &e, .salt = &salt };
	struct oid_ref names = OID_REF(name);
	struct talk_answer a;
	unsigned char *packet = malloc(len + 1);

	if (user.auth == USM_NO_AUTH)
		usm_user_init(&user, USM_MD5, SLICE_LIT("password"),
		    USM_AES128, SLICE_LIT("password"));
	c.user = user;
	if (priv == USM_NO_PRIV)
		c.user = (struct usm_user){ 0 };
	if (len % 2 == 0)
		usm_engine_set(&e, &c.user, slice_of(id));
	talk_begin(&t, 1, PDU_GET, 0, 0, &names, 1);
	talk_message(&t, 0, out);
	memcpy(packet, data, len);
	if (talk_take(&t, packet, len, 0, &vbs, &a) == TALK_AGAIN)
		talk_message(&t, 0, out);
	free(packet);
	talk_release(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	play(SNMP_V1, USM_NO_PRIV, data, len);
	play(SNMP_V2C, USM_NO_PRIV, data, len);
	play(SNMP_V3, USM_NO_PRIV, data, len);
	play(SNMP_V3, USM_AES128, data, len);
	return 0;
}
