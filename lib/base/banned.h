/*
 * banned.h (base) - calls that this project does not make
 * Included in front of every file. Each name is here because it cannot be
 * bounded (strcpy), hides errors (atoi), or depends on a hidden locale or
 * time zone (strtod, localtime). The replacements are in lib/base.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <locale.h>

#undef strcpy
#undef strcat
#undef stpcpy
#undef sprintf
#undef vsprintf
#undef strtok
#undef atoi
#undef atol
#undef atoll
#undef atof
#undef strtod
#undef setlocale
#undef localtime
#undef mktime
#undef gets
#pragma GCC poison strcpy strcat stpcpy sprintf vsprintf strtok
#pragma GCC poison atoi atol atoll atof strtod
#pragma GCC poison setlocale localtime mktime gets

#endif
