/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/trial.h"

#include "base/memory.h"
#include "base/say.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 1, STACK = 64 << 10, NEAR = 1 << 20 };

static struct trial *at_work; /* of the child's handler */

struct trial *
trial_create(void)
{
    void *memory =
        mmap(NULL, sizeof(struct trial), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        out_of_memory();
    return memory;
}

void
trial_free(struct trial *t)
{
    if (t)
        munmap(t, sizeof *t);
}

static void
note_fault(int number, siginfo_t *about, void *unused)
{
    (void)unused;
    at_work->fault = about->si_addr;
    at_work->is_fault = true;
    signal(number, SIG_DFL);
    raise(number);
}

/* Where it crashes is noted on a stack of its own: the plugin's may be used up. */
static void
watch_faults(struct trial *t)
{
    static uint8_t stack[STACK];
    const stack_t own = { .ss_sp = stack, .ss_size = sizeof stack };
    struct sigaction act = { .sa_sigaction = note_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };

    at_work = t;
    sigaltstack(&own, NULL);
    sigaction(SIGSEGV, &act, NULL);
    sigaction(SIGBUS, &act, NULL);
}

static _Noreturn void
be_child(struct trial *t, trial_work *work, void *context, bool quiet)
{
    const struct path_rule all = { "/", PATH_READ };
    const struct rlimit none = { 0, 0 };
    int nowhere = quiet ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &none);
    if (nowhere >= 0) {
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
    }
    out_of_memory_ends_with(STATUS_FAILED);
    watch_faults(t);
    if (quiet && !sandbox_program(&profile_trial, &all, 1)) {
        trial_say(t, "was not tried: the process for that could not be confined");
        _exit(0);
    }
    work(t, context);
    fflush(NULL);
    _exit(0);
}

void
trial_say(struct trial *t, const char *format, ...)
{
    char text[TRIAL_TEXT];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (uint32_t i = 0; i < t->n_said; i++)
        if (strcmp(t->said[i], text) == 0)
            return;
    if (t->n_said < TRIAL_SAID_MAX)
        memcpy(t->said[t->n_said++], text, sizeof text);
}

void
trial_goes_on(struct trial *t, const char *doing, const uint8_t *bytes, size_t size)
{
    static const struct itimerval limit = { .it_value = { .tv_sec = SECONDS } };

    if (t->inputs++ % 64 == 0)
        setitimer(ITIMER_PROF, &limit, NULL);
    snprintf(t->doing, sizeof t->doing, "%s", doing);
    t->size = size < sizeof t->bytes ? (uint32_t)size : (uint32_t)sizeof t->bytes;
    if (size)
        memcpy(t->bytes, bytes, t->size);
}

/* What stands at the input, as "12 bytes (42 45 41 ...)". */
static void
show_input(const struct trial *t, char *to, size_t size)
{
    size_t used = (size_t)snprintf(to, size, "%s of %u bytes", t->doing, t->size);

    for (uint32_t i = 0; i < t->size && i < 12; i++)
        used += (size_t)snprintf(to + used, size - used, "%s%02x", i ? " " : ": ", t->bytes[i]);
    if (t->size > 12)
        snprintf(to + used, size - used, " ...");
}

/* "it read behind the last byte", where that can be told. */
static const char *
touched(const struct trial *t, char *to, size_t size)
{
    if (!t->is_fault)
        return "";
    if (t->from && t->fault >= t->to && t->fault < t->to + NEAR)
        snprintf(
            to, size,
            ": it touched byte %llu behind the end of its packet: read only through the cursor",
            (unsigned long long)(t->fault - t->to) + 1);
    else if (t->from && t->fault < t->from && t->fault + NEAR > t->from)
        snprintf(to, size, ": it touched byte %llu before its packet: read only through the cursor",
                 (unsigned long long)(t->from - t->fault));
    else
        snprintf(to, size, ": it touched address %p, which is nobody's: a wild pointer",
                 (const void *)t->fault);
    return to;
}

static enum trial_end
judge(struct trial *t, int status)
{
    char input[160], what[160];

    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return TRIAL_DONE;
    show_input(t, input, sizeof input);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF) {
        trial_say(t, "does not end at %s: give each loop '&& nc_ok(in)', and let it read",
                  t->inputs ? input : "loading");
        return TRIAL_HUNG;
    }
    if (WIFSIGNALED(status))
        trial_say(t, "crashes (%s) at %s%s", strsignal(WTERMSIG(status)),
                  t->inputs ? input : "loading", touched(t, what, sizeof what));
    else
        trial_say(t, "ends the process at %s: a plugin calls neither exit() nor abort()",
                  t->inputs ? input : "loading");
    return TRIAL_CRASHED;
}

enum trial_end
trial_run(struct trial *t, trial_work *work, void *context, bool quiet)
{
    pid_t child;
    int status = 0;

    memset(t, 0, offsetof(struct trial, bytes));
    memset((uint8_t *)t + offsetof(struct trial, from), 0,
           sizeof *t - offsetof(struct trial, from));
    fflush(NULL);
    child = fork();
    if (child < 0) {
        say_error("cannot start a process: %s", strerror(errno));
        exit(STATUS_FAILED);
    }
    if (child == 0)
        be_child(t, work, context, quiet);
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return TRIAL_CRASHED;
    return judge(t, status);
}
