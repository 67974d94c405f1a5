/* SPDX-License-Identifier: Apache-2.0 */
#include "output/folder.h"

#include "base/path.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
folder_make(const char *folder)
{
    char path[PATH_MAX];

    if (snprintf(path, sizeof path, "%s", folder) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) && errno != EEXIST)
            return false;
        *slash = '/';
    }
    return (mkdir(path, 0777) == 0 || errno == EEXIST) && path_is_folder(path) &&
           access(path, W_OK | X_OK) == 0;
}
