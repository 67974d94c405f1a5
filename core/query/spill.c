/* SPDX-License-Identifier: Apache-2.0 */
#include "query/spill.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
    int files[2], error;
    const char *folder;
} spill = { { -1, -1 }, 0, "" };

/* Some file systems have none that never had a name. */
static int
open_nameless(const char *folder)
{
    int file = open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    char *path;

    if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return file;
    path = need_text("%s/netcap-XXXXXX", folder);
    file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        unlink(path);
    free(path);
    return file;
}

void
spill_open(const char *folder)
{
    const char *wanted = getenv("TMPDIR");

    spill.folder = wanted && *wanted ? wanted : folder;
    for (int i = 0; i < 2; i++) {
        spill.files[i] = open_nameless(spill.folder);
        if (spill.files[i] < 0)
            spill.error = errno;
    }
}

const int *
spill_files(void)
{
    if (!spill.error && spill.files[1] >= 0)
        return spill.files;
    errno = spill.error;
    return NULL;
}

const char *
spill_folder(void)
{
    return spill.folder;
}
