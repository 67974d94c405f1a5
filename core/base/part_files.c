/* SPDX-License-Identifier: Apache-2.0 */
#include "base/part_files.h"

#include "base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
part_files_add(struct part_files *all, struct part_file *file)
{
    all->list = grow(all->list, (all->n + 1) * sizeof *all->list);
    all->list[all->n++] = file;
}

void
part_files_move(struct part_files *all, struct part_file *file)
{
    struct part_file *own = need(1, sizeof *own);

    *own = *file;
    *file = (struct part_file){ .fd = -1 };
    part_files_add(all, own);
}

/* A step of all files; what fails of one is said, and the others go on. */
static bool
each_file(const struct part_files *all, const char *step(struct part_file *))
{
    bool ok = true;

    for (size_t i = 0; i < all->n; i++) {
        struct part_file *f = all->list[i];
        const char *doing = f->fd < 0 ? NULL : step(f);

        if (!doing)
            continue;
        say_error("%s: cannot %s: %s; what was written stays there", f->part, doing,
                  strerror(errno));
        ok = false;
    }
    return ok;
}

static const char *
begin_sync(struct part_file *f)
{
    part_file_begin_sync(f);
    return NULL;
}

/* Each step for all of them: the disk is waited for once rather than sixty times. */
bool
part_files_name(const struct part_files *all)
{
    bool ok;

    each_file(all, begin_sync);
    ok = each_file(all, part_file_sync);
    return each_file(all, part_file_finish) && ok;
}

void
part_files_forget(struct part_files *all)
{
    free(all->list);
    *all = (struct part_files){ .n = 0 };
}

void
part_files_free(struct part_files *all)
{
    for (size_t i = 0; i < all->n; i++) {
        part_file_free(all->list[i]);
        free(all->list[i]);
    }
    part_files_forget(all);
}
