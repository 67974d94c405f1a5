/* SPDX-License-Identifier: Apache-2.0 */
#include "output/sets.h"

#include "base/memory.h"
#include "base/our_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file of a set, before the sets are told apart. */
struct set_file {
    struct set_name set;
    char *name;
};

static bool
is_of_a_set(const char *name, struct set_name *set)
{
    return our_file(name) != OUR_NONE && set_name_read(name, set, NULL);
}

static int
by_set(const void *a, const void *b)
{
    const struct set_file *x = a, *y = b;
    int order = set_name_compare(&x->set, &y->set);

    return order ? order : strcmp(x->name, y->name);
}

/* What a file adds to its set; one that is gone by now adds nothing. */
static void
take(struct file_set *set, const struct out_folder *folder, char *name)
{
    struct stat about;

    set->files = grow(set->files, (set->n_files + 1) * sizeof *set->files);
    set->files[set->n_files++] = name;
    set->unfinished |= our_file_is_part(name);
    if (fstatat(folder->fd, name, &about, AT_SYMLINK_NOFOLLOW))
        return;
    set->bytes += (uint64_t)about.st_size;
    if (set->n_files == 1 || about.st_mtim.tv_sec > set->changed)
        set->changed = about.st_mtim.tv_sec;
}

static void
tell_apart(struct sets *sets, const struct out_folder *folder, const struct set_file *files,
           size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || set_name_compare(&files[i].set, &files[i - 1].set) != 0) {
            sets->list = grow(sets->list, (sets->n + 1) * sizeof *sets->list);
            sets->list[sets->n++] = (struct file_set){ .name = files[i].set };
        }
        take(&sets->list[sets->n - 1], folder, files[i].name);
    }
}

bool
sets_list(struct sets *sets, const struct out_folder *folder)
{
    struct folder_names all = out_folder_names(folder);
    struct set_file *files = need(all.n + 1, sizeof *files);
    bool known = !all.unknown;
    size_t n = 0;

    *sets = (struct sets){ .n = 0 };
    for (size_t i = 0; i < all.n && known; i++)
        if (is_of_a_set(all.names[i], &files[n].set))
            files[n++].name = need_copy(all.names[i]);
    qsort(files, n, sizeof *files, by_set);
    tell_apart(sets, folder, files, n);
    free(files);
    folder_names_free(&all);
    return known;
}

void
sets_free(struct sets *sets)
{
    for (size_t i = 0; i < sets->n; i++) {
        for (size_t k = 0; k < sets->list[i].n_files; k++)
            free(sets->list[i].files[k]);
        free(sets->list[i].files);
    }
    free(sets->list);
    *sets = (struct sets){ .n = 0 };
}

bool
sets_free_name(const struct out_folder *folder, int64_t now, struct set_name *name)
{
    struct folder_names all = out_folder_names(folder);
    struct set_name other;
    bool known = !all.unknown;

    *name = (struct set_name){ now, 1 };
    for (size_t i = 0; i < all.n; i++)
        if (set_name_read(all.names[i], &other, NULL) && other.opened == now &&
            other.number >= name->number)
            name->number = other.number + 1;
    folder_names_free(&all);
    return known;
}

static bool
remove_file(const struct out_folder *folder, const char *name)
{
    struct stat about;

    if (fstatat(folder->fd, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(about.st_mode))
        errno = EINVAL;
    else if (unlinkat(folder->fd, name, 0) == 0 || errno == ENOENT)
        return true;
    say_error("%s/%s: of a set that is not kept, cannot be removed: %s", folder->path, name,
              strerror(errno));
    return false;
}

bool
sets_remove(const struct file_set *set, const struct out_folder *folder)
{
    bool all = true;

    for (int reports = 0; reports < 2 && all; reports++)
        for (size_t i = 0; i < set->n_files; i++)
            if ((our_file(set->files[i]) == OUR_REPORT) == reports)
                all = remove_file(folder, set->files[i]) && all;
    return all;
}
