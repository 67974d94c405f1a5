/* SPDX-License-Identifier: Apache-2.0 */
#include "static_plugins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
static_plugins(struct plugins *plugins, const struct nc_plugin *const *list)
{
    memset(plugins, 0, sizeof *plugins);
    for (size_t i = 0; list[i]; i++)
        plugins_add(plugins, list[i]->name, list[i]);
    for (size_t i = 0; i < plugins->n_refused; i++)
        fprintf(stderr, "test: %s\n", plugins->refused[i]);
    if (plugins->n_refused)
        exit(99);
}

void
static_plugins_free(struct plugins *plugins)
{
    for (size_t i = 0; i < plugins->n; i++) {
        free(plugins->list[i].file);
        free(plugins->list[i].options);
        encoder_free(plugins->list[i].encoder);
    }
    plugins->n = 0;
}
