/* SPDX-License-Identifier: Apache-2.0 */
/* One capture file being read: its bytes, its format, and how far it has been gone through. */
#ifndef CAPFILE_H
#define CAPFILE_H

#include "capture/pcapfile.h"
#include "capture/pcapng.h"
#include "source/source.h"

struct capfile {
    struct stream *stream; /* NULL: none is open */
    const char *name;      /* as people know it */
    enum { CAPFILE_UNKNOWN, CAPFILE_PCAP, CAPFILE_PCAPNG } format;
    struct pcapfile pcap;
    struct pcapng ng;
    uint64_t offset;  /* bytes gone through, after decompression */
    uint64_t packets; /* found in them */
};

/* False with errno set when it cannot be opened.  The path is kept, not copied. */
bool capfile_open(struct capfile *, const char *path);
void capfile_close(struct capfile *);

/* The next header, packet or block in these bytes, which begin where the last step ended. */
enum step_result capfile_step(struct capfile *, const uint8_t *at, size_t left,
                              struct packet *packet, struct step *step);

/* Whether the next step, on these bytes, would find a packet or want more bytes of one. */
bool capfile_at_packet(const struct capfile *, const uint8_t *at, size_t left);

/* Link types declared so far in this section, each once; how many were stored. */
size_t capfile_linktypes(const struct capfile *, uint16_t *linktypes, size_t max);

/* What is wrong with the file, in one line. */
void capfile_say_damage(const struct capfile *, const char *why);

/* The bytes have ended, or the stream is damaged, with some left that are no whole step.
 * Says so; false when the file may end here. */
bool capfile_say_cut(const struct capfile *, size_t left, const struct step *step);

/* The name people know an input by. */
const char *capfile_name(const char *path);

#endif
