/* SPDX-License-Identifier: Apache-2.0 */
/* What is said on standard error while a run hears it, for its report; by any thread. */
#ifndef SAID_H
#define SAID_H

#include "base/textbuf.h"

enum { SAID_LINES = 1000 };

struct said {
    char *lines[SAID_LINES];
    size_t n, left_out;
};

/* From now on, until the end, it hears. */
void said_begin(struct said *);
void said_end(struct said *);

/* Forgets what was said. */
void said_clear(struct said *);

/* The members warnings and warnings_left_out, each behind a comma. */
void said_put(struct textbuf *, const struct said *);

#endif
