/*
 * standalone.c - run a fuzz target without a fuzzer: each file named is one
 * input. `make check` replays the seeds so; `make fuzz` links libFuzzer.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
/* A sanitizer's, where there is one. */
void __sanitizer_set_report_fd(void *fd) __attribute__((weak));

static int
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t len = 0, cap = 0, n;

	if (f == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	do {
		if (len == cap) {
			cap = cap != 0 ? cap * 2 : 65536;
			data = realloc(data, cap);
			if (data == NULL)
				abort();
		}
		n = fread(data + len, 1, cap - len, f);
		len += n;
	} while (n > 0);
	fclose(f);
	/* exactly as large, so that a sanitizer sees a read behind the end */
	data = realloc(data, len != 0 ? len : 1);
	LLVMFuzzerTestOneInput(data, len);
	free(data);
	return 0;
}

int
main(int argc, char **argv)
{
	int rc = 0;

	/* a target turns stderr off, but for what a sanitizer finds */
	if (__sanitizer_set_report_fd != NULL)
		__sanitizer_set_report_fd((void *)(intptr_t)dup(2));
	for (int i = 1; i < argc; i++)
		if (replay(argv[i]) < 0)
			rc = 2;
	printf("# %d inputs\n", argc - 1);
	return rc;
}
