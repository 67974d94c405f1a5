/* SPDX-License-Identifier: Apache-2.0 */
#include "run/rights.h"

#include "base/memory.h"
#include "base/out_folder.h"
#include "base/path.h"
#include "base/say.h"
#include "dissect/plugin_files.h"
#include "sandbox/privileges.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Until something else is chosen: who started this. */
static struct identity identity = { .keeps_all = true };

static bool
is_capture(const char *name)
{
    return *name != '.';
}

static char *unreadable_of(const struct identity *, const char *path,
                           bool counts(const char *name), bool deep);

/* One of the files of a folder that `counts` by name and that cannot be read, `deep`: or of those
 * in it; NULL: there is none. */
static char *
unreadable_within(const struct identity *who, const char *folder, bool counts(const char *name),
                  bool deep)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    char *found = NULL;

    for (int i = 0; i < n; i++) {
        char *path = counts(entries[i]->d_name) ? path_join(folder, entries[i]->d_name, "") : NULL;

        if (!found && path && deep && entries[i]->d_type == DT_DIR)
            found = unreadable_of(who, path, counts, true);
        else if (!found && path && access(path, R_OK) == 0 && !identity_reaches(who, path, R_OK))
            found = need_copy(path);
        free(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return found;
}

/* The folder in which a file would be, should that be closed to them: they could not even say that
 * the file is not there. */
static char *
hidden_folder(const struct identity *who, const char *path)
{
    const char *end = strrchr(path, '/');
    char *folder = need_text("%.*s/", end ? (int)(end - path) : 0, path);

    if (end && access(folder, X_OK) == 0 && !identity_reaches(who, folder, X_OK))
        return folder;
    free(folder);
    return NULL;
}

/* What cannot be read of a file, or of a folder and its files; NULL: all can, or nobody could. */
static char *
unreadable_of(const struct identity *who, const char *path, bool counts(const char *name),
              bool deep)
{
    bool folder = path_is_folder(path);

    if (access(path, R_OK))
        return errno == ENOENT ? hidden_folder(who, path) : NULL;
    if (!identity_reaches(who, path, folder ? R_OK | X_OK : R_OK))
        return need_copy(path);
    return folder ? unreadable_within(who, path, counts, deep) : NULL;
}

static char *
unreadable_capture(const struct identity *who, const struct settings *s)
{
    char *found = NULL;

    for (size_t i = 0; i < s->inputs.n && !found; i++)
        if (strcmp(s->inputs.text[i], "-") != 0)
            found = unreadable_of(who, s->inputs.text[i], is_capture, s->each && !s->no_recurse);
    return found;
}

/* Of a folder of them, of one that libtool made too, or of one file. */
static char *
unreadable_within_plugins(const struct identity *who, const char *plugins)
{
    char *found = unreadable_of(who, plugins, plugins_has_name, false);
    char *libs = path_join(plugins, ".libs", "");

    if (!found)
        found = unreadable_of(who, libs, plugins_has_name, false);
    free(libs);
    return found;
}

static char *
unreadable_plugin(const struct identity *who, char *const *plugins)
{
    char *found = NULL;

    for (; *plugins && !found; plugins++)
        found = unreadable_within_plugins(who, *plugins);
    return found;
}

/* What this identity could not do; NULL: nothing that matters. */
static char *
missing(const struct identity *who, const struct settings *s, char *const *plugins)
{
    int mode = W_OK | X_OK;

    char *plugin = unreadable_plugin(who, plugins);

    if (plugin || s->action != ACTION_RUN)
        return plugin;
    if (!path_is_folder(s->out) && errno == ENOTDIR)
        mode = F_OK; /* that is said later, by whoever gets there */
    if (!identity_reaches(who, s->out, mode))
        return need_copy(s->out);
    return unreadable_capture(who, s);
}

/* With --user=root too the crew has no power over files of others, see rights_give_up(). */
static bool
crew_reaches(const struct identity *bare, const struct settings *s, char *const *plugins)
{
    char *what = NULL;

    if (geteuid() == 0 && identity.keeps_all && s->isolated)
        what = unreadable_plugin(bare, plugins);
    if (!what)
        return true;
    say_error("%s: with --user=root too plugins are loaded without root's power over files of "
              "others, and so it cannot be read: let root or everybody read it, or give "
              "--user=NAME who can",
              what);
    free(what);
    return false;
}

enum status
rights_choose(const struct settings *s, char *const *plugins)
{
    struct identity bare = identity_bare_root();
    char *what;

    if (!identity_choose(&identity, s->user))
        return STATUS_USAGE;
    if (!crew_reaches(&bare, s, plugins))
        return STATUS_USAGE;
    if (geteuid() != 0 || !(what = missing(&identity, s, plugins)))
        return STATUS_DONE;
    /* Root's own files: with no power over those of others. */
    if (!identity.asked && getuid() == 0) {
        free(what);
        identity = bare;
        what = missing(&identity, s, plugins);
    }
    if (!what)
        return STATUS_DONE;
    say_error("%s: %s cannot reach it, as whom this goes on after starting as root: give "
              "--user=NAME who can, or --user=root",
              what, identity.name);
    free(what);
    return STATUS_USAGE;
}

const char *
rights_name(void)
{
    return identity.name;
}

/* Whether it is a folder as this process makes them, and not an older one that was put there. */
static bool
is_fresh(int fd)
{
    struct stat about;
    DIR *folder = NULL;
    int n = 0, own = fstat(fd, &about) || about.st_uid != geteuid() ? -1 : dup(fd);

    if (own >= 0 && !(folder = fdopendir(own)))
        close(own);
    if (!folder)
        return false;
    while (readdir(folder))
        n++;
    closedir(folder);
    return n <= 2; /* itself and what it is in */
}

static bool
give(int fd)
{
    return is_fresh(fd) && identity_give(&identity, fd);
}

/* The crew has no use for what --user=root keeps. */
bool
rights_give_up(bool crew)
{
    struct identity bare = identity_bare_root();
    bool root = crew && identity.keeps_all && geteuid() == 0;

    if (identity_become(root ? &bare : &identity))
        return true;
    say_error("the rights of root cannot be given up: %s", strerror(errno));
    return false;
}

bool
rights_of_attendants(void)
{
    return rights_give_up(false);
}

bool
rights_settle(const struct settings *s)
{
    /* Only who can give it away is needed for that: others make it where they write, and who can
     * write there finds out what went wrong, and says so. */
    if (s->action == ACTION_RUN && geteuid() == 0 && !identity.keeps_all)
        out_folder_make(s->out, s->file_mode, give);
    return rights_give_up(false);
}
