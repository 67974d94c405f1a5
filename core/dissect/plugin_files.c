/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/plugin_files.h"

#include "base/beside.h"
#include "base/elf_file.h"
#include "base/memory.h"
#include "base/path.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <ltdl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Why a file could not be loaded, without the path that dlerror() often begins with. */
static const char *
load_error(const char *path)
{
    const char *error = dlerror();
    size_t length = strlen(path);

    if (error && strncmp(error, path, length) == 0 && error[length] == ':')
        return error + length + 2;
    return error ? error : "unknown reason";
}

/* What its constructors did to who loads it: who is told, dead, names the file that is loaded. */
static void
look_for_lifeline(const struct plugins *plugins)
{
    struct stat about;

    if (plugins->lifeline_inode &&
        (fstat(plugins->lifeline, &about) || about.st_ino != plugins->lifeline_inode))
        _exit(1);
}

/* Its path is known as long as it is looked at beside others. */
static void
add(struct plugins *plugins, const char *path, const struct nc_plugin *p)
{
    plugins->path = path;
    plugins_add(plugins, base_name(path), p);
    plugins->path = NULL;
}

static bool
has_same_bytes(const char *one, const char *other)
{
    char here[4096], there[sizeof here];
    FILE *a = fopen(one, "rbe"), *b = fopen(other, "rbe");
    size_t n = 1;
    bool same = a && b;

    while (same && n) {
        n = fread(here, 1, sizeof here, a);
        same = fread(there, 1, sizeof there, b) == n && memcmp(here, there, n) == 0;
    }
    if (a)
        fclose(a);
    if (b)
        fclose(b);
    return same;
}

/* Whether one of ours was copied to where others are. */
static bool
is_there(const struct plugins *plugins, const char *path)
{
    for (size_t i = 0; i < plugins->n; i++)
        if (strcmp(plugins->list[i].file, base_name(path)) == 0 &&
            has_same_bytes(plugins->list[i].path, path))
            return true;
    return false;
}

/* The sanitizer ends a program that has not begun with it. */
static bool
needs_sanitizer(const char *path)
{
    return !dlsym(RTLD_DEFAULT, "__asan_init") && elf_file_needs(path, "__asan_init");
}

/* What would end the program is refused before. */
static bool
may_be_loaded(struct plugins *plugins, const char *path)
{
    if (access(path, R_OK)) {
        plugins_refuse(plugins, "%s: cannot be read: %s: expected a plugin's file", path,
                       strerror(errno));
        return false;
    }
    if (!needs_sanitizer(path))
        return true;
    plugins_refuse(plugins,
                   "%s: was built with AddressSanitizer, which must be there first: run it as "
                   "LD_PRELOAD=$(cc -print-file-name=libasan.so) ASAN_OPTIONS=detect_leaks=0 "
                   "netcapd --isolation=none --sandbox=off ..., or build it without",
                   base_name(path));
    return false;
}

void
plugins_load_file(struct plugins *plugins, const char *path, char *loading)
{
    const char *file = base_name(path);
    const struct nc_plugin *p;
    lt_dlhandle handle;
    char here[PATH_MAX];

    if (file == path) { /* dlopen() would look for a bare name among the system's libraries */
        snprintf(here, sizeof here, "./%s", path);
        path = here;
    }
    if (!may_be_loaded(plugins, path))
        return;
    snprintf(loading, PATH_MAX, "%s", path);
    if (lt_dlinit())
        out_of_memory();
    /* libltdl binds lazily and answers "file not found" to everything: ask dlopen() first. */
    /* cppcheck-suppress leakReturnValNotUsed; what was loaded stays */
    if (!dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
        plugins_refuse(plugins, "%s: cannot be loaded: %s: remove it or build it again", file,
                       load_error(path));
        return;
    }
    look_for_lifeline(plugins);
    handle = lt_dlopen(path);
    p = handle ? lt_dlsym(handle, "netcap_plugin") : NULL;
    if (!handle)
        plugins_refuse(plugins, "%s: cannot be loaded: %s", file, lt_dlerror());
    else if (!p)
        plugins_refuse(plugins,
                       "%s: has no symbol %.*s_LTX_netcap_plugin: the first argument of "
                       "NC_PLUGIN must be the file's name",
                       file, (int)strcspn(file, "."), file);
    else
        add(plugins, path, p);
    loading[0] = '\0';
}

bool
plugins_has_name(const char *name)
{
    size_t length = strlen(name);

    return length > 3 && strcmp(name + length - 3, ".so") == 0;
}

static int
is_plugin(const struct dirent *entry)
{
    return plugins_has_name(entry->d_name);
}

/* How many there are. */
static size_t
load_folder(struct plugins *plugins, const char *folder, char *loading)
{
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, is_plugin, alphasort);

    if (n < 0 && errno != ENOENT)
        plugins_refuse(plugins, "%s: cannot be read: %s: expected a folder of plugins", folder,
                       strerror(errno));
    for (int i = 0; i < n; i++) {
        char *path = path_join(folder, entries[i]->d_name, "");

        if (!plugins->own || !is_there(plugins, path))
            plugins_load_file(plugins, path, loading);
        free(path);
        free(entries[i]);
    }
    free(entries);
    return n < 0 ? 0 : (size_t)n;
}

const char *
plugins_own_folder(void)
{
    static char own[PATH_MAX + 64];

    if (!*own && (!beside_build_tree("plugins", "Makefile", own, sizeof own) ||
                  access(own, R_OK | X_OK)))
        snprintf(own, sizeof own, "%s", PLUGINDIR);
    return own;
}

static bool
is_own_folder(const char *folder)
{
    struct stat a, b;

    return stat(folder, &a) == 0 && stat(plugins_own_folder(), &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static void
load_from(struct plugins *plugins, const char *folder, char *loading)
{
    char *libs = path_join(folder, ".libs", "");
    size_t refused = plugins->n_refused, n;

    plugins->own = is_own_folder(folder);
    n = load_folder(plugins, folder, loading);
    n += load_folder(plugins, libs, loading);
    plugins->own = false;
    free(libs);
    if (n == 0 && plugins->n_refused == refused)
        plugins_refuse(plugins,
                       "%s: no plugins there, no file named NAME.so: give --plugins the "
                       "folder that holds them",
                       folder);
}

void
plugins_load(struct plugins *plugins, char *const *folders, char *loading)
{
    for (; *folders; folders++)
        load_from(plugins, *folders, loading);
}
