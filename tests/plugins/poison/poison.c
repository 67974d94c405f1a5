/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that fails on purpose, for the tests of isolation: it decodes "packet NN" over TCP port
 * 80, and at the NN that its option .packet names (0: at each) it does what .fault says. */
#include <netcap/plugin.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "poison.pb-c.h"

enum { PREFIX = 7, DEEP = 1 << 16 };

struct options {
    uint64_t fault, packet;
};

static const struct nc_option options[] = {
    NC_UINT(struct options, fault, 0, 0, 99, "which fault; 0 for none"),
    NC_UINT(struct options, packet, 0, 0, 99, "at which packet; 0 for each"),
    NC_OPTIONS_END
};

typedef void fault(struct nc_cursor *, Types__Poison *);

/* What follows only the optimiser must not see through. */
static volatile int zero;

static void
no_fault(struct nc_cursor *in, Types__Poison *record)
{
    (void)in;
    (void)record;
}

static void
write_to_null(struct nc_cursor *in, Types__Poison *record)
{
    (void)in;
    (void)record;
    *(volatile int *)(uintptr_t)zero = 1;
}

static void
call_abort(struct nc_cursor *in, Types__Poison *record)
{
    (void)in;
    (void)record;
    abort();
}

static void
call_exit(struct nc_cursor *in, Types__Poison *record)
{
    (void)in;
    (void)record;
    exit(0);
}

static int
descend(int depth)
{
    volatile char frame[DEEP];

    frame[0] = (char)depth;
    return zero ? 0 : descend(depth + 1) + frame[0];
}

static void
overflow_the_stack(struct nc_cursor *in, Types__Poison *record)
{
    (void)in;
    record->text.len = (size_t)descend(0);
}

static void
loop_for_ever(struct nc_cursor *in, Types__Poison *record)
{
    (void)in;
    (void)record;
    while (!zero)
        ;
}

static void
divide_by_zero(struct nc_cursor *in, Types__Poison *record)
{
    (void)in;
    record->text.len = (size_t)(PREFIX / zero);
}

static void
free_twice(struct nc_cursor *in, Types__Poison *record)
{
    void *volatile memory = malloc(PREFIX);

    (void)in;
    (void)record;
    free(memory);
    free(memory);
}

static void
write_to_the_packet(struct nc_cursor *in, Types__Poison *record)
{
    (void)record;
    *(volatile uint8_t *)(uintptr_t)in->pos = 0;
}

/* The crash comes while the record is written, after those of the layers below. */
static void
leave_a_bad_pointer(struct nc_cursor *in, Types__Poison *record)
{
    (void)in;
    record->text = (ProtobufCBinaryData){ PREFIX, (uint8_t *)(uintptr_t)(zero + 8) };
}

static void
kill_itself(struct nc_cursor *in, Types__Poison *record)
{
    (void)in;
    (void)record;
    kill(getpid(), SIGKILL);
}

/* No crash: the reason is what a terminal would obey. */
static void
give_a_reason_that_deceives(struct nc_cursor *in, Types__Poison *record)
{
    (void)record;
    nc_fail(in, "\033[2J\r\n\302\233" "31m\342\200\256all is well\a");
}

static fault *const faults[] = {
    no_fault,      write_to_null,  call_abort, call_exit,   overflow_the_stack,
    loop_for_ever, divide_by_zero, free_twice, kill_itself, write_to_the_packet,
    leave_a_bad_pointer, give_a_reason_that_deceives,
};

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const struct options *opts = nc_options(pkt);
    Types__Poison *poison = record;
    struct nc_cursor text = *in;
    uint64_t number;

    poison->text = nc_rest(in);
    nc_skip(&text, PREFIX);
    number = (uint64_t)(nc_u8(&text) - '0') * 10;
    number += (uint64_t)(nc_u8(&text) - '0');
    nc_require(in, nc_ok(&text), nc_truncated);
    if (opts->fault < sizeof faults / sizeof faults[0] && (!opts->packet || opts->packet == number))
        faults[opts->fault](in, poison);
}

NC_PLUGIN(poison,
    .name         = "Poison",
    .about        = "Fails on purpose",
    .type         = 10999,
    .record       = &types__poison__descriptor,
    .on           = NC_ON(NC_KEY(NC_TCP_PORT, 80)),
    .options      = options,
    .options_size = sizeof(struct options),
    .decode       = decode);
