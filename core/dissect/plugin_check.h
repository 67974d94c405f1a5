/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a plugin's vtable is sound. */
#ifndef PLUGIN_CHECK_H
#define PLUGIN_CHECK_H

#include <netcap/plugin.h>

/* What is missing or wrong, in words that follow the file's name; NULL when it is sound. */
const char *plugin_problem(const struct nc_plugin *);

/* Whether a text may be a plugin's or an option's name, and so a file's: letters, digits and _. */
bool plugin_is_name(const char *);

/* Whether a text may stand in a list, on a terminal and in an ini file: one line, not endless. */
bool plugin_is_line(const char *);

#endif
