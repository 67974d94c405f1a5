/* SPDX-License-Identifier: Apache-2.0 */
/* A capture being written: STEM.pcapng.gz, of packets of any link types and time resolutions, in
 * gzip members, so that after a kill what stands in whole members can be read; or STEM.pcapng. */
#ifndef CAPTURE_WRITER_H
#define CAPTURE_WRITER_H

#include "base/digest.h"
#include "base/part_file.h"
#include "capture/packet.h"

#include <stdbool.h>

enum { COMMENT_MAX = 256 }; /* bytes of a packet's comment; what is longer is cut */

struct capture_writer;

/* Creates nothing before the first packet.  Takes `most` bytes before compression and only counts
 * the packets behind, which is said once, and so are those of more than PACKET_MAX bytes.  NULL,
 * and it is said, when memory is short. */
struct capture_writer *capture_writer_open(const struct out_folder *, const char *stem,
                                           uint64_t most);

/* Makes it STEM.pcapng, as it is; to be called before the first packet. */
void capture_writer_plain(struct capture_writer *);

/* The packets are of these interfaces, which the file then tells apart and names; they are kept.
 * To be called before the first packet; does nothing for NULL or without names. */
void capture_writer_interfaces(struct capture_writer *, const char *const *names, size_t n);

/* Of what is written there is a sum in the statistics. */
void capture_writer_sum(struct capture_writer *);

/* Its file is of a set, STEM-TIME.pcapng.gz: `set` is what its name says, and stays where it is. To
 * be called before the first packet, or the first after the file became another's. */
void capture_writer_set(struct capture_writer *, const char *set);

/* What was written becomes the caller's, who gives it its name, and the next packet makes another
 * file, of as many bytes as the first.  False when there is none. */
bool capture_writer_take(struct capture_writer *, struct part_file *to);

/* With a comment on the packet if that is not NULL.  False once a write has failed; the first
 * failure is said. */
bool capture_writer_add(struct capture_writer *, const struct packet *, const uint8_t *bytes,
                        const char *comment);

/* Writes the packets that wait for company. */
bool capture_writer_flush(struct capture_writer *);

struct capture_writer_stats {
    const char *name; /* what it is called now, in its folder; NULL: it was not created */
    uint64_t packets, left_out;
    uint64_t written; /* bytes of the file */
    const struct digest *digest; /* of them */
};

struct capture_writer_stats capture_writer_stats(const struct capture_writer *);

/* The name of the file once it is whole, allocated. */
char *capture_writer_name(const struct capture_writer *);

/* Writes what waits and, with `keep`, gives the file its name; without, it stays
 * STEM.pcapng.gz.part. False when what was added could not be written whole. */
bool capture_writer_finish(struct capture_writer *, bool keep);

void capture_writer_free(struct capture_writer *);

#endif
