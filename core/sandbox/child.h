/* SPDX-License-Identifier: Apache-2.0 */
/* A child that its parent knows by a descriptor: that cannot mean another process, and who may not
 * call kill() can still end it. */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct child {
    pid_t pid; /* 0: there is none */
    int fd;
};

/* As fork() does, for a process of one thread; the parent has the child. */
pid_t child_fork(struct child *);

/* Ends it, if there is one; it is still to be waited for. */
void child_kill(const struct child *);

/* It has been waited for. */
void child_forget(struct child *);

#endif
