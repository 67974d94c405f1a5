/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/seeds.h"

#include "base/memory.h"
#include "dissect/dissect.h"
#include "kit/loaded.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct finding {
    const char *file;
    const struct packets *packets;
    struct seeds *seeds;
};

/* The author's plugin as it was, and the packet at work; of the trial's own process. */
static struct nc_plugin original;
static const uint8_t *packet_bytes;
static uint32_t packet_size, packet_number;
static struct seeds *found;

static void
note(const uint8_t *from, size_t size)
{
    if (found->n < SEEDS_MOST && from >= packet_bytes && from + size <= packet_bytes + packet_size)
        found->list[found->n++] =
            (struct seed){ packet_number, (uint32_t)(from - packet_bytes), (uint32_t)size };
}

static void
tapped_read(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    note(in->pos, nc_left(in));
    original.read(pkt, in, record);
}

static void
tapped_decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    if (!original.read)
        note(in->pos, nc_left(in));
    original.decode(pkt, in, record);
}

static void
tap(struct plugin *p)
{
    original = p->is;
    if (p->is.read)
        p->is.read = tapped_read;
    if (p->is.decode)
        p->is.decode = tapped_decode;
}

/* Whether what a packet has for streams or conversations may be this plugin's. */
static bool
is_its_talk(const struct nc_packet *pkt)
{
    if (!(pkt->event == NC_EVENT_SEGMENT && original.stream) &&
        !(pkt->event == NC_EVENT_DATAGRAM && original.datagram))
        return false;
    for (const struct nc_key *k = original.on; k && k->space; k++)
        if (k->value == pkt->tails.port[0] || k->value == pkt->tails.port[1])
            return true;
    return original.probe != NULL;
}

static void
say(void *trial, const char *text)
{
    trial_say(trial, "%s", text);
}

static void
find(struct trial *t, void *context)
{
    static struct dissector d;
    static const struct dissect_options options = { .checksums = CHECKSUMS_OFF };
    const struct finding *what = context;
    struct plugins *plugins = loaded_plugins(what->file, true, say, t);
    volatile uint32_t at_work;

    if (!plugins)
        return;
    tap(&plugins->list[0]);
    found = what->seeds;
    if (!dissector_create(&d, plugins, &options))
        out_of_memory();
    for (size_t i = 0; i < what->packets->n; i++) {
        const struct packet *p = &what->packets->list[i];

        packet_number = (uint32_t)i;
        packet_bytes = what->packets->bytes + p->offset;
        packet_size = p->captured;
        t->linktype = p->linktype;
        trial_goes_on(t, "packet of the capture", packet_bytes, packet_size);
        dissect(&d, p, packet_bytes, &at_work);
        if (d.pkt.n_bytes && is_its_talk(&d.pkt))
            note(d.pkt.bytes, d.pkt.n_bytes);
        else if (original.id) /* a model of flows sees them all */
            note(packet_bytes, packet_size);
    }
}

struct seeds *
seeds_find(struct trial *t, const char *file, const struct packets *packets, enum trial_end *end)
{
    struct seeds *seeds =
        mmap(NULL, sizeof *seeds, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct finding what = { file, packets, seeds };

    if (seeds == MAP_FAILED)
        out_of_memory();
    *end = trial_run(t, find, &what, true);
    return seeds;
}

void
seeds_free(struct seeds *seeds)
{
    if (seeds)
        munmap(seeds, sizeof *seeds);
}
