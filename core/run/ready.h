/* SPDX-License-Identifier: Apache-2.0 */
/* A word between a parent and the child that it forks, which are the only ones to see it: whether
 * the child got as far as it had to, before it runs what cannot be trusted. */
#ifndef READY_H
#define READY_H

#include <sys/types.h>

struct ready;

/* To be made before the fork.  NULL with errno set. */
struct ready *ready_create(void);

/* Of the child, once: 0, or the errno of what keeps it from going on. */
void ready_tell(struct ready *, int problem);

/* What the child has told; ECHILD when it has ended without a word, ETIMEDOUT when none comes. */
int ready_await(struct ready *, pid_t child);

/* Of the parent; NULL is nothing. */
void ready_free(struct ready *);

#endif
