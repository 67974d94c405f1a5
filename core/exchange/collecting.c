/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/collecting.h"

#include "base/clock.h"
#include "base/memory.h"
#include "exchange/peer_address.h"
#include "exchange/stop_signals.h"
#include "exchange/store_turn.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ACCEPT_AT_ONCE = 64, ROUND_MS = 1000 };

#define TELL_SECONDS 10.0 /* between two lines on peers that were refused */

struct collector {
    const struct collecting *is;
    struct collect_peer **peers;
    struct pollfd *fds; /* the listener's, then theirs */
    size_t n;
    double watched, told;
    uint64_t untold; /* refused since then */
    char why[PEER_ADDRESS + TRANSPORT_WHY + 32]; /* with where it came from */
};

/* --- what is said, and not once for each of thousands --- */

static void
tell(struct collector *c, double now)
{
    if (!c->untold || (c->told && now - c->told < TELL_SECONDS))
        return;
    if (c->untold > 1)
        say_error("%llu connections ended early; the last: from %s", (unsigned long long)c->untold,
                  c->why);
    else
        say_error("a connection ended early: from %s", c->why);
    c->untold = 0;
    c->told = now;
}

/* By the address alone: names are not for logs. */
static void
note_end(struct collector *c, const char *from, const char *why)
{
    if (!*why)
        return;
    snprintf(c->why, sizeof c->why, "%s: %s", from, why);
    c->untold++;
}

/* --- who comes and goes --- */

static void
remove_peer(struct collector *c, size_t i)
{
    struct collect_peer *peer = c->peers[i];

    note_end(c, peer->from, peer->why);
    collect_peer_free(peer);
    memmove(&c->peers[i], &c->peers[i + 1], (c->n - i - 1) * sizeof *c->peers);
    c->n--;
}

/* Of those who have not said who they are, the one that had the most time for it. */
static bool
make_space(struct collector *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (!collect_peer_is_known(c->peers[i])) {
            snprintf(c->peers[i]->why, sizeof c->peers[i]->why, "too many connections");
            remove_peer(c, i);
            return true;
        }
    return false;
}

/* False: nobody waits. */
static bool
accept_one(struct collector *c)
{
    int fd = accept4(c->is->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    char why[TRANSPORT_WHY] = "", from[PEER_ADDRESS];
    struct collect_peer *peer;

    if (fd < 0 && (errno == EMFILE || errno == ENFILE))
        return make_space(c);
    if (fd < 0)
        return errno == ECONNABORTED;
    peer_address(fd, from);
    if (c->n == c->is->most && !make_space(c)) {
        note_end(c, from, "too many connections");
        close(fd);
        return true;
    }
    peer = collect_peer_new(c->is->store, c->is->kind, c->is->transport, fd, why);
    if (peer) {
        memcpy(peer->from, from, sizeof from);
        c->peers[c->n++] = peer;
    }
    note_end(c, from, why);
    return true;
}

static void
remove_gone(struct collector *c)
{
    for (size_t i = c->n; i-- > 0;)
        if (c->peers[i]->state == COLLECT_GONE)
            remove_peer(c, i);
}

/* --- a round --- */

static void
wait(struct collector *c)
{
    int ms = ROUND_MS;

    c->fds[0] = (struct pollfd){ c->is->listener, POLLIN, 0 };
    for (size_t i = 0; i < c->n; i++) {
        struct collect_peer *peer = c->peers[i];

        c->fds[i + 1] =
            (struct pollfd){ c->is->kind->descriptor(peer->stream),
                             c->is->kind->events(peer->stream, frame_left(&peer->out) > 0), 0 };
        if (peer->more)
            ms = 0;
    }
    if (poll(c->fds, (nfds_t)c->n + 1, ms) < 0)
        for (size_t i = 0; i <= c->n; i++)
            c->fds[i].revents = 0;
}

static void
work(struct collector *c, double now)
{
    size_t n = c->n; /* those of whom poll() knows */

    for (size_t i = 0; i < n; i++)
        if (c->fds[i + 1].revents || c->peers[i]->more)
            collect_peer_work(c->peers[i], now);
    for (size_t i = 0; i < n; i++)
        if (c->fds[i + 1].revents || c->peers[i]->unsynced)
            collect_peer_settle(c->peers[i], now);
    for (int i = 0; (c->fds[0].revents & POLLIN) && i < ACCEPT_AT_ONCE && accept_one(c); i++)
        continue;
}

static void
watch(struct collector *c, double now)
{
    if (now - c->watched < ROUND_MS / 1000.0)
        return;
    c->watched = now;
    for (size_t i = 0; i < c->n; i++)
        collect_peer_watch(c->peers[i], now);
    tell(c, now);
}

enum status
collecting_run(const struct collecting *is)
{
    struct collector c = { .is = is };

    c.peers = need(is->most, sizeof *c.peers);
    c.fds = need(is->most + 1, sizeof *c.fds);
    while (stop_signals_count() == 0) {
        double now;

        wait(&c);
        now = clock_seconds();
        work(&c, now);
        watch(&c, now);
        remove_gone(&c);
        store_turn(is->store, stop_signals_turn());
    }
    while (c.n > 0)
        remove_peer(&c, c.n - 1);
    c.told = 0;
    tell(&c, 0);
    free(c.peers);
    free(c.fds);
    return STATUS_DONE;
}
