/*
 * self.h (base) - what the process is called, and how it ends
 */
#ifndef BASE_SELF_H
#define BASE_SELF_H

enum exit_code {
	EXIT_OK = 0,		/* all input handled, nothing to report */
	EXIT_FINDINGS = 1,	/* ran to the end, with findings */
	EXIT_TROUBLE = 2,	/* did not run to the end */
	EXIT_RETRY = 75		/* as 2, but may succeed later (EX_TEMPFAIL) */
};

/* The prefix of its messages; "ossbss" until tool_init. */
const char *tool_name(void);
void	tool_set_name(const char *);	/* borrowed for ever */

#endif
