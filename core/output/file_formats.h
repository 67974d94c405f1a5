/* SPDX-License-Identifier: Apache-2.0 */
/* The formats that files are made in. */
#ifndef FILE_FORMATS_H
#define FILE_FORMATS_H

#include "formats/file_format.h"

/* All of them, the default first, NULL behind the last. */
extern const struct file_format *const file_formats[];

/* For an option that takes one of them: the choices, and what its help says of each. */
extern const char file_format_names[], file_format_help[];

/* NULL when there is none of this name. */
const struct file_format *file_format_named(const char *name);

#endif
