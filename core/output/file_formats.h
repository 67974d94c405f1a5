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

/* Which of them it is. */
size_t file_format_index(const struct file_format *);

/* What the names of its files end with, compressed so: ".csv.gz"; allocated. */
char *file_format_suffix(const struct file_format *, const struct compression *);

/* How a user's style is meant for a format: one that compresses inside goes by its own. */
struct file_style file_format_style(const struct file_format *, const struct file_style *);

#endif
