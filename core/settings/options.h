/* SPDX-License-Identifier: Apache-2.0 */
/* Each option of netcapd: a row that says its names, its help, its key in the ini file, its value
 * at first and where that goes. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "settings/settings.h"

extern const struct argtable netcapd_table;

/* One setting of the ini file, into a struct settings: netcapd's at once, those of plugins when the
 * plugins are known.  False, and it is said, when it is none. */
bool options_take_entry(void *settings, const char *section, const char *key, const char *value,
                        const char *where);

#endif
