/* SPDX-License-Identifier: Apache-2.0 */
#include "run/catalog_check.h"

#include "dissect/plugin_check.h"
#include "dissect/plugins.h"

#include <string.h>

static bool
are_options_sound(const Catalog__Plugin *p)
{
    for (size_t i = 0; i < p->n_option; i++)
        if (!plugin_is_name(p->option[i]->name) || !plugin_is_line(p->option[i]->help))
            return false;
    for (size_t i = 0; i < p->n_field; i++)
        if (!plugin_is_line(p->field[i]->name))
            return false;
    return true;
}

static bool
is_named_before(const Catalog__Catalog *c, size_t plugin)
{
    for (size_t i = 0; i < plugin; i++)
        if (strcmp(c->plugin[i]->name, c->plugin[plugin]->name) == 0)
            return true;
    return false;
}

const char *
catalog_problem(const Catalog__Catalog *c)
{
    if (c->n_plugin > PLUGINS_MAX || c->n_refused > REFUSALS_MAX ||
        c->n_warned > REFUSALS_MAX)
        return "there are more than there can be";
    for (size_t i = 0; i < c->n_plugin; i++) {
        const Catalog__Plugin *p = c->plugin[i];

        if (!plugin_is_name(p->name) || is_named_before(c, i))
            return "a name is none, or is there twice";
        if (!plugin_is_line(p->about) || !plugin_is_line(p->record_name) || !are_options_sound(p))
            return "a text cannot be shown";
    }
    return NULL;
}
