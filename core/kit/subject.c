/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/subject.h"

#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/say.h"
#include "dissect/catalog.h"
#include "kit/loaded.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct telling {
    const char *file;
    int to; /* where its catalog goes; -1: nowhere */
};

static void
say(void *trial, const char *text)
{
    trial_say(trial, "%s", text);
}

static void
write_all(int to, const uint8_t *bytes, size_t size)
{
    ssize_t n;

    for (; size && (n = write(to, bytes, size)) > 0; size -= (size_t)n)
        bytes += n;
}

static void
tell(struct trial *t, void *context)
{
    const struct telling *telling = context;
    struct plugins *plugins = loaded_plugins(telling->file, false, say, t);
    const struct nc_plugin *p;
    Catalog__Catalog *catalog;
    uint8_t *bytes;

    if (!plugins)
        return;
    p = &plugins->list[0].is;
    snprintf(t->name, sizeof t->name, "%s", p->name);
    t->reads_layers = p->read || p->decode;
    t->reads_talks = p->stream || p->datagram;
    if (telling->to < 0)
        return;
    catalog = catalog_of(plugins);
    bytes = need(1, catalog__catalog__get_packed_size(catalog));
    write_all(telling->to, bytes, catalog__catalog__pack(catalog, bytes));
}

bool
subject_of(struct trial *t, const char *file, struct subject *to)
{
    struct telling telling = { file, -1 };
    bool done = trial_run(t, tell, &telling, true) == TRIAL_DONE && !t->n_said;

    memcpy(to->name, t->name, sizeof to->name);
    to->reads_layers = t->reads_layers;
    to->reads_talks = t->reads_talks;
    return done;
}

Catalog__Catalog *
subject_catalog(struct trial *t, const char *file)
{
    struct telling telling = { file, memfd_create("catalog", MFD_CLOEXEC) };
    Catalog__Catalog *catalog = NULL;
    bool done = trial_run(t, tell, &telling, true) == TRIAL_DONE && !t->n_said;
    off_t size = telling.to < 0 ? 0 : lseek(telling.to, 0, SEEK_END);
    uint8_t *bytes = need(1, (size_t)size + 1);

    if (done && pread(telling.to, bytes, (size_t)size, 0) == size)
        catalog = catalog__catalog__unpack(&need_for_messages, (size_t)size, bytes);
    for (uint32_t i = 0; i < t->n_said; i++)
        say_error("%s", t->said[i]);
    if (telling.to >= 0)
        close(telling.to);
    free(bytes);
    return catalog;
}

const char *
subject_base(const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash ? slash + 1 : file;
}

const char *
subject_help(void *context, const struct arg_row *row, const char *value)
{
    (void)row;
    (void)value;
    *(bool *)context = true;
    return NULL;
}

int
subject_usage(const struct argtable *table, int operands)
{
    if (operands < 0)
        return STATUS_USAGE;
    argtable_help(table, stdout);
    return STATUS_DONE;
}
