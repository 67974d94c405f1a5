/* SPDX-License-Identifier: Apache-2.0 */
/* Modules of these programs that are loaded when they are asked for. */
#ifndef MODULE_H
#define MODULE_H

#include <stdbool.h>
#include <stddef.h>

/* Where the module NAME lies: in the build tree's FOLDER where this program is one of a build tree,
 * else in the folder where such are installed.  false: it cannot be read there. */
bool module_find(char *path, size_t size, const char *folder, const char *installed,
                 const char *name);

/* Its constant of that name, loaded for good; NULL: it is no such module, and it is said. */
const void *module_load(const char *path, const char *symbol);

#endif
