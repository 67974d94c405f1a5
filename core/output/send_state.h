/* SPDX-License-Identifier: Apache-2.0 */
/* How it goes with sending a folder to one destination, which who sends notes in it once a second
 * for who asks: a file .sending-HASH beside the position, .send-HASH (output/position.h), of one
 * line that is as long each time:
 *
 *     netcap-sending 1 STATE UPDATED ACKNOWLEDGED BLOCKS BYTES URL
 *
 * with the members below in decimal digits.  Nothing rests on it: without it, and in one that is
 * none, only nobody knows. */
#ifndef SEND_STATE_H
#define SEND_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum send_is {
    SEND_ENDED,     /* nobody sends there */
    SEND_WAITS,     /* it is not connected */
    SEND_CONNECTED,
};

struct send_state {
    enum send_is is;
    int64_t updated;      /* when it was noted: seconds since 1970 */
    int64_t acknowledged; /* when something was last; 0: not since it was begun */
    uint64_t blocks;      /* on their way: sent, and not acknowledged */
    uint64_t bytes;       /* of files as they stand, that are not acknowledged */
    char to[256];         /* the destination, for people */
};

/* A file for it beside that of the position, which is named; -1: it cannot be made. */
int send_state_open(const char *position);

/* Takes away that beside a position; false with errno set: it is there. */
bool send_state_remove(const char *position);

/* False: it cannot be noted. */
bool send_state_note(int fd, const struct send_state *);

/* Those of a folder, in order of their destinations; one that was not noted for a while is taken
 * for SEND_ENDED. */
struct send_states {
    struct send_state *list;
    size_t n;
};

struct send_states send_states_read(const char *folder);
void send_states_free(struct send_states *);

#endif
