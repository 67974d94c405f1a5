/* SPDX-License-Identifier: Apache-2.0 */
/* What the records of a file are called, in the names of files and elsewhere. */
#ifndef TYPE_NAME_H
#define TYPE_NAME_H

#include "netcap.pb-c.h"

#include <stdbool.h>

enum { TYPE_NAME_MOST = 64 };

/* The name of a header's type, "TCP": letters, digits and _; false when it has none such. */
bool type_name(const Types__Header *, char to[TYPE_NAME_MOST + 1]);

#endif
