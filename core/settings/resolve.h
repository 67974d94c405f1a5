/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of plugins: what the user wants, checked against what the plugins say of themselves. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "settings/settings.h"

/* What the plugins are to be told; NULL after a message that says where and what was expected. */
Catalog__Settings *settings_resolve(const struct settings *, const Catalog__Catalog *);

#endif
