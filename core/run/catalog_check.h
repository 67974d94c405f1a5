/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what the zygote tells of the plugins can be true: a plugin's constructor runs there. */
#ifndef CATALOG_CHECK_H
#define CATALOG_CHECK_H

#include "catalog.pb-c.h"

/* What is wrong with it, in words; NULL when nothing is.  Numbers are within what the supervisor
 * has room for, names are different ones and can be those of files, and texts can be shown. */
const char *catalog_problem(const Catalog__Catalog *);

#endif
