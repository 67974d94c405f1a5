/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "output/header.h"

#include "base/clock.h"
#include "base/wire.h"
#include "netcap.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char created[48];

void
header_set_time(void)
{
    struct timespec now = clock_date();

    snprintf(created, sizeof created, "%lld.%06ld", (long long)now.tv_sec, now.tv_nsec / 1000);
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

uint8_t *
header_bytes(const Catalog__Plugin *plugin, const Catalog__PluginSettings *settings,
             const struct origin *origin, size_t *size)
{
    Types__Header header = TYPES__HEADER__INIT;
    uint32_t linktypes[64];
    uint8_t *bytes;
    size_t length;

    header.created = created;
    header.inputsource = (char *)origin->source;
    header.type = (Types__Type)plugin->type;
    header.version = (char *)"v" PACKAGE_VERSION;
    header.containspayloads = contains_payloads(plugin, settings);
    header.schema = plugin->schema;
    header.recordname = plugin->record_name;
    while (header.n_linktypes < origin->n_linktypes && header.n_linktypes < 64) {
        linktypes[header.n_linktypes] = origin->linktypes[header.n_linktypes];
        header.n_linktypes++;
    }
    header.linktypes = linktypes;
    header.options = origin->changed;
    while (origin->changed && origin->changed[header.n_options])
        header.n_options++;

    length = types__header__get_packed_size(&header);
    bytes = malloc(WIRE_VARINT_MAX + length);
    if (!bytes)
        return NULL;
    *size = (size_t)(wire_put_varint(bytes, length) - bytes);
    *size += types__header__pack(&header, bytes + *size);
    return bytes;
}
