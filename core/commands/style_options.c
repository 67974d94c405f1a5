/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/style_options.h"

bool
style_take(struct text_style *style, const struct arg_row *row, const char *value)
{
    switch (row->id) {
    case STYLE_BYTES: style->bytes = (uint32_t)arg_choice(row, value); return true;
    case STYLE_NESTED: style->nested = (uint32_t)arg_choice(row, value); return true;
    case STYLE_FORMULAS: style->formulas = (uint32_t)arg_choice(row, value); return true;
    case STYLE_BIG_NUMBERS: style->big_numbers = (uint32_t)arg_choice(row, value); return true;
    case STYLE_UTC: style->utc = true; return true;
    default: return false;
    }
}
