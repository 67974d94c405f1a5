/* SPDX-License-Identifier: Apache-2.0 */
#include "output/acknowledged.h"

#include "base/memory.h"
#include "base/path.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static bool
is_position(const char *name)
{
    return strncmp(name, POSITION_PREFIX, strlen(POSITION_PREFIX)) == 0 && !strchr(name + 1, '.');
}

struct acknowledged
acknowledged_read(const char *folder)
{
    struct acknowledged it = { NULL, 0 };
    DIR *entries = opendir(folder);
    const struct dirent *entry;

    while (entries && (entry = readdir(entries))) {
        char *path = is_position(entry->d_name) ? path_join(folder, entry->d_name, "") : NULL;

        if (!path)
            continue;
        it.all = grow(it.all, (it.count + 1) * sizeof *it.all);
        if (position_read(&it.all[it.count], path))
            it.count++;
        free(path);
    }
    if (entries)
        closedir(entries);
    return it;
}

void
acknowledged_free(struct acknowledged *it)
{
    for (size_t i = 0; i < it->count; i++)
        position_close(&it->all[i]);
    free(it->all);
}

bool
acknowledged_whole(const struct acknowledged *it, const struct file_id *id)
{
    for (size_t i = 0; i < it->count; i++) {
        const struct position_mark *mark = position_find(&it->all[i], id);

        if (!mark || !mark->whole)
            return false;
    }
    return it->count > 0;
}

bool
acknowledged_path(const struct acknowledged *it, const char *path)
{
    struct file_id id;

    return it->count > 0 && file_id_at(&id, path) && acknowledged_whole(it, &id);
}

bool
acknowledged_by_all(void *context, const struct out_folder *folder, const char *file)
{
    struct acknowledged all = acknowledged_read(folder->path);
    char *path = path_join(folder->path, file, "");
    bool is = all.count == 0 || acknowledged_path(&all, path);

    (void)context;
    free(path);
    acknowledged_free(&all);
    return is;
}
