/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins from files.  `loading`, of PATH_MAX bytes, names the file being loaded, for whoever finds
 * us dead. */
#ifndef PLUGIN_FILES_H
#define PLUGIN_FILES_H

#include "dissect/plugins.h"

/* Loads every .so of the folders, NULL behind the last, and of their .libs, where libtool leaves
 * them. */
void plugins_load(struct plugins *, char *const *folders, char *loading);

/* Where netcap's own plugins lie: in the build tree this program is in, or where they are
 * installed.  Others take their place, which is said.  To be asked once before the process is
 * confined. */
const char *plugins_own_folder(void);

/* Whether a file of that name in a folder is one. */
bool plugins_has_name(const char *name);

/* Loads one file. */
void plugins_load_file(struct plugins *, const char *path, char *loading);

#endif
