/* SPDX-License-Identifier: Apache-2.0 */
/* One 'netcap send' for each destination, kept going. */
#ifndef SENDINGS_H
#define SENDINGS_H

#include "base/say.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sendings;

/* Nothing is started before sendings_begin().  Options have blanks between them; the other texts
 * are kept. */
struct sendings *sendings_create(const char *folder, const char *const *urls, size_t n_urls,
                                 const char *options);
void sendings_free(struct sendings *);

/* In the process that is to start them: a descriptor that can be read when one has ended; -1, and
 * it is said: there is none. */
int sendings_open(struct sendings *);

/* Whether 'netcap send' can do what it will be told, before there is a folder: STATUS_USAGE, and it
 * is said, when it never will. */
enum status sendings_check(const struct sendings *);

void sendings_begin(struct sendings *);

/* The run is over: who follows the folder is told to end, and what is left is sent by one that ends
 * with it, or is ended at this time of clock_seconds(). */
void sendings_over(struct sendings *, double deadline);

/* Starts and ends what it is time for; in how many milliseconds there may be more. */
int sendings_step(struct sendings *, double now);

size_t sendings_count(const struct sendings *);

/* Whether the run is over and none is left. */
bool sendings_done(const struct sendings *);
void sendings_kill(struct sendings *);

/* Says to whom not all was sent, and how that can be done.  Of each destination an enum status:
 * done; partial, as something can be sent to nobody, which 'netcap send' said; or failed. */
void sendings_say_left(const struct sendings *, uint8_t *of_each);

#endif
