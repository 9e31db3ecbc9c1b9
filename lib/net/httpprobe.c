/*
 * httpprobe.c (net) - answers of web servers, and certificates
 * libcurl's multi interface on our loop. TLS alone is a connection that is
 * handed over before a request is made. The certificate is looked at in
 * OpenSSL's own check of it, so that its end is known also where it is not
 * good. No proxy, no configuration file, no cookie: two probes are alike.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <time.h>

#include <openssl/x509_vfy.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/tstamp.h"
#include "net/curl_late.h"
#include "net/probe_kind.h"
#include "oss/devtext.h"

#define AGENT		"ossctl-probe/" OSSBSS_VERSION

struct web_fd {
	struct loop_fd	fd;
	struct web	*web;
};

struct web {
	struct prober	*prober;
	CURLM		*multi;
	struct loop_timer timer;
	size_t		 pending;
};

struct web_probe {
	struct web	*web;
	const struct probe_expect *expect;
	enum probe_kind	 kind;
	bool		 https;
	probe_done_fn	*done;
	void		*arg;
	CURL		*easy;
	struct curl_slist *connect_to;
	struct buf	 body;
	bool		 full;		/* enough of it came */
	int64_t		 certificate_to_us;
	long		 verify_error;	/* of X509, 0: none */
	char		 error[CURL_ERROR_SIZE];
};

/* ---- libcurl on our loop ---------------------------------------------- */

static void	take_done(struct web *);

static void
on_fd(void *arg, unsigned events)
{
	struct web_fd *f = arg;
	struct web *w = f->web;
	int flags = 0, running;

	if ((events & (EPOLLIN | EPOLLHUP)) != 0)
		flags |= CURL_CSELECT_IN;
	if ((events & EPOLLOUT) != 0)
		flags |= CURL_CSELECT_OUT;
	if ((events & EPOLLERR) != 0)
		flags |= CURL_CSELECT_ERR;
	curl_late.curl_multi_socket_action(w->multi, f->fd.fd, flags, &running);
	take_done(w);
}

static void
on_time(void *arg)
{
	struct web *w = arg;
	int running;

	curl_late.curl_multi_socket_action(w->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	take_done(w);
}

static int
watch_socket(CURL *easy, curl_socket_t s, int what, void *arg, void *socket_arg)
{
	struct web *w = arg;
	struct web_fd *f = socket_arg;
	unsigned events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (f != NULL) {
			loop_remove(w->prober->loop, &f->fd);
			curl_late.curl_multi_assign(w->multi, s, NULL);
			free(f);
		}
		return 0;
	}
	if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
		events |= EPOLLIN;
	if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
		events |= EPOLLOUT;
	if (f != NULL)
		return loop_change(w->prober->loop, &f->fd, events);
	f = xcalloc(1, sizeof(*f));
	*f = (struct web_fd){ { s, on_fd, f }, w };
	if (loop_add(w->prober->loop, &f->fd, events) < 0) {
		free(f);
		return -1;
	}
	curl_late.curl_multi_assign(w->multi, s, f);
	return 0;
}

static int
watch_time(CURLM *multi, long ms, void *arg)
{
	struct web *w = arg;

	(void)multi;
	if (ms < 0)
		loop_timer_clear(w->prober->loop, &w->timer);
	else
		loop_timer_set(w->prober->loop, &w->timer,
		    mono_us() + (int64_t)ms * 1000);
	return 0;
}

struct web *
web_new(struct prober *prober, const char **why)
{
	struct web *w;

	if ((*why = curl_late_load()) != NULL)
		return NULL;
	w = xcalloc(1, sizeof(*w));
	w->prober = prober;
	w->timer.fn = on_time;
	w->timer.arg = w;
	curl_late.curl_global_init(CURL_GLOBAL_DEFAULT);
	w->multi = curl_late.curl_multi_init();
	curl_late.curl_multi_setopt(w->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_late.curl_multi_setopt(w->multi, CURLMOPT_SOCKETDATA, w);
	curl_late.curl_multi_setopt(w->multi, CURLMOPT_TIMERFUNCTION, watch_time);
	curl_late.curl_multi_setopt(w->multi, CURLMOPT_TIMERDATA, w);
	curl_late.curl_multi_setopt(w->multi, CURLMOPT_PIPELINING, 0L);
	return w;
}

void
web_free(struct web *w)
{
	if (w == NULL)
		return;
	curl_late.curl_multi_cleanup(w->multi);
	loop_timer_clear(w->prober->loop, &w->timer);
	curl_late.curl_global_cleanup();
	free(w);
}

size_t
web_pending(const struct web *w)
{
	return w->pending;
}

/* ---- the certificate -------------------------------------------------- */

static int64_t
instant_of(const ASN1_TIME *t)
{
	struct tm tm;

	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
		return 0;
	return ((civil_days(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday)
	    * 24 + tm.tm_hour) * 60 + tm.tm_min) * 60 * US_PER_S
	    + tm.tm_sec * US_PER_S;
}

static int
on_certificate(int ok, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store,
	    curl_late.SSL_get_ex_data_X509_STORE_CTX_idx());
	SSL_CTX *ctx = curl_late.SSL_get_SSL_CTX(ssl);
	struct web_probe *p = curl_late.SSL_CTX_get_ex_data(ctx, 0);
	X509 *leaf = X509_STORE_CTX_get0_cert(store);

	if (p == NULL)
		return ok;
	if (leaf != NULL)
		p->certificate_to_us = instant_of(X509_get0_notAfter(leaf));
	if (!ok && p->verify_error == 0)
		p->verify_error = X509_STORE_CTX_get_error(store);
	return ok;
}

static CURLcode
on_context(CURL *easy, void *ctx, void *arg)
{
	struct web_probe *p = arg;

	(void)easy;
	curl_late.SSL_CTX_set_ex_data(ctx, 0, p);
	curl_late.SSL_CTX_set_verify(ctx, p->expect->no_verify ? SSL_VERIFY_NONE
	    : SSL_VERIFY_PEER, on_certificate);
	return CURLE_OK;
}

/* ---- the answer ------------------------------------------------------- */

static size_t
on_body(char *data, size_t size, size_t n, void *arg)
{
	struct web_probe *p = arg;

	n *= size;
	if (p->expect->text.len == 0 && !p->expect->has_match)
		return n;
	if (p->body.len + n > BODY_MAX) {
		buf_add(&p->body, data, BODY_MAX - p->body.len);
		p->full = true;
		return 0;	/* no more: it is judged by what there is */
	}
	buf_add(&p->body, data, n);
	return n;
}

static bool
body_matches(struct web_probe *p)
{
	const struct probe_expect *e = p->expect;
	const char *body = buf_str(&p->body);
	size_t n = p->body.len < MATCH_MAX ? p->body.len : MATCH_MAX;
	regmatch_t all = { .rm_so = 0, .rm_eo = (regoff_t)n };

	if (e->text.len != 0 && memmem(body, p->body.len, e->text.p,
	    e->text.len) == NULL)
		return false;
	return !e->has_match || regexec(&e->match, body, 1, &all,
	    REG_STARTEND) == 0;
}

/* "200 2xx 30x": one of them */
static bool
status_is(const char *want, unsigned status)
{
	char code[4];

	if (want == NULL)
		want = "2xx";
	if (status < 100 || status > 999)
		return false;
	code[0] = (char)('0' + status / 100);
	code[1] = (char)('0' + status / 10 % 10);
	code[2] = (char)('0' + status % 10);
	for (; *want != '\0'; want++) {
		bool same = strspn(want, "0123456789xX") == 3;

		for (int i = 0; same && i < 3; i++)
			same = want[i] == code[i] || (want[i] | 0x20) == 'x';
		if (same)
			return true;
		want += strcspn(want, " ");
		if (*want == '\0')
			break;
	}
	return false;
}

static enum probe_error
error_of(const struct web_probe *p, CURLcode rc)
{
	long os = 0;

	switch (rc) {
	case CURLE_OK:
		return PROBE_OK;
	case CURLE_OPERATION_TIMEDOUT:
		return PROBE_TIMEOUT;
	case CURLE_COULDNT_RESOLVE_HOST:
		return PROBE_RESOLVE;
	case CURLE_COULDNT_CONNECT:
		curl_late.curl_easy_getinfo(p->easy, CURLINFO_OS_ERRNO, &os);
		return os != 0 ? probe_error_of((int)os) : PROBE_UNREACHABLE;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return PROBE_TLS_FAILED;
	case CURLE_TOO_MANY_REDIRECTS:
		return PROBE_HTTP_FAILED;
	case CURLE_OUT_OF_MEMORY:
	case CURLE_FAILED_INIT:
		return PROBE_LOCAL;
	default:
		return PROBE_PROTOCOL;
	}
}

static int64_t
phase(CURL *easy, CURLINFO what)
{
	curl_off_t us = 0;

	curl_late.curl_easy_getinfo(easy, what, &us);
	return us > 0 ? (int64_t)us : -1;
}

static bool
certificate_ends_soon(const struct web_probe *p, int64_t now_us)
{
	return p->expect->has_min_days && p->certificate_to_us != 0
	    && p->certificate_to_us < now_us + (int64_t)
	    p->expect->certificate_min_d * US_PER_DAY;
}

/* What came, against what was expected. */
static void
judge(struct web_probe *p, struct probe_reading *r)
{
	const struct probe_expect *e = p->expect;

	if (p->kind == PROBE_HTTP && !status_is(e->status, r->http_status)) {
		r->error = PROBE_HTTP_FAILED;
		return;
	}
	if (e->text.len != 0 || e->has_match) {
		r->matched = body_matches(p);
		if (r->matched == 0) {
			r->error = PROBE_MISMATCH;
			return;
		}
	}
	if (certificate_ends_soon(p, r->at_us)) {
		r->error = PROBE_TLS_FAILED;
		r->error_text = "the certificate ends soon";
	}
}

static void
read_timings(struct web_probe *p, struct probe_reading *r)
{
	long n = 0;

	r->dns_us = phase(p->easy, CURLINFO_NAMELOOKUP_TIME_T);
	r->connect_us = phase(p->easy, CURLINFO_CONNECT_TIME_T);
	if (p->https)
		r->tls_us = phase(p->easy, CURLINFO_APPCONNECT_TIME_T);
	if (p->kind == PROBE_HTTP) {
		r->first_octet_us = phase(p->easy,
		    CURLINFO_STARTTRANSFER_TIME_T);
		curl_late.curl_easy_getinfo(p->easy, CURLINFO_RESPONSE_CODE, &n);
		r->http_status = (unsigned)n;
		n = 0;
		curl_late.curl_easy_getinfo(p->easy, CURLINFO_REDIRECT_COUNT, &n);
		r->redirects = (unsigned)n;
	}
}

static void
end(struct web_probe *p, CURLcode rc)
{
	struct probe_reading r;
	struct buf words = { 0 };
	int64_t rtt = RTT_LOST;

	p->web->pending--;
	if (rc == CURLE_WRITE_ERROR && p->full)
		rc = CURLE_OK;
	probe_reading_init(&r);
	read_timings(p, &r);
	r.error = error_of(p, rc);
	r.certificate_to_us = p->certificate_to_us;
	if (p->verify_error != 0)
		devtext_add(&words, slice_of(X509_verify_cert_error_string(
		    p->verify_error)));
	else if (rc != CURLE_OK && rc != CURLE_OPERATION_TIMEDOUT)
		devtext_add(&words, slice_of(p->error[0] != '\0' ? p->error
		    : curl_late.curl_easy_strerror(rc)));
	if (rc != CURLE_OK && words.len != 0)
		r.error_text = buf_str(&words);
	if (rc == CURLE_OK) {
		r.reachable = true;
		/* until it answered: the first octet, or the connection */
		rtt = r.first_octet_us > 0 ? r.first_octet_us
		    : r.connect_us > 0 ? r.connect_us : 0;
		judge(p, &r);
	}
	r.rtt_us = &rtt;
	r.sent = 1;
	p->done(p->arg, &r);
	buf_release(&words);
	buf_release(&p->body);
	curl_late.curl_slist_free_all(p->connect_to);
	curl_late.curl_easy_cleanup(p->easy);
	free(p);
}

static void
take_done(struct web *w)
{
	struct web_probe *p;
	CURLMsg *m;
	CURLcode rc;
	int left;

	while ((m = curl_late.curl_multi_info_read(w->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		rc = m->data.result;
		curl_late.curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &p);
		curl_late.curl_multi_remove_handle(w->multi, p->easy);
		end(p, rc);
	}
}

/* ---- the request ------------------------------------------------------ */

static void
set_url(struct web_probe *p, const struct probe_target *t)
{
	const char *name = t->expect->server_name;
	struct buf b = { 0 };

	if (p->kind == PROBE_HTTP) {
		curl_late.curl_easy_setopt(p->easy, CURLOPT_URL, t->spec->url);
		if (t->spec->login != NULL)
			curl_late.curl_easy_setopt(p->easy, CURLOPT_USERPWD,
			    t->spec->login);
		if (t->connect_to != NULL)
			buf_addf(&b, "::%s", t->connect_to);
	} else {
		bool v6 = name == NULL && strchr(t->host, ':') != NULL;

		buf_addf(&b, v6 ? "https://[%s]:%u/" : "https://%s:%u/",
		    name != NULL ? name : t->host, t->spec->port);
		curl_late.curl_easy_setopt(p->easy, CURLOPT_URL, buf_str(&b));
		curl_late.curl_easy_setopt(p->easy, CURLOPT_CONNECT_ONLY, 1L);
		curl_late.curl_easy_setopt(p->easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
		buf_clear(&b);
		if (name != NULL)
			buf_addf(&b, strchr(t->host, ':') != NULL
			    ? "::[%s]:" : "::%s:", t->host);
	}
	if (b.len != 0) {
		p->connect_to = curl_late.curl_slist_append(NULL, buf_str(&b));
		curl_late.curl_easy_setopt(p->easy, CURLOPT_CONNECT_TO, p->connect_to);
	}
	buf_release(&b);
}

static void
set_options(struct web_probe *p)
{
	const struct probe_how *how = p->web->prober->how;
	bool verify = !p->expect->no_verify;
	CURL *e = p->easy;

	curl_late.curl_easy_setopt(e, CURLOPT_PRIVATE, p);
	curl_late.curl_easy_setopt(e, CURLOPT_ERRORBUFFER, p->error);
	curl_late.curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_late.curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_late.curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_late.curl_easy_setopt(e, CURLOPT_USERAGENT, AGENT);
	curl_late.curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_late.curl_easy_setopt(e, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_late.curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 1L);
	curl_late.curl_easy_setopt(e, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
	curl_late.curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
	curl_late.curl_easy_setopt(e, CURLOPT_FORBID_REUSE, 1L);
	curl_late.curl_easy_setopt(e, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	curl_late.curl_easy_setopt(e, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	curl_late.curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(how->timeout_us / 1000));
	curl_late.curl_easy_setopt(e, CURLOPT_TIMEOUT_MS,
	    (long)(how->deadline_us / 1000));
	curl_late.curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_late.curl_easy_setopt(e, CURLOPT_WRITEDATA, p);
	curl_late.curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
	curl_late.curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
	if (how->ca_file != NULL)
		curl_late.curl_easy_setopt(e, CURLOPT_CAINFO, how->ca_file);
	curl_late.curl_easy_setopt(e, CURLOPT_SSL_CTX_FUNCTION, on_context);
	curl_late.curl_easy_setopt(e, CURLOPT_SSL_CTX_DATA, p);
}

/* A status that is right need not be followed: 301 may be what is wanted. */
static void
set_redirects(struct web_probe *p)
{
	static const unsigned codes[] = { 301, 302, 303, 307, 308 };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (status_is(p->expect->status, codes[i]))
			curl_late.curl_easy_setopt(p->easy, CURLOPT_FOLLOWLOCATION, 0L);
	}
}

void
web_probe_begin(struct web *w, const struct probe_target *t,
    probe_done_fn *done, void *arg)
{
	struct web_probe *p = xcalloc(1, sizeof(*p));

	*p = (struct web_probe){ .web = w, .expect = t->expect,
		.kind = t->spec->kind, .done = done, .arg = arg };
	p->https = p->kind == PROBE_TLS
	    || strncmp(t->spec->url, "https:", 6) == 0;
	w->pending++;
	if ((p->easy = curl_late.curl_easy_init()) == NULL) {
		end(p, CURLE_FAILED_INIT);
		return;
	}
	set_options(p);
	set_url(p, t);
	set_redirects(p);
	if (curl_late.curl_multi_add_handle(w->multi, p->easy) != CURLM_OK)
		end(p, CURLE_FAILED_INIT);
}
