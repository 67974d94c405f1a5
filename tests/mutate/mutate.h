/* SPDX-License-Identifier: Apache-2.0 */
/* Captured packets, damaged at random, for each plugin in turn: main() is in mutate.c. */
#ifndef MUTATE_H
#define MUTATE_H

#include "dissect/dissect.h"

enum {
    SEED_MAX = 2048,   /* bytes of a seed: small packets are done sooner */
    MUTANT_MAX = 4096,
    FOLDER_SEEDS = 128, /* for one plugin, from one folder of captures */
    SEEDS_MAX = 4 * FOLDER_SEEDS,
    LENGTHS_MAX = 16,
    JOB_WHY_MAX = 160
};

/* What a plugin did with a packet; the last one in this order when it had several layers of it.
 * Waiting: for more of a stream. */
enum deed { NOT_REACHED, WAITING, DECODED, MALFORMED, DECLINED, REFUSED, DEEDS };

/* What became of the packet that probe_run() dissected. */
struct probed {
    struct verdict verdict;
    uint8_t deeds[PLUGINS_MAX];
    uint32_t begins[PLUGINS_MAX]; /* offset of a plugin's first layer */
    uint32_t layers[NC_LAYERS_MAX], starts[NC_LAYERS_MAX]; /* plugin and offset of each */
    size_t n_layers;
    const uint8_t *used; /* the end of the memory that was handed out */
    bool streamed;       /* it had a segment, of which plugins of streams were told */
    bool full;           /* a record was too large */
};

/* probe.c: loads the plugins; false when one was refused, which is then said. */
bool probe_setup(const char *folder);
const struct plugins *probe_plugins(void);
struct dissector *probe_dissector(void);
bool probe_takes_packets(size_t plugin);
bool probe_is_expected(size_t plugin);

/* Options that are on or off: 0 as they are at first, 1 all on, 2 all off. */
void probe_switch(int how);
/* Dissects, and takes a segment as the whole of a stream; records go to the sink, NULL: nowhere. */
const struct probed *probe_run(const struct packet *, const uint8_t *bytes, struct record_sink *);
const struct probed *probe_last(void);

/* A captured packet that a plugin decodes.  `lengths` are offsets of 16-bit numbers that count the
 * bytes from the start of some layer to the end of the packet. */
struct seed {
    uint64_t identity;
    uint32_t size, begins; /* of the plugin's layer */
    uint32_t n_lengths, lengths[LENGTHS_MAX];
    uint16_t linktype;
    uint8_t bytes[];
};

struct seeds {
    struct seed *list[SEEDS_MAX];
    size_t n, before; /* of which that many are from other folders */
};

/* seeds.c: takes seeds for all plugins from a folder of captures; what is wrong with these goes to
 * the file `said`.  False when the folder cannot be read, which is said. */
bool seeds_read(struct seeds *of, const char *folder, int said);

struct mutant {
    uint32_t size;
    uint16_t linktype;
    uint8_t bytes[MUTANT_MAX];
};

/* mutator.c: the mutant is a function of the seeds and the number. */
void mutate(const struct seeds *, uint64_t number, struct mutant *);

/* check.c: what is wrong with how a packet was dissected; NULL for nothing.  Thorough: dissects it
 * once more, in memory that holds something else, and compares. */
const char *check_packet(const struct mutant *, bool thorough);

/* The same without a look at what comes out of it: for its time.  The time that it may take, in
 * nanoseconds. */
const char *run_packet(const struct mutant *);
enum { TIME_A_BYTE = 250, TIME_LEAST = 50000, TIME_SMALL = 512 };

/* What one plugin is put through; in memory shared with the process that does it. */
struct job {
    size_t plugin;
    uint64_t from, to;      /* mutations to do */
    volatile uint64_t at;   /* the one at work */
    uint64_t deeds[DEEDS];  /* how often */
    uint64_t slowest, slowest_at; /* nanoseconds; with .timing thousandths of what may be taken */
    bool finished;
    struct mutant mutant;
    char why[JOB_WHY_MAX];  /* it ended early */
};

/* jobs.c: does the jobs, so many at a time, each in a process of its own that begins again behind a
 * mutation at which it failed.  Calls report() for each that is done, in order, with the number of
 * its failures, and returns how many failed in all. */
struct plan {
    const struct seeds *seeds; /* of each plugin */
    struct job *jobs;
    size_t n, at_a_time;
    uint64_t seed;
    const char *log;   /* folder for packets at which something failed, and what was said */
    const char *again; /* the command that repeats one, but for --plugin and --only */
    bool keep;         /* the packet even when nothing failed */
    bool timing;       /* what is slower than may be has failed; nothing else is looked at */
    void (*report)(const struct plan *, const struct job *, unsigned failures);
};

unsigned jobs_do(const struct plan *);

#endif
