/* SPDX-License-Identifier: Apache-2.0 */
/* The layer loop over plugins made for it: Layer, Carrier without a record, Streams of streams
 * alone, and Both.  A layer's first byte is the key of the next one, its second what the layer
 * does; the rest is the next layer's. */
#ifndef DISSECT_HELPER_H
#define DISSECT_HELPER_H

#include "dissect/dissect.h"
#include "every.pb-c.h"

/* The space of the layers' keys. */
#define OURS NC_SPACE('t', 'e', 's', 't')

enum { SINK_SPACE = 1 << 20, WRITTEN_MAX = 128 };

extern struct plugins plugins;
extern struct dissector dissector;
extern struct verdict verdict; /* of the last packet */
extern volatile uint32_t at_work;

/* What was written: plugin and record, read back. */
struct written {
    int plugin;
    Every__Stamped *stamped;
};
extern struct written written[WRITTEN_MAX];
extern size_t n_written;

/* Where it is written, and how much that takes. */
extern struct record_sink sink;
extern size_t sink_space;

/* Loads the plugins, and runs the tests. */
int with_layers(int (*run)(void));

/* Nothing is written. */
void forget(void);

/* Dissects the text as a packet. */
void packet_at(const char *bytes, size_t n, struct packet);
void layers(const char *bytes, size_t n);
#define LAYERS(text) layers(text, sizeof(text) - 1)

#endif
