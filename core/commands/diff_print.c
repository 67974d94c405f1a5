/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/diff_print.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MOST = 256, DEPTH_MAX = 8 };

struct schemas {
    struct textbuf *to;
    const char *which;
};

static void
put_name(const struct schemas *s, const char *path, const char *name)
{
    text_string(s->to, "  ");
    text_string(s->to, path);
    text_string(s->to, name);
    text_string(s->to, s->which);
}

/* Fields of the one that the other does not have, or has as something else. */
static void
put_missing(const struct schemas *s, const char *path, const struct schema_message *of,
            const struct schema_message *in, int depth)
{
    for (size_t i = 0; i < of->count; i++) {
        const struct schema_field *field = &of->fields[i];
        const struct schema_field *other =
            schema_field_named(in, field->name, strlen(field->name));
        char inside[NAME_MOST];

        if (!other || strcmp(schema_type_name(other), schema_type_name(field)) != 0 ||
            other->repeated != field->repeated) {
            put_name(s, path, field->name);
            continue;
        }
        snprintf(inside, sizeof inside, "%s%s.", path, field->name);
        if (field->message && other->message && depth < DEPTH_MAX)
            put_missing(s, inside, field->message, other->message, depth + 1);
    }
}

static void
put_path(const struct diff_path *path, struct textbuf *to)
{
    text_string(to, "  ");
    text_string(to, path->name);
    text_string(to, ": differs in ");
    text_unsigned(to, path->count);
    text_string(to, path->count == 1 ? " record\n" : " records\n");
    for (size_t i = 0; i < DIFF_EXAMPLES && path->examples[i]; i++) {
        text_string(to, "    ");
        text_string(to, path->examples[i]);
        text_char(to, '\n');
    }
}

void
diff_fields_print(const struct diff_fields *d, struct textbuf *to)
{
    put_missing(&(struct schemas){ to, ": a field of the first run alone\n" }, "", d->schemas[0],
                d->schemas[1], 0);
    put_missing(&(struct schemas){ to, ": a field of the second run alone\n" }, "", d->schemas[1],
                d->schemas[0], 0);
    for (size_t i = 0; i < d->n_paths; i++)
        put_path(&d->paths[i], to);
    if (d->left_out) {
        text_string(to, "  other fields differ ");
        text_unsigned(to, d->left_out);
        text_string(to, " times\n");
    }
}
