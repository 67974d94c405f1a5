/* SPDX-License-Identifier: Apache-2.0 */
/* As whom the program runs once it has opened what only root can open. */
#ifndef PRIVILEGES_H
#define PRIVILEGES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { IDENTITY_GROUPS = 64, IDENTITY_NAME = 64 };

struct identity {
    uid_t uid;
    gid_t gid;
    gid_t groups[IDENTITY_GROUPS];
    size_t n_groups;
    bool asked;     /* by name: nothing else will do */
    bool keeps_all; /* root was asked for: nothing is given up but by the workers */
    char name[IDENTITY_NAME];
};

/* As whom: NAME or UID, with :GROUP behind; empty: who called sudo, else who started this, unless
 * that is root, else nobody.  False, and it is said, when there is no such user or it takes root
 * to become it. */
bool identity_choose(struct identity *, const char *asked);

/* Root without capabilities, whose files are all that it can reach. */
struct identity identity_bare_root(void);

/* Whether there is anything to give up or to change. */
bool identity_differs(const struct identity *);

/* Whether this identity can do with the path what access() calls it, or could if the path were
 * made by it: then its folder is what matters.  What is not there or is nothing of the kind is no
 * matter of rights.  Asked before it is become. */
bool identity_reaches(const struct identity *, const char *path, int mode);

/* Becomes it, in all that was and will be started, for good: groups, ids, capabilities; false with
 * errno set when not all is gone, which nobody should go on with. */
bool identity_become(const struct identity *);

/* Gives what is open there to it. */
bool identity_give(const struct identity *, int fd);

#endif
