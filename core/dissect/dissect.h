/* SPDX-License-Identifier: Apache-2.0 */
/* One packet up its layers: which plugin comes next, what became of the packet, its records. */
#ifndef DISSECT_H
#define DISSECT_H

#include "capture/packet.h"
#include "dissect/emit.h"
#include "dissect/guess.h"
#include "dissect/plugins.h"
#include "dissect/verdict.h"
#include "host.h"

/* A layer whose record is to be written. */
struct layer {
    const struct plugin *plugin;
    void *record;
    int index;            /* of the plugin */
    struct nc_ends around; /* what the layers below said: the record's Context */
    uint32_t level;        /* + 1, that it lies in; 0: it is joined to no conversation */
};

/* What a wrong checksum comes to: the packet is passed over by reassembly if its host cannot have
 * sent it so; in any case; none is verified. */
enum { CHECKSUMS_AUTO, CHECKSUMS_ON, CHECKSUMS_OFF };

/* What the user says of every packet. */
struct dissect_options {
    bool context;    /* records have one */
    bool ignores_tags; /* they separate no conversations */
    bool redact; /* what authenticates is left out */
    bool duplicates; /* are looked for */
    uint64_t seed;   /* of what tells packets apart, which nobody outside knows */
    bool packet_numbers; /* all records are joined to their packet and conversation */
    uint32_t checksums; /* CHECKSUMS_AUTO and others */
    /* What one packet may come to; 0 is as much as there can be. */
    uint64_t memory; /* bytes for its records */
    uint64_t layers;
    uint64_t record; /* bytes of one record, as written */
    struct nc_bounds bounds;
};

/* The reason for which a packet is refused that has more layers. */
extern const char dissect_no_layers[];

/* What is noted of a packet with more levels than NC_NETWORKS_MAX and NC_LEVELS_MAX allow. */
extern const char dissect_crowded[];

struct dissector {
    const struct plugins *plugins;
    struct dissect_options options;
    struct nc_packet pkt;
    struct layer layers[NC_LAYERS_MAX];
    size_t n_layers; /* with a record */
    struct guess guess; /* of the layer at work */
    bool reads_datagrams; /* some plugin does */
    const uint8_t *behind_link; /* of the packet: what its first layer left */
    struct emitter emitter;
};

bool dissector_create(struct dissector *, const struct plugins *, const struct dissect_options *);
void dissector_destroy(struct dissector *);

/* Decodes; `at_work` is told each plugin's index before it runs. */
struct verdict dissect(struct dissector *, const struct packet *, const uint8_t *bytes,
                       volatile uint32_t *at_work);

/* The packet that completed a datagram: its levels, the outermost and the inner ones, how many they
 * are, which of them the fragment was at (+ 1; 0: none of them), and the addresses around that. */
struct last_fragment {
    const struct nc_sighting *sighting, *inner;
    uint32_t n_levels, level;
    const struct nc_tails *between;
    uint32_t header; /* bytes of the network's headers in the datagram's first fragment */
};

/* The same for a datagram that was put together, of this protocol number. */
struct verdict dissect_datagram(struct dissector *, const struct last_fragment *, uint8_t protocol,
                                const uint8_t *bytes, uint32_t size, volatile uint32_t *at_work);

/* A plugin reads and decodes what stands at the cursor, whose .base is what it may look back to;
 * its record, which counts unless the cursor has failed, or NULL. */
void *dissect_run(struct nc_packet *, const struct plugin *, int index, struct nc_cursor *);

/* One layer of them: runs the plugin of this index on what is left; false when it refused. */
bool dissect_layer(struct dissector *, int index, struct nc_cursor *in);

/* Encodes the records of the packet just dissected; false when the sink has no space.  One that is
 * too long is left out, and the packet refused for it. */
bool dissector_emit(struct dissector *, struct record_sink *, struct verdict *);

#endif
