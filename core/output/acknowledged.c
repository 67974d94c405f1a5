/* SPDX-License-Identifier: Apache-2.0 */
#include "output/acknowledged.h"

#include "base/memory.h"
#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool
is_position(const char *name)
{
    return strncmp(name, POSITION_PREFIX, strlen(POSITION_PREFIX)) == 0 && !strchr(name + 1, '.');
}

/* Once for each that there is. */
static void
add_unknown(struct acknowledged *it, const char *path, int error, size_t *said)
{
    it->unknown++;
    if (!said || it->unknown <= *said)
        return;
    *said = it->unknown;
    say_error("%s: %s%s: as long as it is there, a destination counts that has acknowledged "
              "nothing: remove it if nothing is sent there any more",
              path, error ? "cannot be read: " : "is not what netcap send notes of a destination",
              error ? strerror(error) : "");
}

static void
add(struct acknowledged *it, const char *folder, const char *name, size_t *said)
{
    char *path = path_join(folder, name, "");

    it->all = grow(it->all, (it->count + 1) * sizeof *it->all);
    if (position_read(&it->all[it->count], path))
        it->count++;
    else if (errno != ENOENT)
        add_unknown(it, path, errno, said);
    free(path);
}

struct acknowledged
acknowledged_read(const char *folder, size_t *said)
{
    struct acknowledged it = { NULL, 0, 0 };
    DIR *entries = opendir(folder);
    const struct dirent *entry;

    while (entries && (errno = 0, entry = readdir(entries)))
        if (is_position(entry->d_name))
            add(&it, folder, entry->d_name, said);
    if (errno)
        add_unknown(&it, folder, errno, said);
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
    return it->count > 0 && it->unknown == 0;
}

bool
acknowledged_by_all(void *context, const struct out_folder *folder, const char *file)
{
    struct acknowledged_ask *ask = context;
    struct acknowledged all = acknowledged_read(folder->path, &ask->said);
    char *path = path_join(folder->path, file, "");
    struct file_id id;
    bool is =
        all.count + all.unknown == 0 || (ask->id_at(&id, path) && acknowledged_whole(&all, &id));

    free(path);
    acknowledged_free(&all);
    return is;
}
