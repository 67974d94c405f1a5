/* SPDX-License-Identifier: Apache-2.0 */
/* Every plugin against captured packets of its protocol, damaged at random; to be built with
 * sanitizers.
 *
 * usage: mutate --plugins=FOLDER [OPTION...] CAPTURES...
 *
 * Seeds of a plugin are the packets in the folders CAPTURES of which it decodes a layer.  Each
 * mutant must be dissected in time and within the memory handed out, and its records must be
 * readable.  The n-th mutant of a plugin depends on the seeds and on --seed only. */
#include "mutate.h"
#include "base/say.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FAILED = 1, USAGE = 2, AGAIN_MAX = 8192, REACHED_AT_LEAST = 3 /* one in so many */,
       PROBED_AT_LEAST = 4 /* by a plugin that turns away what does not begin as it must */ };

static struct {
    const char *plugins, *only_plugin, *log, *layers;
    uint64_t mutations, seed, only;
    bool one, timing;
    size_t at_a_time;
} options = { .log = "mutate-log", .mutations = 1000000, .seed = 1, .at_a_time = 1 };

static struct seeds seeds[PLUGINS_MAX];
static unsigned pointless;

static _Noreturn void
usage(const char *what)
{
    fprintf(stderr,
            "mutate: %s\n"
            "usage: mutate --plugins=FOLDER [OPTION...] CAPTURES...\n"
            "  --mutations=N   of each plugin (1000000)\n"
            "  --seed=N        begins the random numbers (1)\n"
            "  --plugin=NAME   this one alone\n"
            "  --only=N        this mutation alone; its packet is kept\n"
            "  --jobs=N        so many processes at a time (1)\n"
            "  --time          only what they take: at most 250 ns a byte, or 50 us\n"
            "  --log=FOLDER    for packets at which something failed (mutate-log)\n"
            "  --layers=FOLDER mutates nothing: writes the seeds from the plugin's layer on to\n"
            "                  FOLDER/PLUGIN/NUMBER\n",
            what);
    exit(USAGE);
}

static uint64_t
number(const char *text)
{
    char *end;
    uint64_t value;

    errno = 0;
    value = strtoull(text, &end, 0);
    if (errno || end == text || *end || *text == '-')
        usage("expected a number");
    return value;
}

static void
parse(int argc, char **argv)
{
    static const struct option known[] = {
        { "plugins", required_argument, NULL, 'P' }, { "mutations", required_argument, NULL, 'n' },
        { "seed", required_argument, NULL, 's' },    { "plugin", required_argument, NULL, 'p' },
        { "only", required_argument, NULL, 'o' },    { "jobs", required_argument, NULL, 'j' },
        { "log", required_argument, NULL, 'l' },     { "layers", required_argument, NULL, 'L' },
        { "time", no_argument, NULL, 't' },
        { NULL, 0, NULL, 0 }
    };
    int c;

    while ((c = getopt_long(argc, argv, "", known, NULL)) != -1)
        switch (c) {
        case 'P': options.plugins = optarg; break;
        case 'n': options.mutations = number(optarg); break;
        case 's': options.seed = number(optarg); break;
        case 'p': options.only_plugin = optarg; break;
        case 'o':
            options.only = number(optarg);
            options.one = true;
            break;
        case 'j': options.at_a_time = number(optarg); break;
        case 'l': options.log = optarg; break;
        case 'L': options.layers = optarg; break;
        case 't': options.timing = true; break;
        default: usage("this option is not known");
        }
    if (!options.plugins || optind == argc)
        usage("expected --plugins and a folder of captures");
    if (!options.mutations || !options.at_a_time)
        usage("expected at least one mutation and one job");
    if (options.one && !options.only_plugin)
        usage("--only says which mutation of a --plugin");
}

static _Noreturn void
fail(const char *path)
{
    fprintf(stderr, "mutate: %s: cannot be written: %s\n", path, strerror(errno));
    exit(FAILED);
}

static void
make_folder(const char *path)
{
    if (mkdir(path, 0777) && errno != EEXIST)
        fail(path);
}

static void
read_captures(char **folders)
{
    char path[PATH_MAX];
    int said;

    make_folder(options.log);
    snprintf(path, sizeof path, "%s/captures.err", options.log);
    said = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (said < 0)
        fail(path);
    for (; *folders; folders++)
        if (!seeds_read(seeds, *folders, said))
            exit(USAGE);
    close(said);
}

static void
write_layer(const char *path, const struct seed *seed)
{
    FILE *file = fopen(path, "wb");
    size_t size = seed->size - seed->begins;

    if (!file || fwrite(seed->bytes + seed->begins, 1, size, file) != size || fclose(file))
        fail(path);
}

static void
write_layers(void)
{
    char path[PATH_MAX];

    make_folder(options.layers);
    for (size_t i = 0; i < probe_plugins()->n; i++) {
        const char *name = probe_plugins()->list[i].is.name;

        if (!seeds[i].n)
            continue;
        snprintf(path, sizeof path, "%s/%s", options.layers, name);
        make_folder(path);
        for (size_t n = 0; n < seeds[i].n; n++) {
            snprintf(path, sizeof path, "%s/%s/%zu", options.layers, name, n);
            write_layer(path, seeds[i].list[n]);
        }
    }
}

static struct job *
make_jobs(size_t *n_jobs, unsigned *without)
{
    const struct plugins *plugins = probe_plugins();
    struct job *jobs = mmap(NULL, plugins->n * sizeof *jobs, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (jobs == MAP_FAILED) {
        perror("mutate");
        exit(FAILED);
    }
    for (size_t i = 0; i < plugins->n; i++) {
        const char *name = plugins->list[i].is.name;

        if (options.only_plugin && strcasecmp(options.only_plugin, name) != 0)
            continue;
        if (!probe_takes_packets(i)) {
            printf("left out: %s counts flows, it reads no packets\n", name);
            continue;
        }
        if (!seeds[i].n && probe_is_expected(i)) {
            printf("left out: %s reads what another says will come, no packet leads there\n", name);
            continue;
        }
        if (!seeds[i].n) {
            printf("FAILED: %s: no packet in the captures reaches it\n", name);
            ++*without;
            continue;
        }
        jobs[*n_jobs].plugin = i;
        jobs[*n_jobs].from = options.one ? options.only : 0;
        jobs[(*n_jobs)++].to = options.one ? options.only + 1 : options.mutations;
    }
    return jobs;
}

static void
report(const struct plan *plan, const struct job *job, unsigned failures)
{
    const char *name = probe_plugins()->list[job->plugin].is.name;
    uint64_t least =
        probe_plugins()->list[job->plugin].is.probe ? PROBED_AT_LEAST : REACHED_AT_LEAST;
    uint64_t done = 0, reached;

    for (int deed = 0; deed < DEEDS; deed++)
        done += job->deeds[deed];
    reached = done - job->deeds[NOT_REACHED];
    printf("%-28s %5zu %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %10" PRIu64
           " %10" PRIu64 " %8u %10.*f %9" PRIu64 "\n",
           name, plan->seeds[job->plugin].n, done, reached, job->deeds[DECODED],
           job->deeds[MALFORMED], job->deeds[DECLINED] + job->deeds[WAITING], job->deeds[REFUSED],
           failures, options.timing ? 2 : 0, (double)job->slowest / 1000, job->slowest_at);
    if (plan->keep || reached >= done / least)
        return;
    printf("FAILED: %s: fewer than one in %d of the mutated packets reaches it\n", name,
           (int)least);
    pointless++;
}

/* This command, to be completed. */
static void
repeat(char *again, int argc, char **argv)
{
    size_t used = (size_t)snprintf(again, AGAIN_MAX, "%s", argv[0]);

    for (int i = 1; i < argc && used < AGAIN_MAX; i++)
        used += (size_t)snprintf(again + used, AGAIN_MAX - used, " %s", argv[i]);
}

int
main(int argc, char **argv)
{
    static char again[AGAIN_MAX];
    struct plan plan = { .seeds = seeds, .again = again, .report = report };
    unsigned without = 0, failures;

    say_setup("mutate", 0);
    repeat(again, argc, argv);
    parse(argc, argv);
    if (!probe_setup(options.plugins))
        return FAILED;
    read_captures(argv + optind);
    if (options.layers) {
        write_layers();
        return 0;
    }
    plan.jobs = make_jobs(&plan.n, &without);
    if (!plan.n && !without)
        usage("there is no such plugin");
    plan.at_a_time = options.at_a_time;
    plan.seed = options.seed;
    plan.log = options.log;
    plan.keep = options.one;
    plan.timing = options.timing;
    printf("%zu plugins, %" PRIu64 " mutations each, seed %" PRIu64 "\n", plan.n,
           options.one ? 1 : options.mutations, options.seed);
    printf("%-28s %5s %10s %10s %10s %10s %10s %10s %8s %10s %9s\n", "", "seeds", "mutations",
           "reached", "decoded", "malformed", "declined", "refused", "failures",
           options.timing ? "of bound" : "slowest us", "mutation");
    failures = jobs_do(&plan);
    printf("%u failures, %u plugins without seeds, %u hardly reached\n", failures, without,
           pointless);
    return failures || without || pointless ? FAILED : 0;
}
