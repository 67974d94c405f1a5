/* SPDX-License-Identifier: Apache-2.0 */
/* A capture being written: STEM.pcap as long as one link type and one time resolution suffice,
 * STEM.pcapng from the first packet on that differs. */
#ifndef CAPTURE_WRITER_H
#define CAPTURE_WRITER_H

#include "capture/packet.h"

#include <stdbool.h>

struct capture_writer;

/* Removes what an earlier run left under these names; creates nothing before the first packet.
 * NULL, and it is said, when a stale file cannot be removed or memory is short. */
struct capture_writer *capture_writer_open(const char *folder, const char *stem);

/* False once a write has failed; the first failure is said. */
bool capture_writer_add(struct capture_writer *, const struct packet *packet, const uint8_t *bytes);

uint64_t capture_writer_count(const struct capture_writer *);

/* The path it has, or will have, after capture_writer_close(). */
const char *capture_writer_name(const struct capture_writer *);

/* Gives the file its name, or, with keep false, removes it.  False when what was added could
 * not be written whole: what there is then stays under its name with .part. */
bool capture_writer_close(struct capture_writer *, bool keep);

#endif
