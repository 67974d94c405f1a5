/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "output/header.h"

#include "base/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static char created[48];

void
header_set_time(void)
{
    struct timespec now = clock_date();

    snprintf(created, sizeof created, "%lld.%06ld", (long long)now.tv_sec, now.tv_nsec / 1000);
}

const char *
header_time(void)
{
    return created;
}

/* A record carries payloads when its plugin has an option of that name and it is on. */
static bool
contains_payloads(const Catalog__Plugin *plugin, const Catalog__PluginSettings *settings)
{
    for (size_t i = 0; i < plugin->n_option; i++)
        if (strcmp(plugin->option[i]->name, "payload") == 0)
            return settings->option[i] != 0;
    return false;
}

void
header_make(struct record_header *header, const Catalog__Plugin *plugin,
            const Catalog__PluginSettings *settings, const struct origin *origin)
{
    Types__Header *is = &header->is;

    types__header__init(is);
    is->created = created;
    is->inputsource = (char *)origin->source;
    is->type = (Types__Type)plugin->type;
    is->version = (char *)"v" PACKAGE_VERSION;
    is->containspayloads = contains_payloads(plugin, settings);
    is->schema = plugin->schema;
    is->recordname = plugin->record_name;
    for (; is->n_linktypes < origin->n_linktypes && is->n_linktypes < LINKTYPES_MAX;
         is->n_linktypes++)
        header->linktypes[is->n_linktypes] = origin->linktypes[is->n_linktypes];
    is->linktypes = header->linktypes;
    is->options = origin->changed;
    while (origin->changed && origin->changed[is->n_options])
        is->n_options++;
    if (origin->run_id)
        is->runid = (char *)origin->run_id;
    is->set = origin->set;
}
