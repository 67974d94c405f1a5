/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/plugin_numbers.h"

#include "host.h"
#include "netcap.pb-c.h"

#include <stdio.h>
#include <string.h>

enum { PROBLEM_TEXT = 240 };

static char problem[PROBLEM_TEXT];

/* The name that belongs to one of our own numbers; NULL: none does. */
static const char *
owner_of(int32_t type)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&types__type__descriptor, type);
    const char *name = value ? strchr(value->name, '_') : NULL;

    return name ? name + 1 : NULL;
}

static const char *
type_problem(const struct nc_plugin *p)
{
    const char *owner = p->type > 0 && p->type < PLUGIN_TYPES_OWN ? owner_of(p->type) : p->name;

    if (owner && strcmp(owner, p->name) == 0)
        return NULL;
    snprintf(problem, sizeof problem,
             "has .type %d, %s%s: numbers below %d are netcap's: give it one from %d on", p->type,
             owner ? "which is that of " : "and is not among netcap's records", owner ? owner : "",
             PLUGIN_TYPES_OWN, PLUGIN_TYPES_OWN);
    return problem;
}

static bool
is_private(uint32_t space)
{
    for (int i = 0; i < 4; i++)
        if ((space >> 8 * i & 0xff) < ' ' || (space >> 8 * i & 0xff) > '~')
            return false;
    return true;
}

static const char *
key_problem(const struct nc_key *k)
{
    char name[NC_KEY_TEXT];

    if (k->space >= NC_SPACES && !is_private(k->space))
        snprintf(problem, sizeof problem,
                 "has a key in number space %u, which this netcapd does not know: use one of enum "
                 "nc_space, or NC_SPACE() with four characters for a space of your own",
                 k->space);
    else if (k->value > nc_space_most(k->space))
        snprintf(problem, sizeof problem, "has the key %s %llu, and there are none above %llu",
                 nc_space_name(k->space, name), (unsigned long long)k->value,
                 (unsigned long long)nc_space_most(k->space));
    else
        return NULL;
    return problem;
}

const char *
plugin_numbers_problem(const struct nc_plugin *p)
{
    const char *wrong = type_problem(p);

    for (const struct nc_key *k = p->on; !wrong && k && k->space; k++)
        wrong = key_problem(k);
    return wrong;
}
