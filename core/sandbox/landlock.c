/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's own header names only what the building machine's kernel knew: these are for all. */
#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH 1u
#define LOG_SAME_EXEC_OFF 1u

#define FS_WRITE_FILE (UINT64_C(1) << 1)
#define FS_READ_FILE (UINT64_C(1) << 2)
#define FS_READ_DIR (UINT64_C(1) << 3)
#define FS_REMOVE_DIR (UINT64_C(1) << 4)
#define FS_REMOVE_FILE (UINT64_C(1) << 5)
#define FS_MAKE_DIR (UINT64_C(1) << 7)
#define FS_MAKE_REG (UINT64_C(1) << 8)
#define FS_FIRST ((UINT64_C(1) << 13) - 1) /* all that version 1 knows */
#define FS_REFER (UINT64_C(1) << 13)
#define FS_TRUNCATE (UINT64_C(1) << 14)
#define FS_IOCTL_DEV (UINT64_C(1) << 15)
#define NET_BIND_AND_CONNECT UINT64_C(3)
#define SCOPE_ABSTRACT_SOCKETS (UINT64_C(1) << 0)
#define SCOPE_SIGNALS (UINT64_C(1) << 1)

#define OF_FILES (FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE)

struct ruleset {
    uint64_t fs, net, scoped;
};

struct beneath {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed));

static int
create_ruleset(const struct ruleset *attr, size_t size, uint32_t flags)
{
    return (int)syscall(SYS_landlock_create_ruleset, attr, size, flags);
}

int
landlock_version(void)
{
    int version = create_ruleset(NULL, 0, CREATE_RULESET_VERSION);

    return version < 0 ? 0 : version > LANDLOCK_NEWEST ? LANDLOCK_NEWEST : version;
}

/* All that this version can forbid.  An older kernel takes the longer structure where the rest is
 * zero. */
static struct ruleset
handled_by(int version, bool network, bool signals)
{
    struct ruleset all = { .fs = FS_FIRST };

    if (version >= 2)
        all.fs |= FS_REFER;
    if (version >= 3)
        all.fs |= FS_TRUNCATE;
    if (version >= 4 && !network)
        all.net = NET_BIND_AND_CONNECT;
    if (version >= 5)
        all.fs |= FS_IOCTL_DEV;
    if (version >= 6)
        all.scoped = SCOPE_ABSTRACT_SOCKETS | (signals ? 0 : SCOPE_SIGNALS);
    return all;
}

static uint64_t
rights(const struct path_rule *rule)
{
    uint64_t read = FS_READ_FILE | FS_READ_DIR;

    if (rule->right == PATH_READ)
        return read;
    if (rule->right == PATH_CLEAR)
        return FS_REMOVE_DIR;
    return read | FS_WRITE_FILE | FS_TRUNCATE | FS_MAKE_REG | FS_MAKE_DIR | FS_REMOVE_FILE |
           FS_REMOVE_DIR | FS_REFER;
}

static bool
add_rule(int ruleset, uint64_t handled, const struct path_rule *rule)
{
    struct beneath beneath = { .fd = open(rule->path, O_PATH | O_CLOEXEC) };
    struct stat about;
    bool added;

    if (beneath.fd < 0)
        return errno != EMFILE && errno != ENFILE && errno != ENOMEM; /* it is not there */
    beneath.allowed = rights(rule) & handled;
    if (fstat(beneath.fd, &about) == 0 && !S_ISDIR(about.st_mode))
        beneath.allowed &= OF_FILES;
    /* A pipe under /dev/fd needs none. */
    added = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &beneath, 0) == 0 ||
            errno == EBADFD;
    close(beneath.fd);
    return added;
}

bool
landlock_confine(int version, const struct landlock_wish *wish)
{
    struct ruleset all = handled_by(version, wish->network, wish->signals);
    /* What a hostile packet makes a plugin try is said in the summary; it is not to fill the log
     * of the machine. */
    uint32_t flags = version >= 7 ? LOG_SAME_EXEC_OFF : 0;
    bool confined;
    int ruleset;

    if (version < 1) {
        errno = ENOSYS;
        return false;
    }
    ruleset = create_ruleset(&all, sizeof all, 0);
    if (ruleset < 0)
        return false;
    confined = true;
    for (size_t i = 0; i < wish->n_rules && confined; i++)
        confined = add_rule(ruleset, all.fs, &wish->rules[i]);
    if (confined && wish->besides)
        confined = add_rule(ruleset, all.fs, wish->besides);
    confined = confined && syscall(SYS_landlock_restrict_self, ruleset, flags) == 0;
    close(ruleset);
    return confined;
}
