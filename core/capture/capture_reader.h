/* SPDX-License-Identifier: Apache-2.0 */
/* One capture file being read: its bytes, its format, and how far it has been gone through. */
#ifndef CAPTURE_READER_H
#define CAPTURE_READER_H

#include "capture/pcap_format.h"
#include "capture/pcapng.h"
#include "source/source.h"

struct capture_reader {
    struct source *source; /* NULL: none is open */
    const char *name;      /* as people know it */
    enum { CAPTURE_READER_UNKNOWN, CAPTURE_READER_PCAP, CAPTURE_READER_PCAPNG } format;
    struct pcap_format pcap;
    struct pcapng ng;
    uint64_t offset;  /* bytes gone through, after decompression */
    uint64_t packets; /* found in them */
    uint64_t cut;     /* of these, those of which bytes beyond PACKET_MAX were left out */
    uint64_t no_time; /* and those whose time cannot be said */
};

/* False with errno set when it cannot be opened.  The path is kept, not copied.  What is unpacked
 * is bounded as source_limit() has it. */
bool capture_reader_open(struct capture_reader *, const char *path, uint64_t unpack_max,
                         uint64_t unpack_ratio);
void capture_reader_close(struct capture_reader *);

/* Whether the file begins as a capture does, or cannot be unpacked to be seen; false with errno 0
 * when it does not, and set when it cannot be read. */
bool capture_reader_knows(const char *path, uint64_t unpack_max, uint64_t unpack_ratio);

/* The next header, packet or block in these bytes, which begin where the last step ended. */
enum step_result capture_reader_step(struct capture_reader *, const uint8_t *at, size_t left,
                                     struct packet *packet, struct step *step);

/* Whether the next step, on these bytes, would find a packet or want more bytes of one. */
bool capture_reader_at_packet(const struct capture_reader *, const uint8_t *at, size_t left);

/* How many sections have begun, which is 1 in a format without them. */
uint32_t capture_reader_sections(const struct capture_reader *);

/* Link types declared so far in this section, each once; how many were stored. */
size_t capture_reader_linktypes(const struct capture_reader *, uint16_t *linktypes, size_t max);

/* What is wrong with the file, in one line. */
void capture_reader_say_damage(const struct capture_reader *, const char *why);

/* What of its packets could not be taken over, in a line each; false when there is nothing. */
bool capture_reader_say_losses(const struct capture_reader *);

/* The bytes have ended, or the source is damaged, with some left that are no whole step.
 * Says so; false when the file may end here. */
bool capture_reader_say_cut(const struct capture_reader *, size_t left, const struct step *step);

#endif
