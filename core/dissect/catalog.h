/* SPDX-License-Identifier: Apache-2.0 */
/* The plugins as the supervisor knows them, and how they are shown to people. */
#ifndef CATALOG_H
#define CATALOG_H

#include "catalog.pb-c.h"
#include "dissect/plugins.h"

#include <stdio.h>

/* What there is, for the process that must not touch plugins; free with
 * catalog__catalog__free_unpacked(). */
Catalog__Catalog *catalog_of(const struct plugins *);

/* A table, one line per plugin. */
void catalog_list(const Catalog__Catalog *, FILE *to);

/* All there is to know of one plugin: name, ABI, record, keys, fields, options. */
void catalog_dump(const Catalog__Plugin *, FILE *to);

#endif
