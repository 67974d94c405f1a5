/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stage_models.h"

#include "base/say.h"

/* Loading has seen to it that a model's options begin with NC_FLOW_LIMITS. */
bool
limits_take_models(struct stage_limits *to, const Catalog__Catalog *catalog,
                   const Catalog__Settings *settings)
{
    for (size_t i = 0; i < catalog->n_plugin; i++) {
        const Catalog__Plugin *p = catalog->plugin[i];
        const uint64_t *option = settings->plugin[i]->option;

        if (!p->flow || !settings->plugin[i]->enabled)
            continue;
        if (to->n_models == FLOW_STAGES_MAX) {
            say_error("%s: more than %d models of flows are switched on: switch some off", p->name,
                      FLOW_STAGES_MAX);
            return false;
        }
        to->models[to->n_models++] =
            (struct model_limits){ (int)i, p->state_size, { option[0], option[1], option[2] } };
    }
    return true;
}
