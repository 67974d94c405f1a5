/* SPDX-License-Identifier: Apache-2.0 */
/* The folders that plugins are loaded from. */
#ifndef PLUGIN_FOLDER_H
#define PLUGIN_FOLDER_H

/* Where the plugins are, NULL behind the last: the folders asked for, or that of the build tree
 * this program lies in, or of the installed ones.  NULL, and it is said, when one cannot be read.
 */
char **plugin_folders(char *const *asked);
void plugin_folders_free(char **);

#endif
