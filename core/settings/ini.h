/* SPDX-License-Identifier: Apache-2.0 */
/* Files of [SECTION] and key = value, whatever they are for. */
#ifndef SETTINGS_INI_H
#define SETTINGS_INI_H

#include <stdbool.h>

/* Told each setting of a file in turn; section is "" before the first one, and where is
 * "netcap.ini:12".  Says what is wrong and returns false to end the reading. */
typedef bool ini_take(void *context, const char *section, const char *key, const char *value,
                      const char *where);

/* Reads a file to its end; false, and it is said, when it cannot. */
bool ini_read(const char *path, ini_take *, void *context);

#endif
