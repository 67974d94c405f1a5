/* SPDX-License-Identifier: Apache-2.0 */
/* Settings by their names in the ini file, from there and from --set. */
#ifndef OPTION_ENTRIES_H
#define OPTION_ENTRIES_H

#include <stdbool.h>

/* One setting of the ini file, into a struct settings: netcapd's at once, those of plugins when the
 * plugins are known.  False, and it is said, when it is none. */
bool options_take_entry(void *settings, const char *section, const char *key, const char *value,
                        const char *where);

/* "Name.key=value"; NULL, or what was expected. */
const char *option_set(void *settings, const char *value);

#endif
