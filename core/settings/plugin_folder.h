/* SPDX-License-Identifier: Apache-2.0 */
/* The folder that plugins are loaded from. */
#ifndef PLUGIN_FOLDER_H
#define PLUGIN_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* Where the plugins are: the folder asked for unless that is "", or those of the build tree this
 * program lies in, or the installed ones.  False, and it is said, when none can be read. */
bool plugin_folder(const char *asked, char *folder, size_t size);

#endif
