/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of label files. */
#ifndef LABEL_FORMATS_H
#define LABEL_FORMATS_H

#include "labels/label_format.h"

/* For an option that takes one of them: the choices, and what its help says of each. */
extern const char label_format_names[], label_format_help[];

/* NULL when there is none of this name. */
const struct label_format *label_format_named(const char *name);

/* That of a file with this first line that is not empty; NULL when it is in none. */
const struct label_format *label_format_of(const char *line);

#endif
