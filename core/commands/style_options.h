/* SPDX-License-Identifier: Apache-2.0 */
/* Options of netcap's commands that print: how values look as text. */
#ifndef STYLE_OPTIONS_H
#define STYLE_OPTIONS_H

#include "base/argtable.h"
#include "base/file_style.h"

#include <stdbool.h>

/* Above those that commands have of their own. */
enum { STYLE_BYTES = 2000, STYLE_NESTED, STYLE_FORMULAS, STYLE_BIG_NUMBERS, STYLE_UTC };

/* Rows of a command's table. */
/* clang-format off */
#define STYLE_ROWS                                                                                \
    { STYLE_BYTES, 0, "bytes", "auto|hex|text|base64", "auto hex text base64", NULL,              \
      STYLE_BYTES_HELP, NULL },                                                                   \
    { STYLE_NESTED, 0, "nested", "dashes|json", "dashes json", NULL, STYLE_NESTED_HELP, NULL },   \
    { STYLE_FORMULAS, 0, "formulas", "escape|keep", "escape keep", NULL, STYLE_FORMULAS_HELP,     \
      NULL },                                                                                     \
    { STYLE_BIG_NUMBERS, 0, "big-numbers", "number|string", "number string", NULL,                \
      STYLE_BIG_NUMBERS_HELP, NULL },                                                             \
    { STYLE_UTC, 0, "utc", NULL, NULL, NULL, STYLE_UTC_HELP, NULL }
/* clang-format on */

/* Whether the row is one of those; its value is then taken. */
bool style_take(struct text_style *, const struct arg_row *, const char *value);

#endif
