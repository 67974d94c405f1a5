/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stage_models.h"

#include "core_helper.h"
#include "harness.h"

#include <string.h>

enum { PLUGINS = FLOW_STAGES_MAX + 3 };

static Catalog__Plugin plugins[PLUGINS];
static Catalog__PluginSettings own[PLUGINS];
static uint64_t options[PLUGINS][3];
static Catalog__Catalog catalog = CATALOG__CATALOG__INIT;
static Catalog__Settings settings = CATALOG__SETTINGS__INIT;
static struct stage_limits limits;

/* A carrier, and behind it models of flows that are switched on, each with limits of its own. */
static void
with_models(uint32_t n)
{
    static Catalog__Plugin *list[PLUGINS];
    static Catalog__PluginSettings *all[PLUGINS];

    memset(&limits, 0, sizeof limits);
    for (uint32_t i = 0; i <= n; i++) {
        catalog__plugin__init(&plugins[i]);
        catalog__plugin_settings__init(&own[i]);
        plugins[i].name = (char *)"Model";
        plugins[i].flow = i > 0;
        plugins[i].state_size = 100 + i;
        options[i][0] = i, options[i][1] = 10 + i, options[i][2] = 20 + i;
        own[i].option = options[i], own[i].n_option = 3;
        own[i].enabled = true;
        list[i] = &plugins[i];
        all[i] = &own[i];
    }
    catalog.plugin = list, catalog.n_plugin = n + 1;
    settings.plugin = all, settings.n_plugin = n + 1;
}

static void
models_are_taken_with_what_their_options_say(void)
{
    const struct model_limits *second = &limits.models[1];

    with_models(2);
    CU_ASSERT_FATAL(limits_take_models(&limits, &catalog, &settings));
    CU_ASSERT_EQUAL(limits.n_models, 2);
    CU_ASSERT_EQUAL(second->plugin, 2);
    CU_ASSERT_EQUAL(second->state_size, 102);
    CU_ASSERT_EQUAL(second->flows.idle_timeout, 2);
    CU_ASSERT_EQUAL(second->flows.active_timeout, 12);
    CU_ASSERT_EQUAL(second->flows.max_flows, 22);
}

static void
a_model_that_is_switched_off_has_no_stage(void)
{
    with_models(2);
    own[1].enabled = false;
    CU_ASSERT_FATAL(limits_take_models(&limits, &catalog, &settings));
    CU_ASSERT_EQUAL(limits.n_models, 1);
    CU_ASSERT_EQUAL(limits.models[0].plugin, 2);
}

static void
one_model_too_many_is_refused(void)
{
    with_models(FLOW_STAGES_MAX);
    CU_ASSERT(limits_take_models(&limits, &catalog, &settings));
    with_models(FLOW_STAGES_MAX + 1);
    hear();
    CU_ASSERT_FALSE(limits_take_models(&limits, &catalog, &settings));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "Model: more than 9 models of flows are switched on"));
}

int
main(void)
{
    static const struct sentence told[] = {
        SENTENCE(models_are_taken_with_what_their_options_say),
        SENTENCE(a_model_that_is_switched_off_has_no_stage),
        SENTENCE(one_model_too_many_is_refused),
        SENTENCES_END
    };

    return sentences("stage_models", told);
}
