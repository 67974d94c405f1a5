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
 * and the limits of flows. */
char **settings_changed(const struct settings *, const Catalog__Catalog *,
                        const Catalog__Settings *);

/* "Section.key=value" for everything that changes what is written, as --set takes it. */
char **settings_in_force(const struct settings *, const Catalog__Catalog *,
                         const Catalog__Settings *);

/* Of both ends with NULL, and all of it is the caller's to free, as this does. */
void settings_free_texts(char **);

#endif
