/* SPDX-License-Identifier: Apache-2.0 */
/* Where packets come from: capture files, folders of them, standard input, an interface. */
#ifndef CAPTURE_H
#define CAPTURE_H

#include "capture/input_note.h"
#include "capture/inputs.h"
#include "capture/packet.h"
#include "capture/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

enum { INTERFACES_MAX = 64 }; /* as many as have a clock of their own, see packet_clock.h */

struct capture_options {
    const char *const *inputs; /* files, folders, "-"; NULL when live */
    size_t n_inputs;
    const char *const *interfaces; /* live capture, of at most INTERFACES_MAX */
    size_t n_interfaces;   /* 0 when reading files */
    const char *filter;    /* pcap-filter(7) expression, NULL for none; files and live */
    struct range range;    /* others are read, and left out */
    uint64_t count;        /* packets after which no more come; 0: all */
    bool sums;             /* of files SHA-256 is wanted */
    uint64_t unpack_max;   /* of a compressed file: bytes it may unpack to; 0: any number */
    uint64_t unpack_ratio; /* and how many times its size; 0: any */
    unsigned snaplen;      /* live: bytes kept of each packet */
    bool promiscuous;      /* live */
};

/* Memory that one batch offers; filled from its start each time. */
struct capture_buffer {
    uint8_t *data;
    size_t size; /* at least CAPTURE_BUFFER_MIN */
    struct packet *packets;
    size_t max_packets;
};

#define CAPTURE_BUFFER_MIN ((size_t)2 * PACKET_MAX)

struct capture_progress {
    uint64_t bytes, total;                  /* of the files on disk; total 0 when not known */
    uint64_t packets;                       /* handed out */
    uint64_t left_out;                      /* read, and out of range */
    uint64_t filtered;                      /* left out by the filter; live: known at the end */
    uint64_t received, dropped, if_dropped; /* live: as the kernel and the interface count */
    uint64_t unread;                        /* live: received, and not read when it ended */
    uint64_t cut;                           /* longer than PACKET_MAX; offline only */
    uint64_t backwards;                     /* packets whose time is before their predecessor's */
    const char *name;                       /* what is being read */
};

struct capture;

/* Opens nothing yet but checks every input (exists, readable, folder not empty), so that a
 * misspelt last file is told at once; live opens the interface.  On error says what is wrong
 * and returns NULL with *status set (STATUS_USAGE for a bad filter or missing file ...). */
struct capture *capture_open(const struct capture_options *options, int *status);

/* The next packets, in order; packet offsets are into buffer->data.  Returns their number, or
 * CAPTURE_END when there are no more, or CAPTURE_WAIT when none came within wait_ms: live, from a
 * slow pipe, or from a file of which the filter leaves much out.  Not live, packets wait for those
 * that tell their clock, see packet_clock.h.  A full buffer, or one when
 * wait_ms are over, returns what is there.  Damage in a file is said
 * (file, byte offset, packet number, what was expected), remembered for capture_damaged(), and
 * reading goes on with the next file. */
long capture_fill(struct capture *, const struct capture_buffer *buffer, int wait_ms);
#define CAPTURE_END (-1L)
#define CAPTURE_WAIT (-2L)

/* Link types the first input declares before its first packet, each once: their number, or
 * CAPTURE_WAIT when that is not reached within wait_ms.  To be asked before the first fill. */
long capture_linktypes(struct capture *, uint16_t *linktypes, size_t max, int wait_ms);

/* The input that is this file, whatever its name; NULL when none is. */
const char *capture_reads(const struct capture *, const struct stat *);

/* The i-th file that is read, as it was when it was listed; NULL behind the last one. */
const struct input *capture_input(const struct capture *, size_t i);

/* Its path. */
const char *capture_path(const struct capture *, size_t i);

/* What is known of it by now; false behind the last one. */
bool capture_input_note(const struct capture *, size_t i, struct input_note *);

/* Of the i-th interface of a live capture; false behind the last one. */
struct interface_note {
    struct input_note of; /* its size: bytes of the packets, as captured */
    uint64_t received, dropped, if_dropped, filtered, unread; /* as capture_progress has them */
};
bool capture_interface(struct capture *, size_t i, struct interface_note *);

void capture_progress(struct capture *, struct capture_progress *);
bool capture_damaged(const struct capture *);

/* The capture's clock when the last packet came so many seconds ago. */
uint64_t capture_idle(struct capture *, double seconds);
bool capture_is_live(const struct capture *);

/* Of a live capture, to be called about once a second: reads its counters before they wrap, says
 * when packets begin to be dropped and when the interface goes down or comes up. */
void capture_look(struct capture *);

/* The fill or the wait for link types that is under way, or else the next, returns soon with what
 * it has.  Async-signal-safe. */
void capture_hurry(struct capture *);

/* No more packets are to come: the next fill returns CAPTURE_END, of a live capture once it has
 * given what the kernel had received by now.  Async-signal-safe. */
void capture_stop(struct capture *);

/* No more packets are wanted at all: what a live capture has not given is counted as unread. */
void capture_abandon(struct capture *);
void capture_close(struct capture *);

#endif
