/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/capture.h"
#include "mutate.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PACKETS = 4096, ALIKE = 8, LENGTH_NEAR = 64, PATIENCE = 60 };

static void
mix(uint64_t *hash, uint64_t value)
{
    *hash = (*hash ^ value) * UINT64_C(0x100000001b3);
    *hash ^= *hash >> 29;
}

/* Packets are alike that have the same layers, size, and first bytes of the plugin's layer. */
static uint64_t
identity(const struct probed *was, const uint8_t *bytes, uint32_t size, uint32_t begins)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    mix(&hash, size);
    mix(&hash, was->verdict.outcome);
    for (size_t i = 0; i < was->n_layers; i++)
        mix(&hash, was->layers[i]);
    for (uint32_t i = begins; i < size && i < begins + ALIKE; i++)
        mix(&hash, bytes[i]);
    return hash;
}

static void
find_lengths(struct seed *seed, const struct probed *was)
{
    for (uint32_t at = 0; at + 2 <= seed->size && seed->n_lengths < LENGTHS_MAX; at++) {
        uint32_t value = (uint32_t)seed->bytes[at] << 8 | seed->bytes[at + 1];

        for (size_t i = 0; i < was->n_layers; i++)
            if (value && value == seed->size - was->starts[i] &&
                at + LENGTH_NEAR > was->starts[i] && at < was->starts[i] + LENGTH_NEAR) {
                seed->lengths[seed->n_lengths++] = at;
                break;
            }
    }
}

static struct seed *
make_seed(const struct packet *packet, const uint8_t *bytes, uint32_t begins, uint64_t alike,
          const struct probed *was)
{
    struct seed *seed = malloc(sizeof *seed + packet->captured);

    if (!seed) {
        perror("mutate");
        exit(EXIT_FAILURE);
    }
    *seed = (struct seed){
        .identity = alike, .size = packet->captured, .begins = begins, .linktype = packet->linktype
    };
    memcpy(seed->bytes, bytes, packet->captured);
    find_lengths(seed, was);
    return seed;
}

/* Where a seed goes: those with the smallest identities stay, which is as good as drawing lots.
 * NULL for nowhere. */
static struct seed **
find_place(struct seeds *of, uint64_t alike)
{
    size_t largest = of->before;

    for (size_t i = of->before; i < of->n; i++) {
        if (of->list[i]->identity == alike)
            return NULL;
        if (of->list[i]->identity > of->list[largest]->identity)
            largest = i;
    }
    if (of->n < of->before + FOLDER_SEEDS && of->n < SEEDS_MAX) {
        of->list[of->n] = NULL;
        return &of->list[of->n++];
    }
    return of->n > of->before && of->list[largest]->identity > alike ? &of->list[largest] : NULL;
}

static void
take(struct seeds *of, const struct packet *packet, const uint8_t *bytes)
{
    const struct probed *was;

    if (packet->captured > SEED_MAX)
        return;
    was = probe_run(packet, bytes, NULL);
    for (size_t p = 0; p < probe_plugins()->n; p++) {
        uint64_t alike = identity(was, bytes, packet->captured, was->begins[p]);
        bool decoded = was->deeds[p] == DECODED || was->deeds[p] == MALFORMED;
        struct seed **place = decoded ? find_place(&of[p], alike) : NULL;

        if (place) {
            free(*place);
            *place = make_seed(packet, bytes, was->begins[p], alike, was);
        }
    }
}

/* Damaged captures are there on purpose: what the reader says of them goes elsewhere. */
static long
fill(struct capture *capture, const struct capture_buffer *room, int said)
{
    int standard_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    long n;

    dup2(said, STDERR_FILENO);
    n = capture_fill(capture, room, -1);
    dup2(standard_error, STDERR_FILENO);
    close(standard_error);
    return n;
}

bool
seeds_read(struct seeds *of, const char *folder, int said)
{
    static uint8_t data[CAPTURE_BUFFER_MIN];
    static struct packet packets[PACKETS];
    struct capture_buffer room = { data, sizeof data, packets, PACKETS };
    struct capture_options options = { .inputs = &folder, .n_inputs = 1 };
    int status;
    struct capture *capture = capture_open(&options, &status);
    long n;

    if (!capture)
        return false;
    for (size_t p = 0; p < probe_plugins()->n; p++)
        of[p].before = of[p].n;
    while ((n = fill(capture, &room, said)) != CAPTURE_END) {
        alarm(PATIENCE); /* the packets are sound, but are the plugins? */
        for (long i = 0; i < n; i++)
            take(of, &packets[i], data + packets[i].offset);
    }
    alarm(0);
    capture_close(capture);
    return true;
}
