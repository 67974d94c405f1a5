/* SPDX-License-Identifier: Apache-2.0 */
/* The plugins as the supervisor knows them, and how they are shown to people. */
#ifndef CATALOG_H
#define CATALOG_H

#include "catalog.pb-c.h"

#include <stdio.h>

/* A table, one line per plugin. */
void catalog_list(const Catalog__Catalog *, FILE *to);

/* All there is to know of one plugin: name, ABI, record, keys, fields, options. */
void catalog_dump(const Catalog__Plugin *, FILE *to);

#endif
