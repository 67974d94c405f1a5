/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "records/merged_header.h"

#include "base/clock.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A header of more is none that is read. */
enum { MOST_SOURCE = 64 << 10, MOST_OPTIONS = 1024, MOST_LINKTYPES = 64 };

static void
add_source(Types__Header *header, const char *source)
{
    char *before = header->inputsource;
    size_t used = strlen(before);

    if (used + strlen(source) > MOST_SOURCE)
        return;
    header->inputsource = need_text("%s%s%s", before, used ? " " : "", source);
    free(before);
}

static void
add_option(Types__Header *header, char *option)
{
    for (size_t i = 0; i < header->n_options; i++)
        if (strcmp(header->options[i], option) == 0)
            return;
    if (header->n_options < MOST_OPTIONS)
        header->options[header->n_options++] = option;
}

static void
add_linktype(Types__Header *header, uint32_t linktype)
{
    for (size_t i = 0; i < header->n_linktypes; i++)
        if (header->linktypes[i] == linktype)
            return;
    if (header->n_linktypes < MOST_LINKTYPES)
        header->linktypes[header->n_linktypes++] = linktype;
}

static void
add(Types__Header *header, const Types__Header *from)
{
    add_source(header, from->inputsource);
    header->containspayloads |= from->containspayloads;
    for (size_t i = 0; i < from->n_options; i++)
        add_option(header, from->options[i]);
    for (size_t i = 0; i < from->n_linktypes; i++)
        add_linktype(header, from->linktypes[i]);
}

Types__Header *
merged_header(struct record_file *const *files, size_t count, size_t widest)
{
    const Types__Header *wide = record_file_header(files[widest]);
    Types__Header *header = need(1, sizeof *header);
    struct timespec now = clock_date();

    types__header__init(header);
    header->created = need_text("%lld.%06ld", (long long)now.tv_sec, now.tv_nsec / 1000);
    header->inputsource = need_copy("");
    header->type = wide->type;
    header->version = (char *)"v" PACKAGE_VERSION;
    header->schema = wide->schema;
    header->recordname = wide->recordname;
    header->options = need(MOST_OPTIONS, sizeof *header->options);
    header->linktypes = need(MOST_LINKTYPES, sizeof *header->linktypes);
    for (size_t i = 0; i < count; i++)
        add(header, record_file_header(files[i]));
    return header;
}

void
merged_header_free(Types__Header *header)
{
    free(header->created);
    free(header->inputsource);
    free(header->options);
    free(header->linktypes);
    free(header);
}
