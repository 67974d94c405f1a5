/* SPDX-License-Identifier: Apache-2.0 */
#include "base/beside.h"

#include "base/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

char *
beside_us(const char *name)
{
    char path[PATH_MAX], *slash, *found;
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);

    if (length <= 0)
        return need_copy(name);
    path[length] = '\0';
    slash = strrchr(path, '/');
    found = need_text("%.*s%s", slash ? (int)(slash + 1 - path) : 0, path, name);
    if (access(found, X_OK) == 0)
        return found;
    free(found);
    return need_copy(name);
}
