/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap plugin doc": a page on a plugin, from what it says of itself. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "host.h"
#include "kit/doc_page.h"
#include "kit/kit.h"
#include "kit/subject.h"
#include "schema/schema.h"

#include <stdlib.h>
#include <string.h>

enum { OPT_FORMAT };

static const struct arg_row rows[] = {
    { OPT_FORMAT, 0, "format", "man|markdown", "man markdown", "Options",
      "man: for 'man -l -'; markdown if nothing is said", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap plugin doc",
    "FILE.so",
    "Prints a page on a plugin: what leads to it, its header, its options, and the fields of its "
    "records with what their schema says of them.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct options {
    bool man, help;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct options *to = context;

    if (row->id == OPT_FORMAT)
        to->man = strcmp(value, "man") == 0;
    else
        to->help = true;
    return NULL;
}

static void
put_keys(struct doc_page *page, const Catalog__Plugin *p)
{
    char key[NC_KEY_TEXT];

    doc_section(page, "Keys");
    for (size_t i = 0; i < p->n_on; i++)
        doc_row(page, nc_key_text(p->on[i]->space, p->on[i]->value, key), "leads to it");
    if (p->flow)
        doc_text(page, "It is a model of flows, which sees every packet.");
    else if (!p->n_on)
        doc_text(page, "It finds its streams by their first bytes, on any port.");
}

static void
put_header(struct doc_page *page, const Catalog__Plugin *p)
{
    unsigned at = 0;

    if (!p->n_field)
        return;
    doc_section(page, "Header");
    for (size_t i = 0; i < p->n_field; i++) {
        char *bits = need_text("%u bits, from bit %u on", p->field[i]->bits, at);

        if (p->field[i]->bits)
            doc_row(page, *p->field[i]->name ? p->field[i]->name : "(passed over)", bits);
        at += p->field[i]->bits;
        free(bits);
    }
}

static void
put_options(struct doc_page *page, const Catalog__Plugin *p)
{
    char *section =
        need_text("Keys of [%s] in the ini file, or --set=%s.KEY=VALUE.", p->name, p->name);

    if (p->n_option) {
        doc_section(page, "Options");
        doc_text(page, section);
    }
    free(section);
    for (size_t i = 0; i < p->n_option; i++) {
        const Catalog__Option *o = p->option[i];
        char *text =
            o->kind == NC_OPTION_BOOL
                ? need_text("%s; %s if nothing is said", o->help, o->initial ? "on" : "off")
                : need_text("%s; %llu to %llu, %llu if nothing is said", o->help,
                            (unsigned long long)o->least, (unsigned long long)o->most,
                            (unsigned long long)o->initial);

        doc_row(page, o->name, text);
        free(text);
    }
}

/* Of the record and of the messages in it, each once, as deep as they go. */
static void
put_message(struct doc_page *page, const struct schema_message *message, int depth)
{
    char *title = need_text("%s %s", depth ? "Fields of" : "Record", message->name);

    doc_section(page, title);
    free(title);
    if (*message->comment)
        doc_text(page, message->comment);
    for (size_t i = 0; i < message->count; i++) {
        const struct schema_field *f = &message->fields[i];
        const char *unit = f->unit && !meaning_is_unit(f->meaning) ? f->unit : "";
        const char *word = meaning_word(f->meaning);
        char *text = need_text("%u, %s%s%s%s%s%s%s%s", f->number, f->repeated ? "list of " : "",
                               schema_type_name(f), *word ? ". " : "", word, *unit ? " " : "", unit,
                               *f->comment ? ": " : "", f->comment);

        doc_row(page, f->name, text);
        free(text);
    }
    for (size_t i = 0; i < message->count; i++)
        if (message->fields[i].message && message->fields[i].message != message && depth < 3)
            put_message(page, message->fields[i].message, depth + 1);
}

static void
put_record(struct doc_page *page, const Catalog__Plugin *p)
{
    char why[160], *text;
    struct schema *schema;

    if (!p->type) {
        doc_section(page, "Record");
        doc_text(page, "It writes none: it is decoded only for what is inside.");
        return;
    }
    text = need_text("Its records, %s, are of type %d and go to %s.ncap.gz%s.", p->record_name,
                     p->type, p->name, p->off_by_default ? ", where they are asked for" : "");
    doc_section(page, "Files");
    doc_text(page, text);
    free(text);
    schema = schema_new(p->schema.data, p->schema.len, p->record_name, why, sizeof why);
    if (schema)
        put_message(page, schema_record(schema), 0);
    else
        say_error("%s: its schema cannot be read: %s", p->file, why);
    schema_free(schema);
}

static enum status
print(const char *file, bool man)
{
    struct trial *trial = trial_create();
    Catalog__Catalog *catalog = subject_catalog(trial, file);
    struct doc_page page = { .man = man, .to = stdout };

    trial_free(trial);
    if (!catalog || !catalog->n_plugin) {
        say_error("%s: could not be loaded: netcap plugin check says more", file);
        return STATUS_REFUSED;
    }
    doc_begin(&page, catalog->plugin[0]->name, catalog->plugin[0]->about);
    put_keys(&page, catalog->plugin[0]);
    put_header(&page, catalog->plugin[0]);
    put_options(&page, catalog->plugin[0]);
    put_record(&page, catalog->plugin[0]);
    catalog__catalog__free_unpacked(catalog, NULL);
    return STATUS_DONE;
}

static int
run(int argc, char **argv)
{
    struct options o = { .man = false };
    int n = argtable_parse(&table, argc, argv, take_option, &o);

    if (n < 0 || o.help)
        return subject_usage(&table, n);
    if (n != 1) {
        say_error("expected one plugin's file; see 'netcap plugin doc --help'");
        return STATUS_USAGE;
    }
    return (int)print(argv[0], o.man);
}

const struct command command_plugin_doc = {
    .name = "plugin doc",
    .brief = "print a page on a plugin, from what it says of itself",
    .table = &table,
    .run = run,
};
