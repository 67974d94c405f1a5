/* SPDX-License-Identifier: Apache-2.0 */
/* Which runs of netcapd go on: those whose process holds the lock of a folder. */
#ifndef RUNNING_H
#define RUNNING_H

#include <stdbool.h>
#include <stddef.h>

struct running {
    char *folder;
    long pid;
};

struct running_list {
    struct running *list;
    size_t n;
    bool missed; /* of what was named something does not run, which was said */
};

/* Those that write to these folders, or are these processes. */
struct running_list running_named(char *const *names, size_t n);

/* All whose open files this user may see. */
struct running_list running_all(void);
void running_free(struct running_list *);

/* The path of the report of the run in a folder; of several the one that was written last.
 * Allocated. */
char *running_report(const char *folder);

#endif
