/* SPDX-License-Identifier: Apache-2.0 */
/* A network interface watched, by what the kernel tells of it: up, down, or gone. */
#ifndef LINK_WATCH_H
#define LINK_WATCH_H

struct link_watch;

enum link_state {
    LINK_UP,
    LINK_NO_CARRIER, /* up, but nothing is at the other end */
    LINK_DOWN,
    LINK_GONE,
    LINK_UNCHANGED,
};

/* NULL when there is nothing to watch: not every capture is of one network interface. */
struct link_watch *link_watch_open(const char *interface);

/* Becomes readable when there may be a change; -1 of NULL. */
int link_watch_fd(const struct link_watch *);

/* The next change, none skipped; LINK_UNCHANGED when there is no more, and of NULL. */
enum link_state link_watch_next(struct link_watch *);
void link_watch_close(struct link_watch *);

#endif
