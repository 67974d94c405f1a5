/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/formats.h"

#include <string.h>

const struct format *const formats[] = {
    &format_csv, &format_tsv, &format_jsonl, &format_text, &format_table, NULL,
};

const char format_names[] = "csv tsv jsonl text table";

const char format_help[] =
    "csv (the default), tsv, jsonl: a JSON object a line, text: protobuf text format, or table: "
    "aligned columns, with long values cut";

const struct format *
format_named(const char *name)
{
    for (size_t i = 0; formats[i]; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}
