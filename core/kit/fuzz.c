/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap plugin fuzz": input that a plugin does not stand, looked for. */
#include "base/argtable_print.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/parse.h"
#include "kit/crowd.h"
#include "kit/daemon.h"
#include "kit/kept.h"
#include "kit/kit.h"
#include "kit/probes.h"
#include "kit/subject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPT_SECONDS, OPT_SEED };
enum { SECONDS = 60, SECONDS_MOST = 86400, FAILURES_MOST = 5, CROWD = 20000, WORKERS = 2 };

static const struct arg_row rows[] = {
    { OPT_SECONDS, 0, "seconds", "N", NULL, "Options", "for how long: 60 if nothing is said",
      NULL },
    { OPT_SEED, 0, "seed", "N", NULL, NULL,
      "where what is drawn begins: 1 if nothing is said; each has inputs of its own", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap plugin fuzz",
    "FILE.so [CAPTURE...]",
    "Gives a plugin changed packets of captures and bytes at random, in processes of their own and "
    "in the workers of netcapd, and keeps as captures those that it does not stand.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct fuzzing {
    const char *file, *base;
    uint64_t seconds, seed, inputs, packets;
    unsigned failures;
    double end;
    struct trial *trial;
    struct packets captures;
    struct seeds *seeds;
    struct daemon_place place;
    bool help;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct fuzzing *f = context;

    switch (row->id) {
    case OPT_SECONDS:
        return parse_number(value, 1, SECONDS_MOST, &f->seconds)
                   ? NULL
                   : "expected a number of seconds from 1 to 86400";
    case OPT_SEED: return parse_number(value, 0, UINT64_MAX, &f->seed) ? NULL : "expected a number";
    default: f->help = true; return NULL;
    }
}

/* Its hooks alone, a second or so: hundreds of thousands of inputs. */
static void
try_hooks(struct fuzzing *f, uint64_t round)
{
    const struct probe_input input = { f->file, &f->captures, f->seeds, f->seed + round };
    enum trial_end how = trial_run(f->trial, probe_more, (void *)&input, true);
    char *kept = NULL;

    f->inputs += f->trial->inputs;
    if (!f->trial->n_said)
        return;
    if (f->trial->inputs)
        kept = kept_input(f->trial, f->base);
    for (uint32_t i = 0; i < f->trial->n_said; i++)
        printf("%s: %s\n", f->base, f->trial->said[i]);
    if (kept && how != TRIAL_DONE)
        printf("    kept: netcap plugin debug %s %s --packet=1\n", f->file, kept);
    else if (kept)
        unlink(kept);
    free(kept);
    f->failures++;
}

/* Whole packets, as netcapd's workers see them: with streams put together and flows. */
static void
try_packets(struct fuzzing *f, uint64_t round)
{
    struct mutation m = { f->seed + round };
    struct packets crowd = { .n = 0 };
    char *capture = daemon_path(&f->place, "crowd.pcap"), *reason = NULL, *kept;
    struct daemon_run done = { .said = NULL };

    crowd_make(&crowd, &f->captures, f->seeds, &m, CROWD);
    f->packets += crowd.n;
    if (packets_write(&crowd, capture))
        done = daemon_decode(&f->place, capture, "out", WORKERS);
    if (done.said && daemon_set_aside(&f->place, "out", &reason)) {
        printf("%s: costs netcapd a packet: %s\n", f->base, reason ? reason : "?");
        kept = kept_packets(&crowd, f->base, kept_free_number(f->base));
        if (kept)
            printf("    kept: netcapd --plugins=%.*s --checksums=off -r %s\n",
                   f->base == f->file ? 1 : (int)(f->base - f->file),
                   f->base == f->file ? "." : f->file, kept);
        free(kept);
        f->failures++;
    }
    packets_free(&crowd);
    free(done.said);
    free(reason);
    free(capture);
}

static enum status
fuzz(struct fuzzing *f)
{
    struct subject subject;
    enum trial_end how;

    f->seeds = seeds_find(f->trial, f->file, &f->captures, &how);
    if (how != TRIAL_DONE || f->trial->n_said || !subject_of(f->trial, f->file, &subject)) {
        for (uint32_t i = 0; i < f->trial->n_said; i++)
            say_error("%s: %s", f->base, f->trial->said[i]);
        return STATUS_FAILED;
    }
    if (!f->captures.n && !subject.reads_layers && !subject.reads_talks) {
        say_error("%s: sees only whole packets: give a capture that has some", f->base);
        return STATUS_USAGE;
    }
    f->end = clock_seconds() + (double)f->seconds;
    for (uint64_t round = 0; clock_seconds() < f->end && f->failures < FAILURES_MOST; round++) {
        if (subject.reads_layers || subject.reads_talks)
            try_hooks(f, round);
        if (f->captures.n && f->seeds->n && clock_seconds() < f->end)
            try_packets(f, round);
    }
    printf("%s: %llu inputs and %llu packets of captures: %u failures\n", f->base,
           (unsigned long long)f->inputs, (unsigned long long)f->packets, f->failures);
    return f->failures ? STATUS_FAILED : STATUS_DONE;
}

static int
run(int argc, char **argv)
{
    struct fuzzing f = { .seconds = SECONDS, .seed = 1 };
    int n = argtable_parse(&table, argc, argv, take_option, &f);
    enum status status = STATUS_FAILED;

    if (n < 0 || f.help)
        return subject_usage(&table, n);
    if (n < 1 || access(argv[0], R_OK)) {
        say_error(n < 1 ? "expected the plugin's file" : "%s: cannot be read: %s", argv[0],
                  strerror(errno));
        return STATUS_USAGE;
    }
    f.file = argv[0];
    f.base = subject_base(argv[0]);
    f.trial = trial_create();
    if ((n == 1 || packets_read(&f.captures, argv + 1, (size_t)n - 1)) &&
        daemon_place_make(&f.place, f.file))
        status = fuzz(&f);
    daemon_place_remove(&f.place);
    packets_free(&f.captures);
    seeds_free(f.seeds);
    trial_free(f.trial);
    return (int)status;
}

const struct command command_plugin_fuzz = {
    .name = "plugin fuzz",
    .brief = "look for input that a plugin does not stand",
    .table = &table,
    .run = run,
};
