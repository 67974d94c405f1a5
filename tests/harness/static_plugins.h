/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins that are part of the program, set up as if they had been loaded from files. */
#ifndef STATIC_PLUGINS_H
#define STATIC_PLUGINS_H

#include "dissect/plugins.h"

/* The list ends with NULL.  All are switched on, options have their initial values. */
void static_plugins(struct plugins *, const struct nc_plugin *const *list);
void static_plugins_free(struct plugins *);

#endif
