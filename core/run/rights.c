/* SPDX-License-Identifier: Apache-2.0 */
#include "run/rights.h"

#include "base/out_folder.h"
#include "base/path.h"
#include "base/say.h"
#include "sandbox/privileges.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Until something else is chosen: who started this. */
static struct identity identity = { .keeps_all = true };

/* A file of the folder that cannot be read; NULL: there is none. */
static char *
unreadable_within(const struct identity *who, const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    char *found = NULL;

    for (int i = 0; i < n; i++) {
        char *path = *entries[i]->d_name == '.' ? NULL : path_join(folder, entries[i]->d_name, "");

        if (!found && path && access(path, R_OK) == 0 && !identity_reaches(who, path, R_OK))
            found = path;
        else
            free(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return found;
}

/* A capture that is there and cannot be read; NULL: there is none, or nobody could read it. */
static char *
unreadable(const struct identity *who, const struct settings *s)
{
    char *found = NULL;

    for (size_t i = 0; i < s->inputs.n && !found; i++) {
        const char *path = s->inputs.text[i];
        bool folder = path_is_folder(path);

        if (strcmp(path, "-") == 0 || access(path, R_OK))
            continue;
        if (!identity_reaches(who, path, folder ? R_OK | X_OK : R_OK))
            found = strdup(path);
        else if (folder)
            found = unreadable_within(who, path);
    }
    return found;
}

/* What this identity could not do; NULL: nothing that matters. */
static char *
missing(const struct identity *who, const struct settings *s, const char *plugins)
{
    int mode = W_OK | X_OK;

    if (*plugins && !identity_reaches(who, plugins, R_OK))
        return strdup(plugins);
    if (s->action != ACTION_RUN)
        return NULL;
    if (!path_is_folder(s->out) && errno == ENOTDIR)
        mode = F_OK; /* that is said later, by whoever gets there */
    if (!identity_reaches(who, s->out, mode))
        return strdup(s->out);
    return unreadable(who, s);
}

enum status
rights_choose(const struct settings *s, const char *plugins)
{
    struct identity bare = identity_bare_root();
    char *what;

    if (!identity_choose(&identity, s->user))
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

/* The folder of that name in one that is open, made and given away if it is missing; -1: neither.
 * Once one was made no link is followed, for none was there when the path was given. */
static int
step(int around, const char *name, mode_t mode, bool *made)
{
    bool makes = mkdirat(around, name, mode) == 0;
    int fd;

    if (!makes && errno != EEXIST)
        return -1;
    *made |= makes;
    fd = openat(around, name,
                O_DIRECTORY | O_CLOEXEC | (makes ? O_RDONLY : O_PATH) | (*made ? O_NOFOLLOW : 0));
    if (fd < 0 || !makes || (is_fresh(fd) && identity_give(&identity, fd)))
        return fd;
    close(fd);
    return -1;
}

/* By descriptors: whoever puts something else in the place of a part of the path meanwhile changes
 * nothing of what is given away. */
static void
make_all(char *path, mode_t mode)
{
    int fd = open(*path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool made = false;
    char *rest = NULL;

    for (char *name = strtok_r(path, "/", &rest); name && fd >= 0;
         name = strtok_r(NULL, "/", &rest)) {
        int next = step(fd, name, mode, &made);

        close(fd);
        fd = next;
    }
    if (fd >= 0)
        close(fd);
}

/* Who can write there finds out what went wrong, and says so. */
static void
make_folder(const char *folder, mode_t mode)
{
    char path[PATH_MAX];

    /* Only who can give it away is needed here: others make it where they write. */
    if (geteuid() != 0 || identity.keeps_all || strlen(folder) >= sizeof path)
        return;
    snprintf(path, sizeof path, "%s", folder);
    make_all(path, mode);
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
rights_settle(const struct settings *s)
{
    if (s->action == ACTION_RUN)
        make_folder(s->out, out_folder_mode(s->file_mode));
    return rights_give_up(false);
}
