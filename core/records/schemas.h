/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas of files that have none: those of the original netcap, of which only the type's number
 * is known.  They are those of our plugins, installed beside them as STEM.desc. */
#ifndef SCHEMAS_H
#define SCHEMAS_H

#include "netcap.pb-c.h"

#include <stdbool.h>

/* The folder to look in; NULL: that of the build tree this program lies in, or the installed one.
 */
void schemas_look_in(const char *folder);

/* That folder, for a sandbox to leave open. */
const char *schemas_folder(void);

/* Gives a header without a schema one, and the record's name, by its type; false when there is
 * none, with the reason in `why`. */
bool schemas_give(Types__Header *, char *why, size_t size);

#endif
