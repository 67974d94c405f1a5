/* SPDX-License-Identifier: Apache-2.0 */
/* Files of sets without a report, which others than netcapd wrote. */
#ifndef VERIFY_UNTOLD_H
#define VERIFY_UNTOLD_H

#include "commands/verify_said.h"

#include <dirent.h>

/* Those that say for themselves what they are. */
struct verify_kind {
    bool (*is)(const char *path);
    bool (*verify)(struct verify *, const char *path); /* false: it differs, and it is said */
    const char *fine;                                  /* what is said of them when they do not */
};

/* To be called before any command: who knows such files. */
void verify_untold_by(const struct verify_kind *);

/* Whether the files with these names, of one set, are all of that kind; says how they are then. */
bool verify_untold(struct verify *, const char *folder, struct dirent *const *names, size_t n);

#endif
