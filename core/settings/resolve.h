/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of plugins: what the user wants, checked against what the plugins say of themselves. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "catalog.pb-c.h"
#include "settings/settings.h"

/* What the plugins are to be told; NULL, and it is said, where and what was expected
 * instead. */
Catalog__Settings *settings_resolve(const struct settings *, const Catalog__Catalog *);

#endif
