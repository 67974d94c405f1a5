/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files. */
#ifndef PATH_H
#define PATH_H

#include <stdbool.h>

/* The folder's file of that name and ending, allocated; never NULL. */
char *path_join(const char *folder, const char *name, const char *ending);

/* False with errno set when it is no folder, or cannot be looked at. */
bool path_is_folder(const char *path);

#endif
