/* SPDX-License-Identifier: Apache-2.0 */
/* An ini file, for the program and for all plugins: FUZZ_PLUGINS as in fuzz_dissect.c.  What was
 * taken from it can be written down, and read again it comes to the same. */
#include "fuzz.h"

#include "base/say.h"
#include "dissect/catalog.h"
#include "fuzz_all.h"
#include "settings/resolve.h"
#include "settings/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 4096 };

static Catalog__Catalog *catalog;

static void
free_list(char **list)
{
    for (size_t i = 0; list[i]; i++)
        free(list[i]);
    free(list);
}

/* What differs from the defaults; NULL when the settings are refused. */
static char **
changes(int argc, char **argv)
{
    struct settings settings;
    Catalog__Settings *resolved = NULL;
    char **changed = NULL;

    if (settings_read(&settings, argc, argv))
        resolved = settings_resolve(&settings, catalog);
    if (resolved) {
        changed = settings_changed(&settings, catalog, resolved);
        plugins_apply(all_plugins(), resolved);
        catalog__settings__free_unpacked(resolved, NULL);
    }
    settings_free(&settings);
    return changed;
}

static void
check_again(char **changed)
{
    static char *words[WORDS_MAX];
    char **again;
    int n = 0;
    bool same;

    words[n++] = (char *)"fuzz";
    words[n++] = (char *)"-rx";
    for (size_t i = 0; changed[i] && n < WORDS_MAX - 1; i++)
        if (asprintf(&words[n++], "--set=%s", changed[i]) < 0)
            abort();
    again = changes(n, words);
    for (int i = 2; i < n; i++)
        free(words[i]);
    same = again != NULL;
    for (size_t i = 0; same && (changed[i] || again[i]); i++)
        same = changed[i] && again[i] && strcmp(changed[i], again[i]) == 0;
    if (!same)
        broken("settings that were written down are others when they are read");
    free_list(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char path[FUZZ_PATH], config[FUZZ_PATH + 16];
    char *words[] = { (char *)"fuzz", (char *)"-rx", config, NULL };
    int file = open_bytes(bytes, size, path);
    char **changed;

    if (!catalog)
        catalog = catalog_of(all_plugins());
    snprintf(config, sizeof config, "--config=%s", path);
    changed = changes(3, words);
    if (changed) {
        check_again(changed);
        free_list(changed);
    }
    close(file);
    return 0;
}
