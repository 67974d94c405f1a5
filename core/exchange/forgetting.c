/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/forgetting.h"

#include "base/url.h"
#include "commands/command.h"
#include "output/acknowledged.h"
#include "output/send_state.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char *
url_of(const struct position *p)
{
    const char *blank = strchr(p->whose, ' ');

    return blank ? blank + 1 : "";
}

static bool
is_of(const struct position *p, const char *sensor, const char *url)
{
    const char *own = url_of(p);
    size_t size = sensor ? strlen(sensor) : 0;

    return strcmp(own, url) == 0 &&
           (!sensor || (p->whose + size + 1 == own && memcmp(p->whose, sensor, size) == 0));
}

/* Who sends there has the lock. */
static bool
forget(const struct position *p)
{
    int fd = open(p->path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    bool locked = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
    bool gone = locked && send_state_remove(p->path) && unlink(p->path) == 0;

    if (!gone && errno == EWOULDBLOCK)
        say_error("%s: a process sends there: end it first", p->path);
    else if (!gone)
        say_error("%s: cannot be removed: %s", p->path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return gone;
}

static void
say_known(const struct acknowledged *all, const char *folder, const char *url)
{
    if (!all->count)
        say_error("%s: is sent to nobody, so that there is nothing of %s to forget", folder, url);
    for (size_t i = 0; i < all->count; i++)
        say_error("%s: is not sent to %s: expected %s, as sensor %.*s", folder, url,
                  url_of(&all->all[i]), (int)strcspn(all->all[i].whose, " "), all->all[i].whose);
}

static enum status
forget_one(const struct acknowledged *all, const char *folder, const char *sensor, const char *url)
{
    enum status status = STATUS_DONE;
    size_t found = 0;

    for (size_t i = 0; i < all->count; i++)
        if (is_of(&all->all[i], sensor, url)) {
            found++;
            if (!forget(&all->all[i]))
                status = STATUS_FAILED;
        }
    if (found)
        return status;
    say_known(all, folder, url);
    return STATUS_USAGE;
}

enum status
forget_destinations(const char *folder, const char *sensor, const char *const *urls, size_t n)
{
    const struct path_rule rule = { folder, PATH_WRITE };
    enum status status = STATUS_DONE;
    struct acknowledged all;
    size_t said = 0;

    if (!sandbox_program(&profile_sender, &rule, 1))
        return STATUS_FAILED;
    all = acknowledged_read(folder, &said);
    for (size_t i = 0; i < n; i++) {
        char *url = url_shown(urls[i]);

        status = command_worse(status, forget_one(&all, folder, sensor, url));
        free(url);
    }
    acknowledged_free(&all);
    return status;
}
