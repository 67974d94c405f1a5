/* SPDX-License-Identifier: Apache-2.0 */
/* Capture files made byte by byte, and read through capture.h. */
#ifndef CAPTURE_HELPER_H
#define CAPTURE_HELPER_H

#include "base/say.h"
#include "capture/capture.h"
#include "capture/pcap_format.h"
#include "capture/pcapng.h"
#include "folder.h"
#include "hearing.h"

#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes of a file; numbers go in with the lowest byte first unless it is big. */
struct made {
    uint8_t *data;
    size_t used, size;
    bool big;
};

void put(struct made *, const void *bytes, size_t n);
void put16(struct made *, unsigned value);
void put32(struct made *, uint32_t value);
void put64(struct made *, uint64_t value);
void put_some(struct made *, size_t n); /* a pattern */
void done_with(struct made *);

void pcap_header(struct made *, uint32_t magic, unsigned minor, uint32_t linktype);
void pcap_record(struct made *, uint32_t seconds, uint32_t fraction, uint32_t captured,
                 uint32_t length);

/* A capture anew, with n packets of less than `most` bytes each. */
void pcap_many(struct made *, uint32_t n, uint32_t most);

void ng_section(struct made *);
void ng_block(struct made *, uint32_t type, const void *body, size_t size);
void ng_interface(struct made *, unsigned linktype, uint32_t snaplen);
void ng_interface_timed(struct made *, unsigned resolution, int64_t offset);
void ng_packet(struct made *, uint32_t interface, uint64_t time, uint32_t captured,
               uint32_t length);

#define GOT_MAX 70000

/* What reading gave. */
extern struct packet got[GOT_MAX];
extern uint32_t got_sums[GOT_MAX]; /* of each packet's bytes */
extern size_t n_got, n_fills;
extern int open_status;
extern bool damaged;
extern struct capture_progress progress;

/* How reading is done; read_inputs() sets them back afterwards. */
extern size_t buffer_size, max_packets;
extern const char *filter;

/* Reads it all; what was said meanwhile is in said. */
void read_inputs(const char *const *inputs, size_t n);
void read_path(const char *path);
void read_made(const struct made *); /* by way of a file named "made" */

/* Reads every beginning of the file: packets that end at or before the cut come, no others, and
 * a cut at no good end is damage. */
void cut_everywhere(const struct made *, const size_t *packet_ends, size_t n,
                    const size_t *good_ends, size_t n_good);

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

#endif
