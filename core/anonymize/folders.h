/* SPDX-License-Identifier: Apache-2.0 */
/* The folder that is read, and the one that is published. */
#ifndef FOLDERS_H
#define FOLDERS_H

#include "commands/exporting.h"

/* Whether they may be; if not, it is said. */
bool folders_may_read(const char *folder);
bool folders_may_write(const struct exporting *, const char *from);

/* Whether one is the other, or in it, made or not yet; then it is said. */
bool folders_are_one(const char *out, const char *from);

/* Files there that are not read. */
void folders_say_left_out(const char *folder);

/* Of a path the folder that is there already: others have to be made; allocated. */
char *folders_above(const char *path);

/* Removes what was made of it, as far as nothing is in that. */
void folders_remove(const char *path, const char *above);

#endif
