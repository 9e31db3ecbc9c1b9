/*
 * iban.h (bss) - is it an International Bank Account Number
 * Source: ISO 13616-1 (form), ISO/IEC 7064 MOD 97-10 (check digits).
 * Pure.
 */
#ifndef BSS_IBAN_H
#define BSS_IBAN_H

#include <stdbool.h>

#include "base/slice.h"

#define IBAN_MAX	34

/* Capital letters and digits without blanks, check digits right. */
bool	iban_valid(struct slice);

#endif
