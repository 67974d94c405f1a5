/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/plugin_folder.h"

#include "base/path.h"
#include "base/say.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool
can_be_read(const char *folder)
{
    return path_is_folder(folder) && access(folder, R_OK | X_OK) == 0;
}

/* The program lies beside plugins/, or in .libs/ beside it. */
static bool
find_build_tree(char *folder, size_t size)
{
    static const char *const ways[] = { "../../plugins", "../plugins" };
    char self[PATH_MAX], libs[PATH_MAX + 64], *slash;
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    self[n > 0 ? n : 0] = '\0';
    slash = strrchr(self, '/');
    if (!slash)
        return false;
    *slash = '\0';
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        snprintf(libs, sizeof libs, "%s/%s/.libs", self, ways[i]);
        if (can_be_read(libs)) {
            snprintf(folder, size, "%s/%s", self, ways[i]); /* the loader looks into .libs itself */
            return true;
        }
    }
    return false;
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

bool
plugin_folder(const char *asked, char *folder, size_t size)
{
    if (*asked) {
        snprintf(folder, size, "%s", asked);
        return take_folder(folder, "can be read there",
                           "give --plugins the folder that holds them");
    }
    if (find_build_tree(folder, size))
        return true;
    snprintf(folder, size, "%s", PLUGINDIR);
    return take_folder(folder, "are installed there", "give --plugins=FOLDER");
}
