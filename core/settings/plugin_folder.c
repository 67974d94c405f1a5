/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/plugin_folder.h"

#include "base/beside.h"
#include "base/memory.h"
#include "base/path.h"
#include "base/say.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
can_be_read(const char *folder)
{
    return path_is_folder(folder) && access(folder, R_OK | X_OK) == 0;
}

/* Whether it can be read; if not, it is said what was expected of it, and what to do. */
static bool
take_folder(const char *folder, const char *expected, const char *hint)
{
    if (can_be_read(folder))
        return true;
    say_error("%s: no plugins %s: %s: %s", folder, expected, strerror(errno), hint);
    return false;
}

char **
plugin_folders(char *const *asked)
{
    char **folders, found[PATH_MAX + 64];
    size_t n = 0;
    bool ok = true;

    while (asked && asked[n])
        n++;
    folders = need(n + 2, sizeof *folders);
    for (size_t i = 0; i < n; i++) {
        folders[i] = need_copy(asked[i]);
        ok = ok && take_folder(folders[i], "can be read there",
                               "give --plugins the folder that holds them");
    }
    if (n == 0 && beside_build_tree("plugins", "Makefile", found, sizeof found) &&
        can_be_read(found)) {
        folders[0] = need_copy(found);
    } else if (n == 0) {
        folders[0] = need_copy(PLUGINDIR);
        ok = take_folder(PLUGINDIR, "are installed there", "give --plugins=FOLDER");
    }
    if (ok)
        return folders;
    plugin_folders_free(folders);
    return NULL;
}

void
plugin_folders_free(char **folders)
{
    for (size_t i = 0; folders && folders[i]; i++)
        free(folders[i]);
    free(folders);
}
