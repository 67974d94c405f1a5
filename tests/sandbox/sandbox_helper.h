/* SPDX-License-Identifier: Apache-2.0 */
/* What a confined process comes to: each act is tried in a child of its own. */
#ifndef SANDBOX_HELPER_H
#define SANDBOX_HELPER_H

#include <stdbool.h>
#include <stdint.h>

/* What the child is to do: 0 or errno. */
typedef int act(void);

/* An act that is one call, and when it has failed. */
#define ACT(name, failed)                                                                          \
    static int name(void)                                                                          \
    {                                                                                              \
        return failed_if(failed);                                                                  \
    }

/* errno when so, else 0. */
int failed_if(bool);

struct end {
    int status;    /* as waitpid() tells it */
    uint32_t word; /* see sandbox/forbidden.h */
};

/* Confines the child; false: it cannot be. */
typedef bool confine(void);

/* Does the act in a child that is confined so. */
struct end attempt(confine *, act *);

/* Whether it came to this error, or to its end with 0. */
bool ended_with(struct end, int error);

/* Whether it was killed over a call, and left its name. */
bool was_killed_over(struct end, const char *call);

/* Says why tests are left out, and is true, when this machine or build cannot run them. */
bool skips(bool missing, const char *why);

#endif
