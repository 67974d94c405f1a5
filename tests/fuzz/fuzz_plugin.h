/* SPDX-License-Identifier: Apache-2.0 */
/* One plugin by itself, whichever the program was made for: packets whose first layer it is, the
 * streams that it reads, or the flows that it counts. */
#ifndef FUZZ_PLUGIN_H
#define FUZZ_PLUGIN_H

#include "dissect/plugins.h"
#include "fuzz.h"

/* What the program was made for. */
extern const struct nc_plugin *const the_plugin;

/* The plugins there are: what stands below it, and it. */
enum { BELOW, TESTED };
extern struct plugins tested;

/* Where it is found, besides its own keys: first in packets, and at this port in streams. */
#define FIRST_SPACE NC_SPACE('f', 'u', 'z', 'z')
enum { FIRST_LINKTYPE = 147, FIRST_VALUE = 1, STREAM_PORT = 7 };

/* Each takes all that is left of an input. */
void fuzz_layer(struct taker *);
void fuzz_stream(struct taker *);
void fuzz_flow(struct taker *);

/* What the layer below says, as these bits want it. */
void below_says(uint32_t bits);
void decode_below(struct nc_packet *, struct nc_cursor *, void *record);

#endif
