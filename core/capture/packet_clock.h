/* SPDX-License-Identifier: Apache-2.0 */
/* The capture's own clock, by which flows, streams and fragments time out: as if the clocks of all
 * interfaces agreed, and none was ever set.
 *
 * What others do: Zeek has one time, that of the latest packet, which never goes back
 * (src/RunState.cc, "network_time never goes back"), so a packet far ahead ends all there is.
 * Suricata keeps a time for each thread and takes the least of them, as "merged pcaps might have
 * huge time jumps or time going backward" (its commit 6f560144c1b9, "time: improve offline time
 * handling").  Wireshark has no time-outs; its mergecap(1) takes each file to be in order, and
 * reordercap(1) is for "well-synchronised" sources.  Here clocks need not agree:
 *
 * - An interface begins where the capture stands.  The clock waits for packets that come up to 10
 *   seconds late, and up to 60 where the next 16 of the interface do not all.  A step back beyond
 *   that begins an epoch of the interface, again where the capture stands; the last few epochs are
 *   kept, and a clock that returns to one of them goes on in it, so that clocks set back and forth,
 *   and files of several clocks put into one, add nothing.
 * - A step forward of more than 60 seconds counts, whole, when the next 16 packets of the interface
 *   do not come before it, and no other interface shows that less time has passed.  Where fewer
 *   follow among the next 64 packets, or before the section or the input ends, those decide; what
 *   is alone there counts nothing.  A step that does not count is another clock's, perhaps: when
 *   the time returns there once more that is an epoch too.
 * - A live capture does not wait for what comes: there a step counts with the 17th packet, and the
 *   packets until then have the clock as it stood.  Silence is told by packet_clock_idle().
 * - Files, and sections of a file, that are read one after the other are of the same interfaces as
 *   far as their numbers agree.  The time between two of them counts at once, as many are too
 *   short to confirm anything; none does when the later one is earlier.
 *
 * It depends on the packets' order alone, and packets that are read from a pipe wait for those that
 * decide.  Packets more than 5 seconds out of order may move it further than they say.  An idle
 * time about as long as two clocks of one interface differ is taken for the other clock.  A capture
 * of more than 146 years stands still then, and times before 1824 and after 2116 are taken for
 * these. */
#ifndef PACKET_CLOCK_H
#define PACKET_CLOCK_H

#include "capture/packet.h"

#include <stdbool.h>
#include <stddef.h>

/* Interfaces of higher numbers share the last one.  Packets behind one that may have to be seen. */
enum {
    PACKET_CLOCK_INTERFACES = 64,
    PACKET_CLOCK_EPOCHS = 8,
    PACKET_CLOCK_STRAYS = 4,
    PACKET_CLOCK_AHEAD = 64
};

struct packet_clock_epoch {
    int64_t offset; /* what makes the interface's time the capture's */
    uint64_t used;  /* number of the last packet in it; 0: free */
};

struct packet_clock_interface {
    struct packet_clock_epoch epochs[PACKET_CLOCK_EPOCHS];
    struct packet_clock_epoch strays[PACKET_CLOCK_STRAYS]; /* ahead of them, and not confirmed */
    uint64_t fitted;                                       /* the last packet in an epoch */
    uint32_t current;                                      /* the epoch that was */
    uint32_t run, late; /* live: packets ahead, behind, in a row */
    int64_t run_time;   /* what those ahead agree on */
};

/* All zero to begin with. */
struct packet_clock {
    int64_t now, came; /* where it stands, and stood at the last packet */
    uint64_t packets;
    uint32_t last_section, last_number; /* of the last one's interface */
    struct packet_clock_interface interfaces[PACKET_CLOCK_INTERFACES];
};

enum packet_clock_more {
    PACKET_CLOCK_MORE, /* may come */
    PACKET_CLOCK_END,
    PACKET_CLOCK_LIVE, /* may come, and are not waited for */
};

/* Sets the clock of the first of n packets.  False when that depends on more packets than these:
 * it is to be called again, with them. */
bool packet_clock_tell(struct packet_clock *, struct packet *, size_t n, enum packet_clock_more);

/* The clock when the last packet came so many nanoseconds ago. */
uint64_t packet_clock_idle(struct packet_clock *, uint64_t waited);

#endif
