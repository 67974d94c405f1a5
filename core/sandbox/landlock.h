/* SPDX-License-Identifier: Apache-2.0 */
/* Landlock: which files a process can still reach.  What is open already stays open.
 *
 * The kernel's interface grows by its version (ABI).  Each version can forbid more:
 *
 *     1  reading, writing, making, removing files
 *     2  links and renames between folders
 *     3  truncating
 *     4  TCP connections and ports
 *     5  ioctl on devices
 *     6  signals and abstract sockets to those outside
 *     7  (what is logged)
 *
 * 0 stands for a kernel without it.  What a version does not know it does not forbid. */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

enum { LANDLOCK_NEWEST = 7 };

enum path_right {
    PATH_READ,  /* files there, and which there are */
    PATH_WRITE, /* and make, change, rename and remove them */
    PATH_CLEAR, /* remove folders there that are empty, and nothing else */
};

/* A file, or a folder with all below. */
struct path_rule {
    const char *path;
    enum path_right right;
};

/* What stays possible.  Paths that are not there are passed over. */
struct landlock_wish {
    const struct path_rule *rules;
    size_t n_rules;
    const struct path_rule *besides; /* one more; NULL: none */
    bool network;                    /* TCP connections and ports */
    bool signals;                    /* to any process, not only to those confined with this one */
};

/* The kernel's version, at most LANDLOCK_NEWEST. */
int landlock_version(void);

/* Confines this thread and all it starts, as far as that version goes, for good; the process must
 * have no_new_privs.  False with errno set; ENOSYS for version 0. */
bool landlock_confine(int version, const struct landlock_wish *);

#endif
