/* SPDX-License-Identifier: Apache-2.0 */
/* unix:PATH, a socket of this machine.  Who may connect is said by the rights of the socket's file
 * and of the folders above it; nothing else says who that is. */
#include "exchange/transport.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 128 };

struct place {
    struct sockaddr_un address;
};

struct link {
    int fd;
};

static void *
failed(char *why, const char *what)
{
    snprintf(why, TRANSPORT_WHY, "%s: %s", what, strerror(errno));
    return NULL;
}

static void *
place_open(const struct transport_setup *setup, char *why)
{
    struct place *place;
    size_t size = strlen(setup->address);

    if (size >= sizeof place->address.sun_path) {
        snprintf(why, TRANSPORT_WHY, "the path of a socket has at most %zu bytes",
                 sizeof place->address.sun_path - 1);
        return NULL;
    }
    place = calloc(1, sizeof *place);
    if (!place)
        return failed(why, "no memory");
    place->address.sun_family = AF_UNIX;
    memcpy(place->address.sun_path, setup->address, size + 1);
    return place;
}

static const char *
own_name(void *transport)
{
    (void)transport;
    return NULL;
}

static int
new_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

/* Whether somebody listens there; a socket that was left behind can be taken away. */
static bool
somebody_listens(const struct place *place)
{
    int fd = new_socket();
    bool listens = fd >= 0 && connect(fd, (const struct sockaddr *)&place->address,
                                      sizeof place->address) == 0;

    listens |= errno == EAGAIN;
    if (fd >= 0)
        close(fd);
    return listens;
}

static bool
make_way(const struct place *place, char *why)
{
    struct stat about;

    if (lstat(place->address.sun_path, &about))
        return true;
    if (!S_ISSOCK(about.st_mode))
        snprintf(why, TRANSPORT_WHY, "there is something there that is no socket");
    else if (somebody_listens(place))
        snprintf(why, TRANSPORT_WHY, "another process listens there");
    else if (unlink(place->address.sun_path))
        failed(why, "the socket that was left there cannot be removed");
    else
        return true;
    return false;
}

static int
place_listen(void *transport, char *why)
{
    struct place *place = transport;
    int fd = make_way(place, why) ? new_socket() : -1;
    mode_t mask;
    bool bound;

    if (fd < 0)
        return -1;
    mask = umask(0117); /* who is of the group may send, nobody else */
    bound = bind(fd, (struct sockaddr *)&place->address, sizeof place->address) == 0;
    umask(mask);
    if (bound && listen(fd, BACKLOG) == 0)
        return fd;
    failed(why, "cannot listen");
    close(fd);
    return -1;
}

static void *
stream_of(int fd, char *why)
{
    struct link *link = fd < 0 ? NULL : calloc(1, sizeof *link);

    if (link)
        link->fd = fd;
    else if (fd >= 0)
        close(fd);
    return link ? link : failed(why, "no memory");
}

static void *
place_connect(void *transport, char *why)
{
    struct place *place = transport;
    int fd = new_socket();

    if (fd >= 0 && connect(fd, (struct sockaddr *)&place->address, sizeof place->address) == 0)
        return stream_of(fd, why);
    failed(why, "cannot connect");
    if (fd >= 0)
        close(fd);
    return NULL;
}

static void *
place_accept(void *transport, int fd, char *why)
{
    (void)transport;
    return stream_of(fd, why);
}

static enum stream_state
greet(void *link, char *why)
{
    (void)link;
    (void)why;
    return STREAM_READY;
}

/* What a call gave, as the interface has it. */
static ssize_t
passed(ssize_t done, char *why)
{
    if (done > 0)
        return done;
    if (done < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (done == 0)
        *why = '\0';
    else
        failed(why, "the connection broke");
    return -1;
}

static ssize_t
stream_read(void *link, void *to, size_t size, char *why)
{
    return passed(recv(((struct link *)link)->fd, to, size, 0), why);
}

static ssize_t
stream_write(void *link, const void *from, size_t size, char *why)
{
    return passed(send(((struct link *)link)->fd, from, size, MSG_NOSIGNAL), why);
}

static int
descriptor(void *link)
{
    return ((struct link *)link)->fd;
}

static short
events(void *link, bool writes)
{
    (void)link;
    return (short)(POLLIN | (writes ? POLLOUT : 0));
}

static const char *
peer(void *link)
{
    (void)link;
    return NULL;
}

static void
hang_up(void *opaque)
{
    struct link *link = opaque;

    close(link->fd);
    free(link);
}

static const struct stream_kind kind = {
    .open = place_open,
    .close = free,
    .own_name = own_name,
    .listen = place_listen,
    .connect = place_connect,
    .accept = place_accept,
    .greet = greet,
    .read = stream_read,
    .write = stream_write,
    .descriptor = descriptor,
    .events = events,
    .peer = peer,
    .hang_up = hang_up,
};

TRANSPORT(unix) = {
    TRANSPORT_ABI, sizeof(struct transport), "unix", "sockets of this machine", &kind, NULL, NULL,
    NULL,
};
