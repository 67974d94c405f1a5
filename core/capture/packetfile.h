/* SPDX-License-Identifier: Apache-2.0 */
/* A capture being written: STEM.pcap as long as one link type and one time resolution suffice,
 * STEM.pcapng from the first packet on that differs. */
#ifndef PACKETFILE_H
#define PACKETFILE_H

#include "capture/packet.h"

#include <stdbool.h>

struct packet_file;

/* Removes what an earlier run left under these names; creates nothing before the first packet.
 * NULL, and it is said, when a stale file cannot be removed or memory is short. */
struct packet_file *packet_file_open(const char *folder, const char *stem);

/* False once a write has failed; the first failure is said. */
bool packet_file_add(struct packet_file *, const struct packet *packet, const uint8_t *bytes);

uint64_t packet_file_count(const struct packet_file *);

/* The path it has, or will have, after packet_file_close(). */
const char *packet_file_name(const struct packet_file *);

/* Gives the file its name, or, with keep false, removes it.  False when what was added could
 * not be written whole: what there is then stays under its name with .part. */
bool packet_file_close(struct packet_file *, bool keep);

#endif
