/* SPDX-License-Identifier: Apache-2.0 */
#include "each/captures.h"

#include "base/memory.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Takes both texts. */
static void
add(struct captures *c, char *path, char *folder, const struct stat *about, bool named)
{
    if (c->n == c->size) {
        c->size = c->size ? 2 * c->size : 64;
        c->list = grow(c->list, c->size * sizeof *c->list);
    }
    c->list[c->n++] = (struct capture_file){ input_of(path, about), folder, named };
}

static char *
below(const char *folder, const char *name)
{
    return *folder ? path_join(folder, name, "") : need_copy(name);
}

static void
miss(struct captures *c, const char *path)
{
    say_error("%s: cannot be read: %s", path, strerror(errno));
    c->missed = true;
}

static void enter(struct captures *, const char *path, const char *folder);

/* A link to a folder is not followed: it may lead around in a circle. */
static void
look_at_folder(struct captures *c, const char *path, const char *folder, const struct stat *about)
{
    struct stat link;

    if (about->st_dev == c->out->st_dev && about->st_ino == c->out->st_ino)
        say_error("%s: is where the records go: not entered", path);
    else if (c->flat)
        say_error("%s: a folder within a folder: not entered (--no-recurse)", path);
    else if (lstat(path, &link) == 0 && S_ISLNK(link.st_mode))
        say_error("%s: a link to a folder: not entered; name it to have it read", path);
    else
        enter(c, path, folder);
}

/* One that cannot be read is no reason to leave the others. */
static void
look_at(struct captures *c, const char *parent, const char *parent_folder, const char *name)
{
    char *path = path_join(parent, name, ""), *folder = below(parent_folder, name);
    struct stat about;

    if (stat(path, &about) != 0 ||
        (S_ISREG(about.st_mode) && faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0)) {
        miss(c, path);
    } else if (S_ISREG(about.st_mode)) {
        add(c, path, folder, &about, false);
        return;
    } else if (S_ISDIR(about.st_mode)) {
        look_at_folder(c, path, folder, &about);
    } else {
        say_error("%s: neither a file nor a folder: passed over", path);
    }
    free(path);
    free(folder);
}

static void
enter(struct captures *c, const char *path, const char *folder)
{
    struct dirent **entries;
    int ours, n = inputs_scan(path, &entries, &ours);

    if (n < 0) {
        miss(c, path);
        return;
    }
    for (int i = 0; i < n; i++) {
        look_at(c, path, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    inputs_say_ours(path, ours);
}

/* The path as it was named, less what leads nowhere or up. */
static char *
kept_path(const char *name)
{
    char *copy = need_copy(name), *kept = need(1, strlen(name) + 1), *rest = NULL, *to = kept;

    for (char *part = strtok_r(copy, "/", &rest); part; part = strtok_r(NULL, "/", &rest)) {
        if (strcmp(part, ".") == 0 || strcmp(part, "..") == 0)
            continue;
        if (to > kept)
            *to++ = '/';
        memcpy(to, part, strlen(part) + 1);
        to += strlen(part);
    }
    free(copy);
    return kept;
}

static enum status
look_at_named(struct captures *c, const char *name, bool only)
{
    struct stat about;
    char *folder;

    if (stat(name, &about) || faccessat(AT_FDCWD, name, R_OK, AT_EACCESS)) {
        say_error("%s: cannot be read: %s", name, strerror(errno));
        return STATUS_USAGE;
    }
    folder = only && S_ISDIR(about.st_mode) ? need_copy("") : kept_path(name);
    if (!S_ISDIR(about.st_mode)) {
        add(c, need_copy(name), folder, &about, true);
        return STATUS_DONE;
    }
    enter(c, name, folder);
    free(folder);
    return STATUS_DONE;
}

static int
by_folder(const void *a, const void *b)
{
    return strcmp((*(struct capture_file *const *)a)->folder,
                  (*(struct capture_file *const *)b)->folder);
}

/* Whether each has a folder of its own. */
static enum status
keep_apart(const struct captures *c)
{
    const struct capture_file **sorted = need(c->n + 1, sizeof *sorted);
    enum status status = STATUS_DONE;

    for (size_t i = 0; i < c->n; i++)
        sorted[i] = &c->list[i];
    qsort(sorted, c->n, sizeof *sorted, by_folder);
    for (size_t i = 1; i < c->n && status == STATUS_DONE; i++)
        if (strcmp(sorted[i - 1]->folder, sorted[i]->folder) == 0) {
            say_error("%s and %s: the records of both would go to %s: name each once, or the "
                      "folder that both are in",
                      sorted[i - 1]->input.path, sorted[i]->input.path, sorted[i]->folder);
            status = STATUS_USAGE;
        }
    free(sorted);
    return status;
}

enum status
captures_list(struct captures *c, const struct text_list *names)
{
    for (size_t i = 0; i < names->n; i++) {
        enum status status = look_at_named(c, names->text[i], names->n == 1);

        if (status != STATUS_DONE)
            return status;
    }
    if (!c->n) {
        say_error("%s%s: no files; captures were expected", names->text[0],
                  names->n > 1 ? " and the others" : "");
        return STATUS_USAGE;
    }
    return keep_apart(c);
}

void
captures_free(struct captures *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->list[i].input.path);
        free(c->list[i].folder);
    }
    free(c->list);
}
