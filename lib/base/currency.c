/*
 * currency.c (base) - minor units of ISO 4217
 * The active codes of list one that have a minor unit, grouped by its
 * decimals. Metals, SDR, test and no-currency codes (XAU, XDR, XTS and others)
 * have none and are left out: nobody is billed in them. BGN stays although
 * Bulgaria took the euro in 2026: its last periods are still billed.
 */
#include "base/money.h"

static const char none[] =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ";
static const char three[] = "BHD IQD JOD KWD LYD OMR TND ";
static const char four[] = "CLF UYW ";
static const char two[] =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL "
    "BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK "
    "DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK "
    "NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
    "USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG ";

static const struct {
	const char	*codes;		/* four octets each */
	int		 decimals;
} groups[] = { { two, 2 }, { none, 0 }, { three, 3 }, { four, 4 } };

int
currency_decimals(struct slice code)
{
	const char *p;
	size_t i;

	if (code.len != 3 || memchr(code.p, ' ', 3) != NULL)
		return -1;
	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		for (p = groups[i].codes; *p != '\0'; p += 4)
			if (memcmp(p, code.p, 3) == 0)
				return groups[i].decimals;
	return -1;
}
