/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/probes.h"

#include "base/memory.h"
#include "kit/drive.h"
#include "kit/fields_check.h"
#include "kit/guarded.h"
#include "kit/loaded.h"
#include "kit/mutation.h"
#include "kit/places.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    NOISE = 10000,
    NOISE_MOST = 512,
    MUTANTS = 20000,
    SHORT_MOST = 256,
    ROUNDS = 200,
    NOISE_TAKEN = 1,
    FIRST_FILL = 0xa5,
    SECOND_FILL = 0x5a
};
#define SLOW_NANOSECONDS 100000.0

struct probing {
    struct trial *t;
    const struct probe_input *input;
    struct driver driver;
    struct guarded guarded;
    uint8_t bytes[TRIAL_INPUT_MAX];
};

static void
say(void *trial, const char *text)
{
    trial_say(trial, "%s", text);
}

/* NULL when there is nothing to be tried. */
static struct probing *
prepare(struct trial *t, const struct probe_input *input)
{
    struct probing *p;
    struct plugins *plugins = loaded_plugins(input->file, false, say, t);

    if (!plugins)
        return NULL;
    p = need(1, sizeof *p);
    p->t = t;
    p->input = input;
    p->guarded = guarded_create(TRIAL_INPUT_MAX);
    driver_create(&p->driver, plugins);
    places_look();
    return driver_can(&p->driver) ? p : NULL;
}

static const struct nc_plugin *
plugin_of(const struct probing *p)
{
    return &p->driver.plugins->list[0].is;
}

/* Once where one byte behind cannot be read, once where one before cannot, with other bytes in the
 * memory it is given: both must come to the same. */
static void
try_input(struct probing *p, const char *doing, size_t size)
{
    struct driver *d = &p->driver;
    uint64_t digest;

    trial_goes_on(p->t, doing, p->bytes, size);
    p->t->from = guarded_at_end(&p->guarded, p->bytes, size);
    p->t->to = p->t->from + size;
    driver_run(d, p->t->from, size, FIRST_FILL);
    digest = d->digest;
    if (d->broken) {
        trial_say(p->t, "%s", d->why);
        return;
    }
    p->t->from = guarded_at_start(&p->guarded, p->bytes, size);
    p->t->to = p->t->from + size;
    driver_run(d, p->t->from, size, SECOND_FILL);
    if (d->digest != digest)
        trial_say(p->t, "makes another record of the same bytes the second time: it keeps "
                        "something between packets, or writes what it never set: a plugin has no "
                        "variables of its own");
}

/* Makes one of them the input; its size. */
static size_t
take_seed(struct probing *p, size_t which)
{
    const struct seed *seed = &p->input->seeds->list[which];
    const struct packet *packet = &p->input->packets->list[seed->packet];
    const size_t size = seed->size < TRIAL_INPUT_MAX ? seed->size : TRIAL_INPUT_MAX;

    memcpy(p->bytes, p->input->packets->bytes + packet->offset + seed->begins, size);
    return size;
}

/* What is shorter than the fixed header is refused; each beginning is survived. */
static void
probe_short(struct trial *t, void *context)
{
    struct probing *p = prepare(t, context);
    size_t header = p ? fields_size(plugin_of(p)) : 0, size;

    for (size_t i = 0; p && i < p->input->seeds->n && i < ROUNDS; i++) {
        size = take_seed(p, i);
        for (size_t n = 0; n < size && n < SHORT_MOST; n++) {
            try_input(p, "beginning of a captured packet", n);
            if (n < header && !p->driver.refused)
                trial_say(t, "takes %zu bytes for a header of %zu: read all of .fields, by .read",
                          n, header);
        }
    }
    for (size_t n = 0; p && n < header; n++) {
        memset(p->bytes, 0, n);
        try_input(p, "short header", n);
        if (!p->driver.refused)
            trial_say(t, "takes %zu bytes for a header of %zu: read all of .fields, by .read", n,
                      header);
    }
}

static void
probe_fields(struct trial *t, void *context)
{
    struct probing *p = prepare(t, context);

    if (p)
        fields_check(t, &p->driver);
}

static void
probe_noise(struct trial *t, void *context)
{
    struct probing *p = prepare(t, context);
    struct mutation m = { 88172645463325252u };
    unsigned taken = 0;

    for (int i = 0; p && i < NOISE; i++) {
        size_t size = mutation_below(&m, NOISE_MOST);

        mutation_noise(&m, p->bytes, size);
        try_input(p, "input at random", size);
        for (size_t at = 0; at < size; at++)
            p->bytes[at] = (uint8_t)mutation_below(&m, 256);
        taken += driver_recognise(&p->driver, p->bytes, size) == NC_YES;
    }
    if (taken > NOISE * NOISE_TAKEN / 100)
        trial_say(t,
                  ".recognise takes %u of %d inputs at random for its protocol: let it say "
                  "NC_YES only by signs that other bytes would not have, else NC_MORE",
                  taken, NOISE);
}

static void
probe_mutants(struct trial *t, void *context)
{
    struct probing *p = prepare(t, context);
    struct mutation m = { 2463534242u };
    size_t size, n = p ? p->input->seeds->n : 0;

    for (int i = 0; n && i < MUTANTS; i++) {
        size = take_seed(p, mutation_below(&m, (uint32_t)n));
        mutation_make(&m, p->bytes, size);
        if (size && mutation_below(&m, 8) == 0)
            size = mutation_below(&m, (uint32_t)size);
        try_input(p, "changed packet of the capture", size);
    }
}

void
probe_more(struct trial *t, void *context)
{
    struct probing *p = prepare(t, context);
    struct mutation m = { p ? p->input->seed * UINT64_C(0x9e3779b97f4a7c15) : 0 };
    size_t size, n = p ? p->input->seeds->n : 0;

    for (int i = 0; p && !t->n_said && i < 4 * MUTANTS; i++) {
        if (n && mutation_below(&m, 8)) {
            size = take_seed(p, mutation_below(&m, (uint32_t)n));
            mutation_make(&m, p->bytes, size);
        } else {
            size = mutation_below(&m, NOISE_MOST);
            mutation_noise(&m, p->bytes, size);
        }
        try_input(p, "input", size);
    }
}

static void
probe_time(struct trial *t, void *context)
{
    struct probing *p = prepare(t, context);
    clock_t began, took = 0; /* of the processor, which others use too */
    size_t size, inputs = 0;

    if (p)
        p->driver.keeps_memory = true;

    for (size_t i = 0; p && i < p->input->seeds->n && i < ROUNDS; i++) {
        size = take_seed(p, i);
        trial_goes_on(t, "packet of the capture", p->bytes, size);
        began = clock();
        for (int round = 0; round < ROUNDS; round++)
            driver_run(&p->driver, p->bytes, size, 0);
        took += clock() - began;
        inputs += ROUNDS;
    }
    t->time = inputs ? (double)took / CLOCKS_PER_SEC / (double)inputs * 1e9 : 0;
    if (t->time > SLOW_NANOSECONDS)
        trial_say(t,
                  "takes %.0f microseconds for a packet: a loop reads the same bytes again and "
                  "again, or searches them for each record",
                  t->time / 1000);
}

const struct probe probes[] = {
    { "short headers are refused, and beginnings survived", probe_short, true },
    { "each field alone lands in its member", probe_fields, true },
    { "any bytes are survived, within the packet, and come to the same twice", probe_noise, false },
    { "so are changed packets of the captures", probe_mutants, false },
    { "it is quick", probe_time, false },
    { NULL, NULL, false },
};
