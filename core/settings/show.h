/* SPDX-License-Identifier: Apache-2.0 */
/* Settings as text: those there are, and those that somebody changed. */
#ifndef SHOW_H
#define SHOW_H

#include "catalog.pb-c.h"
#include "settings/settings.h"

#include <stdio.h>

/* The complete default ini file, with comments. */
void settings_print(const Catalog__Catalog *, FILE *to);

/* "Section.key=value" for everything that differs from its default and changes what is written,
 * and the limits of flows; ends with NULL, and all of it is the caller's to free. */
char **settings_changed(const struct settings *, const Catalog__Catalog *,
                        const Catalog__Settings *);

#endif
