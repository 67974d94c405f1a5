/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the numbers that a plugin gives can be: of its record, and those it is found by. */
#ifndef PLUGIN_NUMBERS_H
#define PLUGIN_NUMBERS_H

#include <netcap/plugin.h>

/* Record types below this are those of netcap.proto, each with a name of its own. */
enum { PLUGIN_TYPES_OWN = 10000 };

/* What is wrong, in words that follow the file's name, until the next call; NULL: nothing is. */
const char *plugin_numbers_problem(const struct nc_plugin *);

#endif
