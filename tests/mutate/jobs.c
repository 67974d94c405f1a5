/* SPDX-License-Identifier: Apache-2.0 */
#include "mutate.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    FAILURES_MAX = 3, /* of one plugin, which is then left */
    THOROUGH_EVERY = 16,
    TIMED_AGAIN = 3,
    TIMED_WELL = 20, /* before something is called too slow */
    SWITCH_EVERY = 64 /* mutations with the same options */
};

static struct job *mine;
static bool timing;

static _Noreturn void
give_up(const char *why)
{
    snprintf(mine->why, sizeof mine->why, "%s", why);
    _exit(EXIT_FAILURE);
}

/* Of processor time, for the mutations up to the next call.  Without a handler: the thread
 * sanitizer lets none run in a loop. */
static void
allow_two_seconds(void)
{
    const struct itimerval timer = { .it_value = { 2, 0 } };

    setitimer(ITIMER_PROF, &timer, NULL);
}

static uint64_t
nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Of what a packet of this size may take, in thousandths. */
static uint64_t
share_of_bound(uint64_t taken)
{
    uint64_t size = mine->mutant.size;

    return taken * 1000 / (size < TIME_SMALL ? TIME_LEAST : TIME_A_BYTE * size);
}

static uint64_t
timed_check(const char **why)
{
    uint64_t began = nanoseconds();

    if (timing) {
        *why = run_packet(&mine->mutant);
        return share_of_bound(nanoseconds() - began);
    }
    *why = check_packet(&mine->mutant, mine->at % THOROUGH_EVERY == 0);
    return nanoseconds() - began;
}

/* What seems the slowest is timed again: another program may have been in the way. */
static const char *
check_mutant(void)
{
    const char *why;
    uint64_t best = timed_check(&why);

    mine->deeds[probe_last()->deeds[mine->plugin]]++;
    for (int i = 0; i < (timing ? TIMED_WELL : TIMED_AGAIN) && best > mine->slowest && !why; i++) {
        uint64_t again = timed_check(&why);

        best = again < best ? again : best;
    }
    if (best > mine->slowest) {
        mine->slowest = best;
        mine->slowest_at = mine->at;
    }
    return timing && best > 1000 ? "takes longer than it may" : why;
}

/* A plugin's mutations are its own, whatever others there are. */
static uint64_t
number_of(uint64_t seed, const char *name, uint64_t index)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ seed;

    for (; *name; name++)
        hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
    return hash ^ index * UINT64_C(0xd1342543de82ef95);
}

static _Noreturn void
work(const struct plan *plan, struct job *job)
{
    static const int switches[] = { 0, 1, 2, 1 };
    const char *name = probe_plugins()->list[job->plugin].is.name;

    mine = job;
    timing = plan->timing;
    for (job->at = job->from; job->at < job->to; job->at++) {
        const char *why;

        if (job->at % SWITCH_EVERY == 0 || job->at == job->from)
            allow_two_seconds();
        probe_switch(switches[job->at / SWITCH_EVERY % 4]);
        mutate(&plan->seeds[job->plugin], number_of(plan->seed, name, job->at), &job->mutant);
        why = check_mutant();
        if (why)
            give_up(why);
    }
    job->finished = true;
    _exit(EXIT_SUCCESS);
}

static void
log_path(char *path, const struct plan *plan, const struct job *job, const char *end)
{
    snprintf(path, PATH_MAX, "%s/%s%s", plan->log, probe_plugins()->list[job->plugin].is.name, end);
}

static pid_t
start(const struct plan *plan, struct job *job)
{
    pid_t parent = getpid(), child;
    char path[PATH_MAX];

    fflush(stdout);
    child = fork();
    if (child < 0) {
        perror("mutate: fork");
        exit(EXIT_FAILURE);
    }
    if (child)
        return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
    log_path(path, plan, job, ".err");
    if (!plan->keep && !freopen(path, "a", stderr))
        _exit(EXIT_FAILURE);
    work(plan, job);
}

static void
write_packet(const char *path, const struct mutant *m)
{
    uint32_t head[] = { 0xa1b2c3d4, 4 << 16 | 2, 0, 0, MUTANT_MAX, m->linktype };
    uint32_t packet[] = { 1, 0, m->size, m->size };
    uint16_t version[] = { 2, 4 };
    FILE *file = fopen(path, "wb");

    memcpy(&head[1], version, sizeof version);
    if (!file || fwrite(head, sizeof head, 1, file) != 1 ||
        fwrite(packet, sizeof packet, 1, file) != 1 ||
        fwrite(m->bytes, 1, m->size, file) != m->size || fclose(file))
        fprintf(stderr, "mutate: %s: cannot be written: %s\n", path, strerror(errno));
}

static void
keep_packet(char *path, const struct plan *plan, const struct job *job)
{
    char end[32];

    snprintf(end, sizeof end, "-%" PRIu64 ".pcap", job->at < job->to ? job->at : job->to - 1);
    log_path(path, plan, job, end);
    write_packet(path, &job->mutant);
}

static void
say_failure(const struct plan *plan, const struct job *job, int status)
{
    const char *name = probe_plugins()->list[job->plugin].is.name;
    char how[JOB_WHY_MAX], path[PATH_MAX];

    if (job->why[0])
        snprintf(how, sizeof how, "%s", job->why);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
        snprintf(how, sizeof how, "takes more than two seconds");
    else if (WIFSIGNALED(status))
        snprintf(how, sizeof how, "died of signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(how, sizeof how, "ended with status %d", WEXITSTATUS(status));
    keep_packet(path, plan, job);
    printf("FAILED: %s, mutation %" PRIu64 ": %s\n", name, job->at, how);
    printf("    the packet is %s, what was said in %s/%s.err\n", path, plan->log, name);
    printf("    again: %s --plugin=%s --only=%" PRIu64 "\n", plan->again, name, job->at);
}

/* What a process was about that has ended. */
struct running {
    pid_t process; /* 0: not started or done */
    unsigned failures;
    bool done;
};

/* True when the job goes on behind the mutation at which it failed. */
static bool
take_result(const struct plan *plan, struct job *job, struct running *r, int status)
{
    char path[PATH_MAX];

    r->process = 0;
    if (!job->finished) {
        say_failure(plan, job, status);
        r->failures++;
        job->from = job->at + 1;
        job->why[0] = '\0';
        if (r->failures < FAILURES_MAX && job->from < job->to)
            return true;
    } else if (plan->keep) {
        keep_packet(path, plan, job);
        printf("the packet is %s\n", path);
    }
    r->done = true;
    log_path(path, plan, job, ".err");
    if (!r->failures)
        unlink(path);
    return false;
}

static void
await_one(const struct plan *plan, struct running *running)
{
    int status;
    pid_t process = wait(&status);

    for (size_t i = 0; i < plan->n; i++)
        if (running[i].process == process && take_result(plan, &plan->jobs[i], &running[i], status))
            running[i].process = start(plan, &plan->jobs[i]);
}

static size_t
at_work(const struct running *running, size_t n)
{
    size_t some = 0;

    for (size_t i = 0; i < n; i++)
        some += running[i].process != 0;
    return some;
}

unsigned
jobs_do(const struct plan *plan)
{
    struct running *running = calloc(plan->n + 1, sizeof *running);
    size_t started = 0, reported = 0;
    unsigned failures = 0;

    if (!running) {
        perror("mutate");
        exit(EXIT_FAILURE);
    }
    while (reported < plan->n) {
        for (; started < plan->n && at_work(running, started) < plan->at_a_time; started++)
            running[started].process = start(plan, &plan->jobs[started]);
        await_one(plan, running);
        for (; reported < started && running[reported].done; reported++) {
            failures += running[reported].failures;
            plan->report(plan, &plan->jobs[reported], running[reported].failures);
        }
    }
    free(running);
    return failures;
}
