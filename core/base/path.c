/* SPDX-License-Identifier: Apache-2.0 */
#include "base/path.h"

#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

char *
path_join(const char *folder, const char *name, const char *ending)
{
    size_t length = strlen(folder);
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";

    return need_text("%s%s%s%s", folder, slash, name, ending);
}

bool
path_is_folder(const char *path)
{
    struct stat about;

    if (stat(path, &about))
        return false;
    errno = ENOTDIR; /* for when it is none */
    return S_ISDIR(about.st_mode);
}
