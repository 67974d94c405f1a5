/* SPDX-License-Identifier: Apache-2.0 */
/* What a user chooses of how records are written to files, whatever the format. */
#ifndef FILE_STYLE_H
#define FILE_STYLE_H

#include "base/compression.h"

enum time_unit { TIME_NS, TIME_US };

/* In the order of the options' choices. */
enum bytes_style { BYTES_AUTO, BYTES_HEX, BYTES_TEXT, BYTES_BASE64 };
enum nested_style { NESTED_DASHES, NESTED_JSON };
enum formulas_style { FORMULAS_ESCAPE, FORMULAS_KEEP };
enum big_numbers_style { BIG_NUMBERS, BIG_STRINGS };

struct text_style {
    uint32_t bytes;       /* auto: as their meaning is, or in hexadecimal: see formats/cell.h */
    uint32_t nested;      /* of CSV: messages and lists in a cell */
    uint32_t formulas;    /* of CSV: text that a spreadsheet takes for one */
    uint32_t big_numbers; /* of JSON: what no double can hold */
    bool utc;             /* timestamps as RFC 3339 */
};

/* What the help says of each. */
#define STYLE_BYTES_HELP                                                                           \
    "bytes of a column: auto: of csv, tsv and tables names as text and addresses as such, all "    \
    "others and all of jsonl in hexadecimal; in text \\DDD stands for what cannot be printed"
#define STYLE_NESTED_HELP                                                                          \
    "messages and lists in a cell of csv and tsv: as (a-b-c), or as JSON, which can be taken "     \
    "apart whatever is in it"
#define STYLE_FORMULAS_HELP                                                                        \
    "of csv and tsv: text that a spreadsheet would take for a formula, as it begins with = + - "   \
    "or @ and is no number, gets an apostrophe in front, or stays as it is"
#define STYLE_BIG_NUMBERS_HELP                                                                     \
    "of JSON: whole numbers above 2^53, which readers may not hold, as numbers or in quotes"
#define STYLE_UTC_HELP "timestamps as 2026-01-31T12:00:00.000000Z"

struct file_style {
    struct compression compression;
    uint32_t time_unit; /* of times that are numbers */
    struct text_style text;
};

#endif
