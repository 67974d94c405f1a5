/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that goes wild on purpose: over TCP port 80 it sees "packet NN", and at the NN that its
 * option .packet names (0: at each) it does what .deed says.  It knows all memory that is shared
 * with other processes. */
#include <netcap/plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wild.pb-c.h"

enum { PREFIX = 7, PLACES = 4096, STORES = 2000, NEAR = 16 << 20 };

struct options {
    uint64_t deed, packet, seed;
};

static const struct nc_option options[] = {
    NC_UINT(struct options, deed, 0, 0, 99, "which deed; 0 for none"),
    NC_UINT(struct options, packet, 0, 0, 99, "at which packet; 0 for each"),
    NC_UINT(struct options, seed, 1, 0, 1000000, "of what is random"),
    NC_OPTIONS_END
};

static struct place {
    uint8_t *at;
    size_t size;
} places[PLACES];
static int n_places;

/* Before anything is forbidden. */
__attribute__((constructor)) static void
look_around(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    unsigned long from, to;
    char kind[8], line[512];

    puts("a plugin prints this when it is loaded");
    fflush(stdout);
    if (getenv("WILD_LOAD"))
        for (;;)
            ;
    while (maps && n_places < PLACES && fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %7s", &from, &to, kind) == 3 && kind[3] == 's')
            places[n_places++] = (struct place){ (uint8_t *)from, to - from };
    if (maps)
        fclose(maps);
}

__attribute__((destructor)) static void
stay(void)
{
    if (getenv("WILD_LEAVE"))
        for (;;)
            ;
}

static uint64_t
draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 24;
}

/* All that can be written to, or be made so; how many places these are.  Where nothing could be
 * written before it may only be that the system gives nothing. */
static uint64_t
open_all(bool writable[PLACES])
{
    uint64_t n = 0;

    for (int i = 0; i < n_places; i++) {
        writable[i] = mprotect(places[i].at, places[i].size, PROT_READ | PROT_WRITE) == 0;
        n += writable[i];
    }
    return n;
}

static void
store_everywhere(uint64_t seed)
{
    static bool writable[PLACES];

    if (!open_all(writable))
        return;
    for (int n = 0; n < STORES;) {
        uint64_t i = draw(&seed) % (uint64_t)n_places, near = draw(&seed) % 2 ? 4096 : NEAR;
        size_t size = places[i].size < near ? places[i].size : near;

        if (writable[i]) {
            memset(places[i].at + draw(&seed) % size / 8 * 8, (int)draw(&seed), 8);
            n++;
        }
    }
}

/* Whether the packets themselves can be opened: the place in which this one is. */
static bool
open_packets(const uint8_t *bytes)
{
    for (int i = 0; i < n_places; i++)
        if (bytes >= places[i].at && bytes < places[i].at + places[i].size)
            return mprotect(places[i].at, places[i].size, PROT_READ | PROT_WRITE) == 0;
    return true; /* it must be among them */
}

static void
fork_once(void)
{
    if (fork() > 0)
        wait(NULL);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const struct options *opts = nc_options(pkt);
    Types__Wild *wild = record;
    uint64_t number;

    wild->opened = open_packets(in->pos);
    nc_skip(in, PREFIX);
    number = (uint64_t)(nc_u8(in) - '0') * 10;
    number += (uint64_t)(nc_u8(in) - '0');
    nc_require(in, nc_ok(in), nc_truncated);
    if (opts->packet && opts->packet != number)
        return;
    if (opts->deed == 1)
        store_everywhere(opts->seed);
    if (opts->deed == 2)
        fork_once();
    if (opts->deed == 3) {
        puts("a plugin prints this at a packet");
        fflush(stdout);
    }
    if (opts->deed == 4)
        fputs("a plugin complains of a packet\n", stderr);
}

NC_PLUGIN(wild,
    .name         = "Wild",
    .about        = "Goes wild on purpose",
    .type         = 10998,
    .record       = &types__wild__descriptor,
    .on           = NC_ON(NC_KEY(NC_TCP_PORT, 80)),
    .options      = options,
    .options_size = sizeof(struct options),
    .decode       = decode);
