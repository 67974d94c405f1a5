/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/loaded.h"

#include "base/memory.h"
#include "dissect/plugin_files.h"

#include <limits.h>

struct plugins *
loaded_plugins(const char *file, bool beside, void say(void *, const char *), void *context)
{
    struct plugins *plugins = need(1, sizeof *plugins);
    char *const own[] = { (char *)plugins_own_folder(), NULL };
    char loading[PATH_MAX];

    plugins_load_file(plugins, file, loading);
    if (beside && !plugins->n_refused)
        plugins_load(plugins, own, loading);
    for (size_t i = 0; i < plugins->n_refused; i++)
        say(context, plugins->refused[i]);
    return plugins->n_refused ? NULL : plugins;
}
