/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/verify_untold.h"

#include "base/our_file.h"
#include "base/path.h"

#include <stdlib.h>

static const struct verify_kind *kind;

void
verify_untold_by(const struct verify_kind *is)
{
    kind = is;
}

static bool
is_of_kind(const char *path, const char *name)
{
    return kind && our_file(name) == OUR_RECORDS && kind->is(path);
}

bool
verify_untold(struct verify *v, const char *folder, struct dirent *const *names, size_t n)
{
    char *first = path_join(folder, names[0]->d_name, "");
    size_t of_kind = 0, fine = 0;

    for (size_t i = 0; i < n; i++) {
        char *path = path_join(folder, names[i]->d_name, "");

        if (is_of_kind(path, names[i]->d_name)) {
            of_kind++;
            fine += kind->verify(v, path);
        }
        free(path);
    }
    if (fine == n)
        verify_notes(v, first, "%zu %s of its set: %s", n, n == 1 ? "file" : "files", kind->fine);
    free(first);
    return of_kind == n;
}
