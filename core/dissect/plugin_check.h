/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a plugin's vtable is sound. */
#ifndef PLUGIN_CHECK_H
#define PLUGIN_CHECK_H

#include <netcap/plugin.h>

/* What is missing or wrong, in words that follow the file's name; NULL when it is sound. */
const char *plugin_problem(const struct nc_plugin *);

#endif
