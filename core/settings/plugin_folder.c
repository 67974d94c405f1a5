/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/plugin_folder.h"

#include "base/memory.h"
#include "base/path.h"
#include "base/say.h"
#include "dissect/plugin_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOME_FOLDER ".local/lib/netcap/plugins"

/* The list that grows. */
struct folders {
    char **list;
    size_t n;
    bool failed; /* which has been said */
};

/* Whether it can be read; if not, it is said what was expected of it, and what to do. */
static bool
take_folder(const char *folder, const char *expected, const char *hint)
{
    if (path_is_folder(folder) && access(folder, R_OK | X_OK) == 0)
        return true;
    say_error("%s: no plugins %s: %s: %s", folder, expected, strerror(errno), hint);
    return false;
}

static bool
is_same(const char *one, const char *other)
{
    struct stat a, b;

    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* Takes the name; a folder that is there already under any name is not loaded twice. */
static void
add(struct folders *to, char *folder)
{
    for (size_t i = 0; i < to->n; i++)
        if (is_same(to->list[i], folder)) {
            free(folder);
            return;
        }
    to->list = grow(to->list, (to->n + 2) * sizeof *to->list);
    to->list[to->n++] = folder;
    to->list[to->n] = NULL;
}

static void
add_asked(struct folders *to, const char *folder, const char *hint)
{
    if (to->failed || !take_folder(folder, "can be read there", hint))
        to->failed = true;
    else
        add(to, need_copy(folder));
}

/* Folders with colons between them. */
static void
add_environment(struct folders *to)
{
    const char *value = secure_getenv("NETCAP_PLUGINS");
    char *list = need_copy(value ? value : ""), *rest = list, *folder;

    while ((folder = strsep(&rest, ":")))
        if (*folder)
            add_asked(to, folder, "NETCAP_PLUGINS names the folder");
    free(list);
}

static int
is_plugin(const struct dirent *entry)
{
    return plugins_has_name(entry->d_name);
}

static bool
has_plugins(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_plugin, NULL);

    for (int i = 0; i < n; i++)
        free(entries[i]);
    if (n >= 0)
        free(entries);
    return n > 0;
}

/* What others can write there would run as this user. */
static bool
is_ones_own(const char *folder)
{
    struct stat about;

    if (stat(folder, &about) == 0 && about.st_uid == geteuid() &&
        !(about.st_mode & (S_IWGRP | S_IWOTH)))
        return true;
    say_warning("%s: its plugins are not loaded: others than this user can write there: change "
                "that, or name the folder with --plugins",
                folder);
    return false;
}

static void
add_home(struct folders *to)
{
    const char *home = secure_getenv("HOME");
    char *folder = need_text("%s/%s", home ? home : "", HOME_FOLDER);

    if (home && *home == '/' && has_plugins(folder) && is_ones_own(folder))
        add(to, folder);
    else
        free(folder);
}

/* Those that came with netcap; with others beside them they may be missing. */
static void
add_own(struct folders *to, const char *own)
{
    size_t before = to->n;

    if (to->n == 0 && !take_folder(own, "are installed there", "give --plugins=FOLDER"))
        to->failed = true;
    else if (path_is_folder(own) && access(own, R_OK | X_OK) == 0)
        add(to, need_copy(own));
    /* Whoever names them, they are the last: others take their place. */
    for (size_t i = 0; before == to->n && i + 1 < to->n; i++)
        if (is_same(to->list[i], own)) {
            char *last = to->list[i];

            memmove(to->list + i, to->list + i + 1, (to->n - i - 1) * sizeof *to->list);
            to->list[to->n - 1] = last;
            break;
        }
}

char **
plugin_folders(char *const *asked, bool only)
{
    struct folders folders = { .list = need(1, sizeof *folders.list) };
    const char *own = plugins_own_folder();

    for (; asked && *asked; asked++)
        add_asked(&folders, *asked, "give --plugins the folder that holds them");
    if (!only) {
        add_environment(&folders);
        add_home(&folders);
        if (!folders.failed)
            add_own(&folders, own);
    }
    if (!folders.failed && folders.n)
        return folders.list;
    if (!folders.failed)
        say_error("--only-plugins: expected --plugins=FOLDER beside it, the folder that holds "
                  "them");
    plugin_folders_free(folders.list);
    return NULL;
}

void
plugin_folders_free(char **folders)
{
    for (size_t i = 0; folders && folders[i]; i++)
        free(folders[i]);
    free(folders);
}
