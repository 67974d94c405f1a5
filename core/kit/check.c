/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap plugin check": what netcap's own plugins are held to, for anyone's. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "kit/crowd.h"
#include "kit/daemon.h"
#include "kit/kept.h"
#include "kit/kit.h"
#include "kit/probes.h"
#include "kit/static_check.h"
#include "kit/subject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CROWD = 10000, MANY_WORKERS = 4, SAID_MOST = 256 };

static const struct arg_row rows[] = {
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Options", "print this help", NULL },
};

static const struct argtable table = {
    "netcap plugin check",
    "FILE.so [CAPTURE...]",
    "Tries a plugin with what captures have for it, cut, changed and made up, in processes of "
    "their own, and says of each thing that is wrong what it is and what to do.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct checking {
    const char *file, *base;
    struct daemon_place place;
    struct packets packets;
    struct seeds *seeds;
    struct trial *trial;
    struct subject subject;
    unsigned findings, holds;
    unsigned before; /* findings, of the check at work */
    bool hangs;      /* which netcapd would wait for, again and again */
    char *said[SAID_MOST];
    bool repeated; /* the check at work has found what another had */
};

/* Each once, however many checks find it. */
static void
say_finding(void *context, const char *text)
{
    struct checking *c = context;

    for (unsigned i = 0; i < c->findings; i++)
        if (strcmp(c->said[i], text) == 0) {
            c->repeated = true;
            return;
        }
    if (c->findings == SAID_MOST)
        return;
    printf("%s: %s\n", c->base, text);
    c->said[c->findings++] = need_copy(text);
}

static void
begin(struct checking *c)
{
    c->before = c->findings;
    c->repeated = false;
}

static void
end(struct checking *c, const char *holds)
{
    if (c->findings != c->before || c->repeated)
        return;
    printf("ok: %s\n", holds);
    c->holds++;
}

/* What a trial has found; the input at which it crashed or hung is kept. */
static void
take_trial(struct checking *c, enum trial_end how)
{
    char *kept = how != TRIAL_DONE && c->trial->inputs ? kept_input(c->trial, c->base) : NULL;

    c->hangs |= how == TRIAL_HUNG;
    for (uint32_t i = 0; i < c->trial->n_said; i++)
        say_finding(c, c->trial->said[i]);
    if (kept)
        printf("    the input is kept: netcap plugin debug %s %s --packet=1\n", c->file, kept);
    free(kept);
}

static void
check_file(struct checking *c)
{
    begin(c);
    static_check_variables(c->file, say_finding, c);
    end(c, "no variable of it outlives a packet");
    begin(c);
    static_check_calls(c->file, say_finding, c);
    end(c, "it calls nothing that is not for plugins");
}

/* The lines that netcapd said, without its name. */
static void
take_said(struct checking *c, char *said, bool refused)
{
    for (char *line; (line = strsep(&said, "\n"));) {
        const char *text = strncmp(line, "netcapd: ", 9) == 0 ? line + 9 : line;
        const size_t length = strlen(c->base);

        if (!*text)
            continue;
        if (strncmp(text, c->base, length) == 0 && strncmp(text + length, ": ", 2) == 0)
            text += length + 2;
        if (refused)
            say_finding(c, text);
        else
            printf("note: %s\n", text);
    }
}

/* Whether it is loaded beside netcap's own. */
static bool
check_loading(struct checking *c)
{
    struct daemon_run run = daemon_load(&c->place);

    begin(c);
    take_said(c, run.said, run.status != 0);
    if (run.status && c->findings == c->before)
        say_finding(c, "is not loaded by netcapd");
    free(run.said);
    end(c, "netcapd loads it beside its own plugins");
    return run.status == 0;
}

static void
find_seeds(struct checking *c)
{
    enum trial_end how;

    begin(c);
    c->seeds = seeds_find(c->trial, c->file, &c->packets, &how);
    take_trial(c, how);
    if (c->packets.n && how == TRIAL_DONE && !c->seeds->n)
        say_finding(c, "is given nothing of the captures: no packet of theirs has one of its keys: "
                       "give captures of its protocol, or correct .on");
    if (c->packets.n)
        end(c, "it is given what the captures have for it");
}

static void
check_probes(struct checking *c)
{
    const struct probe_input input = { c->file, &c->packets, c->seeds, 0 };

    for (const struct probe *p = probes; p->work; p++) {
        if (p->layers ? !c->subject.reads_layers
                      : !c->subject.reads_layers && !c->subject.reads_talks)
            continue;
        begin(c);
        take_trial(c, trial_run(c->trial, p->work, (void *)&input, true));
        if (c->trial->time > 0)
            printf("note: a packet takes it %.2f microseconds\n", c->trial->time / 1000);
        end(c, p->holds);
    }
}

static void
check_crowd(struct checking *c)
{
    char *capture = daemon_path(&c->place, "crowd.pcap"), *reason, *differs;
    struct daemon_run one = daemon_decode(&c->place, capture, "one", 1);
    struct daemon_run many = daemon_decode(&c->place, capture, "many", MANY_WORKERS);
    uint64_t aside = daemon_set_aside(&c->place, "one", &reason);
    char text[TRIAL_TEXT];

    begin(c);
    if (aside) {
        char *name = kept_name(c->base, "set-aside.pcapng.gz");

        snprintf(text, sizeof text, "costs netcapd %llu changed packets, the first because of: %s",
                 (unsigned long long)aside, reason ? reason : "?");
        say_finding(c, text);
        if (daemon_keep(&c->place, "one/errors.pcapng.gz", name))
            printf("    those that netcapd set aside or refused are kept: %s\n", name);
        free(name);
    }
    end(c, "workers of netcapd survive it");
    begin(c);
    differs = aside ? NULL : daemon_difference(&c->place, "one", "many");
    if (differs) {
        snprintf(text, sizeof text,
                 "makes other records with %d workers than with one (%s): it keeps something "
                 "between packets: a plugin has no variables of its own",
                 MANY_WORKERS, differs);
        say_finding(c, text);
    }
    if (!aside) /* else it may be switched off, sooner or later */
        end(c, "one worker and four make the same records");
    free(capture);
    free(reason);
    free(differs);
    free(one.said);
    free(many.said);
}

/* With captures that have something for it, or for a plugin of layers with noise. */
static void
check_runs(struct checking *c)
{
    struct mutation m = { 1 };
    struct packets crowd = { .n = 0 };
    char set[TRIAL_NAME + 32];
    char *capture = daemon_path(&c->place, "crowd.pcap");

    if (c->hangs) {
        printf("note: netcapd was not tried with it: it would wait for its ends\n");
        free(capture);
        return;
    }
    if (!c->packets.n && !c->subject.reads_layers) {
        printf("note: without captures of its protocol it was only tried with bytes at random\n");
        free(capture);
        return;
    }
    if (!c->packets.n) {
        snprintf(set, sizeof set, "%s.on=linktype:%d", c->subject.name, CROWD_LINKTYPE);
        c->place.set = set;
    }
    crowd_make(&crowd, &c->packets, c->seeds, &m, CROWD);
    if (packets_write(&crowd, capture))
        check_crowd(c);
    packets_free(&crowd);
    free(capture);
    c->place.set = NULL;
}

static enum status
check(struct checking *c, char *const *captures, size_t n)
{
    if (n && !packets_read(&c->packets, captures, n))
        return STATUS_FAILED;
    check_file(c);
    if (check_loading(c) && subject_of(c->trial, c->file, &c->subject)) {
        find_seeds(c);
        check_probes(c);
        check_runs(c);
    }
    if (c->findings)
        printf("%s: %u finding%s, %u checks hold\n", c->base, c->findings,
               c->findings == 1 ? "" : "s", c->holds);
    else
        printf("%s: all %u checks hold\n", c->base, c->holds);
    return c->findings ? STATUS_FAILED : STATUS_DONE;
}

static int
run(int argc, char **argv)
{
    struct checking c = { .findings = 0 };
    bool help = false;
    int n = argtable_parse(&table, argc, argv, subject_help, &help);
    enum status status = STATUS_FAILED;

    if (n < 0 || help)
        return subject_usage(&table, n);
    if (n < 1 || access(argv[0], R_OK)) {
        say_error(n < 1 ? "expected the plugin's file" : "%s: cannot be read: %s", argv[0],
                  strerror(errno));
        return STATUS_USAGE;
    }
    c.file = argv[0];
    c.base = subject_base(argv[0]);
    c.trial = trial_create();
    if (daemon_place_make(&c.place, c.file))
        status = check(&c, argv + 1, (size_t)n - 1);
    daemon_place_remove(&c.place);
    packets_free(&c.packets);
    seeds_free(c.seeds);
    trial_free(c.trial);
    for (unsigned i = 0; i < c.findings; i++)
        free(c.said[i]);
    return (int)status;
}

const struct command command_plugin_check = {
    .name = "plugin check",
    .brief = "try a plugin with hostile input, and say what is wrong with it",
    .table = &table,
    .run = run,
};
