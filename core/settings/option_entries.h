/* SPDX-License-Identifier: Apache-2.0 */
/* What was told of settings by their names, whoever they are of. */
#ifndef OPTION_ENTRIES_H
#define OPTION_ENTRIES_H

#include "settings/settings.h"

/* A setting of a plugin's, kept until the plugins are known. */
void entries_add(struct settings *, const char *section, const char *key, const char *value,
                 const char *where);

/* Notes that --set names a setting; whether it did before. */
bool entries_are_told(struct settings *, const char *section, const char *key);

#endif
