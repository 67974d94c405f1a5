/* SPDX-License-Identifier: Apache-2.0 */
#include "records/paths.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"
#include "base/set_name.h"
#include "records/run_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Takes the path, which is allocated. */
static void
add(struct paths *paths, char *path)
{
    paths->list = grow(paths->list, (paths->n + 1) * sizeof *paths->list);
    paths->list[paths->n++] = path;
}

static char *
copy(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(need(1, size), text, size);
}

/* A FIFO would be waited at for ever. */
static int
is_records(const struct dirent *entry)
{
    bool file = entry->d_type == DT_REG || entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN;

    return file && our_file(entry->d_name) == OUR_RECORDS;
}

/* Those of a type by their sets, the oldest first; others byte for byte. */
static int
in_order(const struct dirent **a, const struct dirent **b)
{
    const char *one = (*a)->d_name, *other = (*b)->d_name;
    struct set_name sets[2];
    size_t stems[2];
    int order = 0;

    if (set_name_read(one, &sets[0], &stems[0]) && set_name_read(other, &sets[1], &stems[1]) &&
        stems[0] == stems[1] && memcmp(one, other, stems[0]) == 0)
        order = set_name_compare(&sets[0], &sets[1]);
    return order ? order : strcmp(one, other);
}

static void
say_none(const char *folder)
{
    char *below = run_folder_below(folder);

    if (below)
        say_error(
            "%s: the folder holds no records, but runs below it do, as %s: give the folder of "
            "each run by itself",
            folder, below);
    else
        say_error("%s: the folder holds no records; expected TYPE.ncap.gz in it", folder);
    free(below);
}

static enum status
add_folder(struct paths *paths, const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_records, in_order);

    if (n < 0) {
        say_error("%s: cannot be looked through: %s", folder, strerror(errno));
        return STATUS_FAILED;
    }
    for (int i = 0; i < n; i++) {
        char *path = path_join(folder, entries[i]->d_name, "");

        if (path)
            add(paths, path);
        free(entries[i]);
    }
    free(entries);
    if (n == 0)
        say_none(folder);
    return n ? STATUS_DONE : STATUS_FAILED;
}

enum status
paths_list(struct paths *paths, char *const *operands, size_t count)
{
    enum status status = STATUS_DONE;

    *paths = (struct paths){ NULL, 0 };
    for (size_t i = 0; i < count; i++) {
        if (!path_is_folder(operands[i]))
            add(paths, copy(operands[i]));
        else if (add_folder(paths, operands[i]) != STATUS_DONE)
            status = STATUS_FAILED;
    }
    return status;
}

void
paths_free(struct paths *paths)
{
    for (size_t i = 0; i < paths->n; i++)
        free(paths->list[i]);
    free(paths->list);
}
