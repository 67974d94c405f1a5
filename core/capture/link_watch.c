/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/link_watch.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

unsigned if_nametoindex(const char *name); /* <net/if.h> does not go with <linux/if.h> */

struct link_watch {
    int socket, index;
    enum link_state state;
    size_t at, end; /* what is left of the last datagram */
    char bytes[32768] __attribute__((aligned(NLMSG_ALIGNTO)));
};

static enum link_state
state_of(unsigned flags)
{
    return !(flags & IFF_UP) ? LINK_DOWN : flags & IFF_RUNNING ? LINK_UP : LINK_NO_CARRIER;
}

/* How it stands, when the kernel had too much to tell and left some out. */
static enum link_state
ask(const struct link_watch *w)
{
    struct ifreq request = { .ifr_ifindex = w->index };

    if (ioctl(w->socket, SIOCGIFNAME, &request) || ioctl(w->socket, SIOCGIFFLAGS, &request))
        return LINK_GONE;
    return state_of((unsigned short)request.ifr_flags);
}

struct link_watch *
link_watch_open(const char *interface)
{
    struct sockaddr_nl links = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
    int index = (int)if_nametoindex(interface);
    struct link_watch *w = index > 0 ? calloc(1, sizeof *w) : NULL;

    if (!w)
        return NULL;
    w->index = index;
    w->socket = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (w->socket < 0 || bind(w->socket, (struct sockaddr *)&links, sizeof links)) {
        link_watch_close(w);
        return NULL;
    }
    w->state = ask(w);
    return w;
}

int
link_watch_fd(const struct link_watch *w)
{
    return w ? w->socket : -1;
}

/* What the next message says of this interface. */
static enum link_state
told(struct link_watch *w)
{
    const struct nlmsghdr *message = (const void *)(w->bytes + w->at);
    const struct ifinfomsg *link = NLMSG_DATA(message);
    size_t left = w->end - w->at;

    w->at = w->end;
    if (left < sizeof *message || message->nlmsg_len < sizeof *message ||
        message->nlmsg_len > left)
        return LINK_UNCHANGED;
    if (NLMSG_ALIGN(message->nlmsg_len) < left)
        w->at = w->end - left + NLMSG_ALIGN(message->nlmsg_len);
    if (message->nlmsg_len < NLMSG_LENGTH(sizeof *link) ||
        (message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK) ||
        link->ifi_index != w->index || link->ifi_family != AF_UNSPEC)
        return LINK_UNCHANGED;
    return message->nlmsg_type == RTM_DELLINK ? LINK_GONE : state_of(link->ifi_flags);
}

/* The next datagram's messages; false when there is none.  *lost: there were more. */
static bool
receive(struct link_watch *w, bool *lost)
{
    struct sockaddr_nl from = { 0 };
    socklen_t size = sizeof from;
    ssize_t got = recvfrom(w->socket, w->bytes, sizeof w->bytes, MSG_TRUNC,
                           (struct sockaddr *)&from, &size);

    *lost = (got < 0 && errno == ENOBUFS) || got > (ssize_t)sizeof w->bytes;
    if (got < 0 || *lost)
        return *lost;
    w->at = 0;
    w->end = from.nl_pid == 0 ? (size_t)got : 0; /* from the kernel, and nobody else */
    return true;
}

enum link_state
link_watch_next(struct link_watch *w)
{
    bool lost = false;

    while (w && w->state != LINK_GONE) {
        enum link_state now = LINK_UNCHANGED;

        if (lost)
            now = ask(w);
        else if (w->at < w->end)
            now = told(w);
        else if (receive(w, &lost))
            continue;
        else
            break;
        lost = false;
        if (now != LINK_UNCHANGED && now != w->state)
            return w->state = now;
    }
    return LINK_UNCHANGED;
}

void
link_watch_close(struct link_watch *w)
{
    if (!w)
        return;
    if (w->socket >= 0)
        close(w->socket);
    free(w);
}
