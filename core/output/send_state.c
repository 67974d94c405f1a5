/* SPDX-License-Identifier: Apache-2.0 */
#include "output/send_state.h"

#include "base/memory.h"
#include "base/path.h"
#include "output/position.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAGIC "netcap-sending 1 "
#define PREFIX ".sending-"
#define FLAGS (O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC) /* a FIFO of that name holds up nobody */

enum { FILE_MODE = 0640, LINE_MOST = 512, STALE_SECONDS = 60 };

static char *
path_beside(const char *position)
{
    const char *name = strrchr(position, '/') + 1;

    return need_text("%.*s" PREFIX "%s", (int)(name - position), position,
                     name + strlen(POSITION_PREFIX));
}

bool
send_state_remove(const char *position)
{
    char *path = path_beside(position);
    bool gone = unlink(path) == 0 || errno == ENOENT;

    free(path);
    return gone;
}

int
send_state_open(const char *position)
{
    char *path = path_beside(position);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | FLAGS, FILE_MODE);

    free(path);
    return fd;
}

bool
send_state_note(int fd, const struct send_state *s)
{
    char line[LINE_MOST];
    int n = snprintf(line, sizeof line,
                     MAGIC "%d %20" PRId64 " %20" PRId64 " %20" PRIu64 " %20" PRIu64 " %s\n",
                     (int)s->is, s->updated, s->acknowledged, s->blocks, s->bytes, s->to);

    return fd >= 0 && n > 0 && n < LINE_MOST && pwrite(fd, line, (size_t)n, 0) == n;
}

static bool
read_line(struct send_state *s, const char *line)
{
    unsigned is;
    int at = 0;
    size_t n;

    if (sscanf(line, MAGIC "%1u %" SCNd64 " %" SCNd64 " %" SCNu64 " %" SCNu64 " %n", &is,
               &s->updated, &s->acknowledged, &s->blocks, &s->bytes, &at) != 5 ||
        at == 0 || is > SEND_CONNECTED || s->updated < 0 || s->acknowledged < 0)
        return false;
    n = strcspn(line + at, "\n");
    if (n == 0 || n >= sizeof s->to || line[(size_t)at + n] != '\n')
        return false;
    memcpy(s->to, line + at, n);
    s->to[n] = '\0';
    s->is = time(NULL) - s->updated > STALE_SECONDS ? SEND_ENDED : (enum send_is)is;
    return true;
}

static bool
read_state(struct send_state *s, const char *path)
{
    int fd = open(path, O_RDONLY | FLAGS);
    char line[LINE_MOST];
    ssize_t n = fd >= 0 ? read(fd, line, sizeof line - 1) : -1;

    if (fd >= 0)
        close(fd);
    if (n < 0)
        return false;
    line[n] = '\0';
    return read_line(s, line);
}

static bool
is_state(const char *name)
{
    return strncmp(name, PREFIX, strlen(PREFIX)) == 0;
}

static int
by_destination(const void *a, const void *b)
{
    return strcmp(((const struct send_state *)a)->to, ((const struct send_state *)b)->to);
}

struct send_states
send_states_read(const char *folder)
{
    struct send_states all = { NULL, 0 };
    DIR *entries = opendir(folder);
    const struct dirent *entry;

    while (entries && (entry = readdir(entries))) {
        char *path;

        if (!is_state(entry->d_name))
            continue;
        path = path_join(folder, entry->d_name, "");
        all.list = grow(all.list, (all.n + 1) * sizeof *all.list);
        all.n += read_state(&all.list[all.n], path);
        free(path);
    }
    if (entries)
        closedir(entries);
    if (all.n)
        qsort(all.list, all.n, sizeof *all.list, by_destination);
    return all;
}

void
send_states_free(struct send_states *all)
{
    free(all->list);
    *all = (struct send_states){ NULL, 0 };
}
