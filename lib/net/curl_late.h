/*
 * curl_late.h (net) - libcurl and the OpenSSL beneath it, loaded when asked
 * They bring two dozen libraries, more than half of the time that a start
 * takes: a pass that pings does without. The functions are called by the same
 * names, through curl_late, and have the types of curl.h and ssl.h.
 */
#ifndef NET_CURL_LATE_H
#define NET_CURL_LATE_H

/* its macros check what easy_setopt is given, but call it by its name */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdbool.h>

#define CURL_LATE_LIBRARY	"libcurl.so.4"

#define CURL_LATE_CALLS(X)						\
	X(curl_global_init) X(curl_global_cleanup)			\
	X(curl_multi_init) X(curl_multi_cleanup) X(curl_multi_setopt)	\
	X(curl_multi_assign) X(curl_multi_socket_action)		\
	X(curl_multi_add_handle) X(curl_multi_remove_handle)		\
	X(curl_multi_info_read)						\
	X(curl_easy_init) X(curl_easy_cleanup) X(curl_easy_setopt)	\
	X(curl_easy_getinfo) X(curl_easy_strerror)			\
	X(curl_slist_append) X(curl_slist_free_all)			\
	X(SSL_get_ex_data_X509_STORE_CTX_idx) X(SSL_get_SSL_CTX)	\
	X(SSL_CTX_get_ex_data) X(SSL_CTX_set_ex_data)			\
	X(SSL_CTX_set_verify)

struct curl_late {
#define X(name)	__typeof__(name) *name;
	CURL_LATE_CALLS(X)
#undef X
};
extern struct curl_late curl_late;

/* NULL: it is there, until the process ends. Else what is wrong, borrowed. */
const char *curl_late_load(void);

#endif
