/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/privileges.h"

#include "base/parse.h"
#include "base/memory.h"
#include "base/say.h"
#include "sandbox/capabilities.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static bool
is_number(const char *text, uint64_t *number)
{
    return parse_number(text, 0, UINT32_MAX - 1, number);
}

static void
take_user(struct identity *who, const struct passwd *user)
{
    int n = IDENTITY_GROUPS;

    who->uid = user->pw_uid;
    who->gid = user->pw_gid;
    snprintf(who->name, sizeof who->name, "%s", user->pw_name);
    if (getgrouplist(user->pw_name, user->pw_gid, who->groups, &n) < 0)
        n = 0;
    who->n_groups = (size_t)n;
}

/* A number that has no name is a user as well, whose group has the same number. */
static bool
find_user(struct identity *who, const char *text)
{
    uint64_t number;
    bool numeric = is_number(text, &number);
    /* cppcheck-suppress [getpwnamCalled, getpwuidCalled]; no other thread asks */
    const struct passwd *user = numeric ? getpwuid((uid_t)number) : getpwnam(text);

    if (user) {
        take_user(who, user);
        return true;
    }
    if (!numeric)
        return false;
    who->uid = (uid_t)number;
    who->gid = (gid_t)number;
    snprintf(who->name, sizeof who->name, "%llu", (unsigned long long)number);
    return true;
}

/* In the file alone: to ask all that nsswitch.conf names loads libraries and asks servers, as root,
 * and the C library crashes where it gets no memory for that.  False: neither is there. */
static bool
find_in_file(struct identity *who, const char *name, uid_t uid)
{
    FILE *file = fopen("/etc/passwd", "re");
    const struct passwd *user = NULL;

    /* cppcheck-suppress fgetpwentCalled; no other thread asks */
    while (file && (user = fgetpwent(file)) != NULL)
        if (name ? strcmp(user->pw_name, name) == 0 : user->pw_uid == uid)
            break;
    if (user) {
        who->uid = user->pw_uid;
        who->gid = user->pw_gid;
        snprintf(who->name, sizeof who->name, "%s", user->pw_name);
    }
    if (file)
        fclose(file);
    return user != NULL;
}

/* Without groups besides its own. */
static void
take_nobody(struct identity *who)
{
    enum { OVERFLOW = 65534 }; /* as the kernel shows owners that it has no number for */

    if (find_in_file(who, "nobody", 0))
        return;
    who->uid = who->gid = OVERFLOW;
    snprintf(who->name, sizeof who->name, "%d", OVERFLOW);
}

/* Who started this, whose groups the process has. */
static void
take_starter(struct identity *who)
{
    int n = getgroups(IDENTITY_GROUPS, who->groups);

    if (!find_in_file(who, NULL, getuid()))
        snprintf(who->name, sizeof who->name, "%lu", (unsigned long)getuid());
    who->uid = getuid();
    who->gid = getgid();
    who->n_groups = n > 0 ? (size_t)n : 0;
}

static bool
find_group(struct identity *who, const char *text)
{
    uint64_t number;
    bool numeric = is_number(text, &number);
    /* cppcheck-suppress getgrnamCalled; no other thread asks */
    const struct group *group = numeric ? NULL : getgrnam(text);

    if (!group && !numeric)
        return false;
    who->gid = group ? group->gr_gid : (gid_t)number;
    who->n_groups = 0;
    return true;
}

static bool
take_asked(struct identity *who, const char *asked)
{
    char user[128];
    const char *colon = strchr(asked, ':');

    snprintf(user, sizeof user, "%.*s", (int)(colon ? colon - asked : (long)strlen(asked)), asked);
    who->asked = true;
    if (!find_user(who, user)) {
        say_error("--user=%s: there is no user '%s'", asked, user);
        return false;
    }
    if (colon && !find_group(who, colon + 1)) {
        say_error("--user=%s: there is no group '%s'", asked, colon + 1);
        return false;
    }
    who->keeps_all = who->uid == 0;
    if (geteuid() == 0 || (who->uid == getuid() && !colon))
        return true;
    say_error("--user=%s: only root can become somebody else", asked);
    return false;
}

bool
identity_choose(struct identity *who, const char *asked)
{
    const char *sudo = getenv("SUDO_UID");
    uint64_t number;

    memset(who, 0, sizeof *who);
    if (*asked)
        return take_asked(who, asked);
    if (getuid() == 0 && sudo && is_number(sudo, &number) && number > 0)
        return find_user(who, sudo);
    if (getuid() == 0)
        take_nobody(who);
    else
        take_starter(who);
    return true;
}

struct identity
identity_bare_root(void)
{
    return (struct identity){ .name = "root without its rights over files of others" };
}

bool
identity_differs(const struct identity *who)
{
    return !who->keeps_all &&
           (geteuid() == 0 || geteuid() != who->uid || getuid() != who->uid || capabilities_any());
}

/* The folder of a path. */
static void
go_up(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash == path)
        path[1] = '\0';
    else if (slash)
        *slash = '\0';
    else
        memcpy(path, ".", 2);
}

/* For what is not there yet the next folder that is there: it is to be passed through. */
static bool
can_reach(const char *path, int mode)
{
    char above[PATH_MAX];

    if (faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0)
        return true;
    if (errno != ENOENT || !(mode & W_OK))
        return errno != EACCES && errno != EPERM;
    snprintf(above, sizeof above, "%s", path);
    do
        go_up(above);
    while (access(above, F_OK) && errno == ENOENT && strlen(above) > 1);
    return faccessat(AT_FDCWD, above, X_OK, AT_EACCESS) == 0;
}

/* Asked as that identity, which the process takes on for the question. */
bool
identity_reaches(const struct identity *who, const char *path, int mode)
{
    gid_t *groups, gid = getegid();
    uid_t uid = geteuid();
    bool reaches;
    int n;

    if (uid != 0 || who->keeps_all)
        return can_reach(path, mode);
    n = getgroups(0, NULL);
    groups = need(n > 0 ? (size_t)n : 1, sizeof *groups);
    n = getgroups(n, groups);
    if (n < 0 || setgroups(who->n_groups, who->groups) || setegid(who->gid) || seteuid(who->uid))
        reaches = false;
    else if (who->uid)
        reaches = can_reach(path, mode);
    else
        reaches = capabilities_rest() && can_reach(path, mode);
    if (seteuid(uid) || !capabilities_wake() || setegid(gid) || setgroups((size_t)n, groups)) {
        say_error("cannot become root again, to go on: %s", strerror(errno));
        _exit(STATUS_FAILED); /* half somebody else: never go on like that */
    }
    free(groups);
    return reaches;
}

static bool
is_become(const struct identity *who)
{
    uid_t uids[3];
    gid_t gids[3];

    if (getresuid(&uids[0], &uids[1], &uids[2]) || getresgid(&gids[0], &gids[1], &gids[2]))
        return false;
    for (int i = 0; i < 3; i++)
        if (uids[i] != who->uid || gids[i] != who->gid)
            return false;
    return !capabilities_any() && (who->uid == 0 || (setuid(0) && seteuid(0)));
}

bool
identity_become(const struct identity *who)
{
    bool root = geteuid() == 0 && capabilities_any();

    if (who->keeps_all)
        return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    capabilities_bound();
    if (root && setgroups(who->n_groups, who->groups))
        return false;
    if (root && setresgid(who->gid, who->gid, who->gid))
        return false;
    if (setresuid(who->uid, who->uid, who->uid) || !capabilities_drop() ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return false;
    errno = EPERM;
    return !root ? !capabilities_any() : is_become(who);
}

bool
identity_give(const struct identity *who, int fd)
{
    return who->keeps_all || geteuid() != 0 || fchown(fd, who->uid, who->gid) == 0;
}
