/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/catalog.h"

#include "base/memory.h"
#include "dissect/plugins.h"
#include "host.h"

#include <stdlib.h>
#include <string.h>

static char *
copy(const char *text)
{
    return need_copy(text ? text : "");
}

static Catalog__Key *
key(const struct nc_key *k)
{
    Catalog__Key *to = need(1, sizeof *to);

    catalog__key__init(to);
    to->space = k->space;
    to->value = k->value;
    return to;
}

static Catalog__Field *
field(const struct nc_field *f)
{
    Catalog__Field *to = need(1, sizeof *to);

    catalog__field__init(to);
    to->name = copy(f->name);
    to->bits = f->bits;
    to->kind = f->kind;
    return to;
}

static Catalog__Option *
option(const struct nc_option *o)
{
    Catalog__Option *to = need(1, sizeof *to);

    catalog__option__init(to);
    to->name = copy(o->name);
    to->help = copy(o->help);
    to->kind = o->kind;
    to->initial = o->initial;
    to->least = o->least;
    to->most = o->most;
    return to;
}

/* A list of what `one` makes of each row of a table, which ends where `last` holds. */
#define ROWS(to, list, rows, last, one)                                                            \
    do {                                                                                           \
        size_t n_rows = 0;                                                                         \
        while ((rows) && !((rows)[n_rows] last))                                                   \
            n_rows++;                                                                              \
        (to)->list = need(1, n_rows * sizeof *(to)->list);                                         \
        for (; (to)->n_##list < n_rows; (to)->n_##list++)                                          \
            (to)->list[(to)->n_##list] = one(&(rows)[(to)->n_##list]);                             \
    } while (0)

static Catalog__Plugin *
describe(const struct plugin *p)
{
    Catalog__Plugin *to = need(1, sizeof *to);

    catalog__plugin__init(to);
    to->file = copy(p->file);
    to->name = copy(p->is.name);
    to->about = copy(p->is.about);
    to->abi = p->is.abi;
    to->size = p->is.size;
    to->type = p->is.type;
    if (p->is.record) {
        to->record_name = copy(p->is.record->name);
        to->schema.len = p->schema_size;
        to->schema.data = memcpy(need(1, p->schema_size), p->schema, p->schema_size);
    }
    to->stream = p->is.stream != NULL;
    to->datagram = p->is.datagram != NULL;
    to->flow = p->is.id != NULL;
    to->off_by_default = p->is.off_by_default;
    to->state_size = (uint32_t)p->is.state_size;
    ROWS(to, on, p->is.on, .space == NC_NONE, key);
    ROWS(to, field, p->is.fields, .kind == NC_KIND_END, field);
    ROWS(to, option, p->is.options, .kind == NC_OPTION_END, option);
    return to;
}

Catalog__Catalog *
catalog_of(const struct plugins *plugins)
{
    Catalog__Catalog *to = need(1, sizeof *to);

    catalog__catalog__init(to);
    to->plugin = need(1, plugins->n * sizeof *to->plugin);
    for (; to->n_plugin < plugins->n; to->n_plugin++)
        to->plugin[to->n_plugin] = describe(&plugins->list[to->n_plugin]);
    to->refused = need(1, plugins->n_refused * sizeof *to->refused);
    for (; to->n_refused < plugins->n_refused; to->n_refused++)
        to->refused[to->n_refused] = copy(plugins->refused[to->n_refused]);
    to->warned = need(1, plugins->n_warned * sizeof *to->warned);
    for (; to->n_warned < plugins->n_warned; to->n_warned++)
        to->warned[to->n_warned] = copy(plugins->warned[to->n_warned]);
    return to;
}

void
catalog_list(const Catalog__Catalog *catalog, FILE *to)
{
    fprintf(to, "%-28s %6s  %s\n", "NAME", "TYPE", "ABOUT");
    for (size_t i = 0; i < catalog->n_plugin; i++) {
        const Catalog__Plugin *p = catalog->plugin[i];
        char type[16] = "-";

        if (p->type)
            snprintf(type, sizeof type, "%d", p->type);
        fprintf(to, "%-28s %6s  %s\n", p->name, type, p->about);
    }
}

static const char *const kind_name[] = {
    [NC_KIND_UINT] = "uint", [NC_KIND_UINT_LE] = "uint_le", [NC_KIND_SKIP] = "skip",
    [NC_KIND_MAC] = "mac",   [NC_KIND_IPV4] = "ipv4",       [NC_KIND_IPV6] = "ipv6",
    [NC_KIND_BYTES] = "bytes", [NC_KIND_WORD] = "word",     [NC_KIND_WORD_LE] = "word_le",
    [NC_KIND_BITS] = "bits",
};

static void
dump_fields(const Catalog__Plugin *p, FILE *to)
{
    unsigned at = 0;

    for (size_t i = 0; i < p->n_field; i++) {
        const Catalog__Field *f = p->field[i];
        bool known = f->kind < sizeof kind_name / sizeof kind_name[0] && kind_name[f->kind];

        fprintf(to, "field=%s kind=%s bit=%u bits=%u\n", *f->name ? f->name : "-",
                known ? kind_name[f->kind] : "?", at, f->bits);
        at += f->bits;
    }
}

static void
dump_hooks(const Catalog__Plugin *p, FILE *to)
{
    if (p->stream || p->flow)
        fprintf(to, "hook=%s\n", p->flow ? "flow" : "stream");
    if (p->datagram)
        fputs("hook=datagram\n", to);
    if (p->stream || p->flow || p->datagram)
        fprintf(to, "state=%u\n", p->state_size);
}

void
catalog_dump(const Catalog__Plugin *p, FILE *to)
{
    char space[16];

    fprintf(to, "file=%s\nname=%s\nabout=%s\nabi=%u\nsize=%u\n", p->file, p->name, p->about, p->abi,
            p->size);
    if (p->type)
        fprintf(to, "record=%s\ntype=%d\nenabled=%s\n", p->record_name, p->type,
                p->off_by_default ? "off" : "on");
    dump_hooks(p, to);
    for (size_t i = 0; i < p->n_on; i++)
        fprintf(to, "on=%s:%llu\n", nc_space_name(p->on[i]->space, space),
                (unsigned long long)p->on[i]->value);
    dump_fields(p, to);
    for (size_t i = 0; i < p->n_option; i++) {
        const Catalog__Option *o = p->option[i];

        if (o->kind == NC_OPTION_BOOL)
            fprintf(to, "option=%s default=%s help=%s\n", o->name, o->initial ? "on" : "off",
                    o->help);
        else
            fprintf(to, "option=%s default=%llu range=%llu..%llu help=%s\n", o->name,
                    (unsigned long long)o->initial, (unsigned long long)o->least,
                    (unsigned long long)o->most, o->help);
    }
}
