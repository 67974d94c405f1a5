/* SPDX-License-Identifier: Apache-2.0 */
#include "base/beside.h"

#include "base/memory.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

bool
beside_folder(char *to, size_t size)
{
    char self[PATH_MAX], *slash;
    ssize_t length = readlink("/proc/self/exe", self, sizeof self);

    if (length <= 0 || length == sizeof self)
        return false;
    self[length] = '\0';
    slash = strrchr(self, '/');
    if (!slash || (size_t)(slash - self) >= size)
        return false;
    *slash = '\0';
    strcpy(to, self);
    return true;
}

bool
beside_build_tree(const char *name, const char *file, char *to, size_t size)
{
    static const char *const ways[] = { "../..", ".." };
    char folder[PATH_MAX], path[PATH_MAX + 64];

    if (!beside_folder(folder, sizeof folder))
        return false;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        snprintf(path, sizeof path, "%s/%s/%s/%s", folder, ways[i], name, file);
        if (access(path, R_OK) == 0)
            return snprintf(to, size, "%s/%s/%s", folder, ways[i], name) < (int)size;
    }
    return false;
}

char *
beside_us(const char *name)
{
    char folder[PATH_MAX], *found;

    if (!beside_folder(folder, sizeof folder))
        return need_copy(name);
    found = need_text("%s/%s", folder, name);
    if (access(found, X_OK) == 0)
        return found;
    free(found);
    return need_copy(name);
}
