/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of plugins: what the user wants, checked against what the plugins say of themselves. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "settings/settings.h"

/* What the plugins are to be told; NULL after a message that says where and what was expected. */
Catalog__Settings *settings_resolve(const struct settings *, const Catalog__Catalog *);

/* "Section.key=value" for everything that differs from its default, and the limits of flows; ends with
 * NULL. */
char **settings_changed(const struct settings *, const Catalog__Catalog *, const Catalog__Settings *);

/* The complete default ini file, with comments. */
void settings_print(const Catalog__Catalog *, FILE *to);

#endif
