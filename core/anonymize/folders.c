/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/folders.h"

#include "base/memory.h"
#include "base/our_file.h"
#include "base/path.h"
#include "output/older.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- paths ---- */

/* The path becomes that of the folder it is in. */
static void
cut_last(char *path)
{
    size_t size = strlen(path);

    while (size > 1 && path[size - 1] == '/')
        size--;
    while (size && path[size - 1] != '/')
        size--;
    while (size > 1 && path[size - 1] == '/')
        size--;
    if (!size)
        path[size++] = '.';
    path[size] = '\0';
}

char *
folders_above(const char *path)
{
    char *above = need_text("%s%s", path, *path ? "" : "."); /* room for a dot at least */

    while (access(above, F_OK) != 0 && strcmp(above, ".") != 0 && strcmp(above, "/") != 0)
        cut_last(above);
    return above;
}

void
folders_remove(const char *path, const char *above)
{
    char *made = need_copy(path);

    while (strcmp(made, above) != 0 && strcmp(made, ".") != 0 && rmdir(made) == 0)
        cut_last(made);
    free(made);
}

/* By what they are: a path may lead there in many ways. */
bool
folders_are_one(const char *out, const char *from)
{
    char *above = folders_above(out), *whole = realpath(above, NULL);
    struct stat is, other;
    bool in = false;

    for (; whole && !in && stat(from, &other) == 0; cut_last(whole)) {
        in = stat(whole, &is) == 0 && is.st_dev == other.st_dev && is.st_ino == other.st_ino;
        if (strcmp(whole, "/") == 0)
            break;
    }
    if (in)
        say_error("%s: is the folder that is read, or in it: expected one elsewhere with -o", out);
    free(whole);
    free(above);
    return in;
}

/* ---- what is read ---- */

/* A run that goes on may still write what this has read. */
bool
folders_may_read(const char *folder)
{
    if (!path_is_folder(folder))
        say_error("%s: is no folder: expected that of a run", folder);
    else if (out_folder_holder(folder) > 0)
        say_error("%s: a run is writing there: expected one that is over", folder);
    else
        return true;
    return false;
}

static int
is_no_records(const struct dirent *entry)
{
    enum our_file kind = our_file(entry->d_name);

    return kind == OUR_TABLES || kind == OUR_PACKETS;
}

/* Packets, and records in other formats, hold what records do. */
void
folders_say_left_out(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_no_records, alphasort);

    for (int i = 0; i < n; i++) {
        say_warning("%s/%s: is left out: only records in files of ncap are anonymized", folder,
                    entries[i]->d_name);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

/* ---- where to ---- */

/* Whether that would stay there: all but what the run.json that is replaced lists, and itself. */
static bool
would_stay(const struct older *older, const char *name)
{
    const struct folder_names replaced = { older->names, older->n, false };

    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, OUR_LOCK_NAME) == 0)
        return false;
    return !folder_names_have(&replaced, name) && !(older->n && strcmp(name, OUR_REPORT_NAME) == 0);
}

/* What else is there would be given away with the records, and nobody has looked at it. */
static bool
is_alone(const struct exporting *to)
{
    struct folder_names names = out_folder_names(&to->folder);
    struct older older = { .n = 0 };
    const char *other = NULL;
    bool alone;

    if (to->overwrite && out_folder_has(&to->folder, OUR_REPORT_NAME))
        older_list(&older, &to->folder, OUR_REPORT_NAME);
    for (size_t i = 0; i < names.n; i++)
        if (would_stay(&older, names.names[i]) && (!other || strcmp(names.names[i], other) < 0))
            other = names.names[i];
    if (other)
        say_error("%s/%s: would stay beside what is to be published: expected an empty folder, "
                  "or, with --overwrite, one with nothing but what a run.json in it lists",
                  to->out, other);
    else if (names.unknown)
        say_error("%s: cannot be looked through: expected an empty folder", to->out);
    alone = !other && !names.unknown;
    folder_names_free(&names);
    older_free(&older);
    return alone;
}

bool
folders_may_write(const struct exporting *to, const char *from)
{
    if (out_folder_is(&to->folder, from)) /* by now */
        say_error("%s: is the folder that is read: expected another one with -o", to->out);
    else if (!to->overwrite && out_folder_has(&to->folder, OUR_REPORT_NAME))
        say_error("%s/" OUR_REPORT_NAME " is there already: give another folder with --out-dir, or "
                  "replace it with --overwrite",
                  to->out);
    else
        return is_alone(to);
    return false;
}
