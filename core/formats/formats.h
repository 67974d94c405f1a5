/* SPDX-License-Identifier: Apache-2.0 */
/* The formats there are. */
#ifndef FORMATS_H
#define FORMATS_H

#include "formats/format.h"

/* All of them, the default first, NULL behind the last. */
extern const struct format *const formats[];

/* For an option that takes one of them: the choices, and what its help says of each. */
extern const char format_names[], format_help[];

/* NULL when there is none of this name. */
const struct format *format_named(const char *name);

#endif
