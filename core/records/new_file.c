/* SPDX-License-Identifier: Apache-2.0 */
#include "records/new_file.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "records/unfinished.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool
fails(const struct new_file *file, const char *what)
{
    say_error("%s: cannot %s: %s", file->part.path, what, strerror(errno));
    return false;
}

bool
new_file_begin(struct new_file *file, const struct out_folder *folder, const char *name)
{
    const char *what;

    *file = (struct new_file){ .folder = folder, .part.fd = -1 };
    if (out_folder_has(folder, name)) {
        say_error("%s/%s is there already: give another folder with -o", folder->path, name);
        return false;
    }
    what = part_file_create(&file->part, folder, name, "");
    if (what)
        return fails(file, what);
    file->unfinished = unfinished_begin(folder->fd, part_file_name(&file->part));
    return true;
}

bool
new_file_write(struct new_file *file, const uint8_t *bytes, size_t size)
{
    const char *what = part_file_write(&file->part, bytes, size);

    return !what || fails(file, what);
}

bool
new_file_finish(struct new_file *file)
{
    const char *what = part_file_sync(&file->part);

    if (!what)
        what = part_file_finish(&file->part);
    unfinished_end(file->unfinished);
    return !what || fails(file, what);
}

void
new_file_free(struct new_file *file)
{
    const char *name = part_file_name(&file->part);

    if (name && !file->part.named)
        unlinkat(file->folder->fd, name, 0);
    unfinished_end(file->unfinished);
    part_file_free(&file->part);
}

char *
new_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = need_copy(slash ? slash + 1 : path);

    if (our_file_is_part(name))
        name[strlen(name) - strlen(OUR_PART)] = '\0';
    return name;
}
