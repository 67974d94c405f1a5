/* SPDX-License-Identifier: Apache-2.0 */
/* The folders that plugins are loaded from. */
#ifndef PLUGIN_FOLDER_H
#define PLUGIN_FOLDER_H

#include <stdbool.h>

/* Where the plugins are, NULL behind the last: the folders asked for, and unless they are to be the
 * `only` ones, those of $NETCAP_PLUGINS, ~/.local/lib/netcap/plugins if there are any, and the one
 * that netcap's own lie in, which is the last.  NULL, and it is said, when one cannot be read. */
char **plugin_folders(char *const *asked, bool only);
void plugin_folders_free(char **);

#endif
