/* SPDX-License-Identifier: Apache-2.0 */
#include "base/listening.h"

#include "base/parse.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define UNIX "unix:"
#define LOOPBACK "127.0.0.1"

enum { BACKLOG = 16, HOST_MAX = 256 };

struct place {
    char host[HOST_MAX];
    const char *port;
};

/* "9100", "host:9100", "[::1]:9100". */
static bool
read_place(const char *text, struct place *place)
{
    const char *colon = strrchr(text, ':'), *host = text;
    size_t length = colon ? (size_t)(colon - text) : 0;
    uint64_t port;

    place->port = colon ? colon + 1 : text;
    if (length > 2 && *host == '[' && host[length - 1] == ']') {
        host++;
        length -= 2;
    } else if (memchr(host, ':', length)) {
        return false; /* whose last number may be the address's */
    }
    if ((colon && !length) || length >= HOST_MAX || !parse_number(place->port, 1, 65535, &port))
        return false;
    snprintf(place->host, sizeof place->host, "%.*s", (int)length, host);
    if (!colon)
        strcpy(place->host, LOOPBACK);
    return true;
}

const char *
listening_expected(const char *text)
{
    struct place place;
    struct sockaddr_un at;
    bool path = strncmp(text, UNIX, strlen(UNIX)) == 0;

    if (path ? text[strlen(UNIX)] && strlen(text + strlen(UNIX)) < sizeof at.sun_path
             : read_place(text, &place))
        return NULL;
    return "expected PORT, HOST:PORT, [ADDRESS]:PORT, or unix:PATH of at most 107 bytes";
}

/* Whether the socket there was left by somebody who is gone. */
static bool
is_left_over(const struct sockaddr_un *at)
{
    int error = errno;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool refused = fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof *at) &&
                   errno == ECONNREFUSED;
    struct stat about;

    if (fd >= 0)
        close(fd);
    errno = error;
    return refused && lstat(at->sun_path, &about) == 0 && S_ISSOCK(about.st_mode);
}

static int
open_path(const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    mode_t mask = umask(0177);
    bool bound;

    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    bound = fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0;
    if (fd >= 0 && !bound && errno == EADDRINUSE && is_left_over(&at)) {
        unlink(path);
        bound = bind(fd, (struct sockaddr *)&at, sizeof at) == 0;
    }
    umask(mask);
    if (bound && listen(fd, BACKLOG) == 0)
        return fd;
    if (fd >= 0) {
        int error = errno;

        close(fd);
        errno = error;
    }
    return -1;
}

static int
open_address(const struct addrinfo *a)
{
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1, error;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

int
listening_open(const char *text, char *why, size_t size)
{
    static const struct addrinfo wanted = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
                                            .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    struct place place;
    int fd = -1, problem = 0;

    errno = EINVAL;
    if (strncmp(text, UNIX, strlen(UNIX)) == 0) {
        fd = open_path(text + strlen(UNIX));
    } else if (read_place(text, &place)) {
        problem = getaddrinfo(place.host, place.port, &wanted, &found);
        for (const struct addrinfo *a = found; !problem && a && fd < 0; a = a->ai_next)
            fd = open_address(a);
    }
    if (fd < 0)
        snprintf(why, size, "%s", problem ? gai_strerror(problem) : strerror(errno));
    if (found)
        freeaddrinfo(found);
    return fd;
}
