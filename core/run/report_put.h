/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of run.json are put together of.  `between` is what may stand before a key. */
#ifndef REPORT_PUT_H
#define REPORT_PUT_H

#include "base/digest.h"
#include "base/moment.h"
#include "base/textbuf.h"

#include <time.h>

/* "key": and what may stand between it and what was before. */
void put_key(struct textbuf *, const char *between, const char *key);

/* text NULL: null. */
void put_text(struct textbuf *, const char *between, const char *key, const char *text);
void put_number(struct textbuf *, const char *between, const char *key, uint64_t number);
void put_null(struct textbuf *, const char *between, const char *key);

/* UTC, RFC 3339; a moment with nine digits of the second, and else six. */
void put_time(struct textbuf *, const char *between, const char *key, struct timespec);
void put_moment(struct textbuf *, const char *between, const char *key, const struct moment *);

/* The members first and last, null when there is no moment; what stands before each. */
void put_span(struct textbuf *, const char *before, const char *between,
              const struct moment_span *);

/* Begins a list; each of its items then stands on a line of its own. */
void begin_list(struct textbuf *, const char *between, const char *key);
void next_item(struct textbuf *, size_t before);
void end_list(struct textbuf *, size_t items);

/* A list of them. */
void put_texts(struct textbuf *, const char *key, const char *const *texts, size_t n);

/* The last member, and the end: the sum of all before it, so that a change of it is found, too. */
void put_own_sum(struct textbuf *);

#endif
