/* SPDX-License-Identifier: Apache-2.0 */
#include "attend/sendings.h"

#include "base/beside.h"
#include "base/memory.h"
#include "base/say.h"
#include "base/url.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Seconds until one that ended early is started again: twice as long each time, until it has gone
 * on for a while. */
#define PAUSE_FIRST 1.0
#define PAUSE_MOST 60.0
#define WELL_SECONDS 60.0
#define LEAVE_SECONDS 2.0 /* from being asked to end to being ended */

enum { COMMAND_MISSING = 127, OPTIONS_MOST = 64 };

struct sending {
    const char *url;
    pid_t pid;    /* 0: it does not run */
    bool rest;    /* it ends when what is there is sent, and does not wait for more */
    bool whole;   /* it has sent all that can be, */
    bool partial; /* and that was not all */
    bool refused; /* it cannot, which it has said */
    double started, next, pause;
};

struct sendings {
    const char *folder;
    char *program;
    char *options; /* taken apart */
    char *option[OPTIONS_MOST];
    size_t n_options;
    int ended; /* descriptor */
    bool begun, over, asked;
    double deadline;
    size_t n;
    struct sending of[];
};

struct sendings *
sendings_create(const char *folder, const char *const *urls, size_t n_urls, const char *options)
{
    struct sendings *all = need(1, sizeof *all + n_urls * sizeof all->of[0]);
    char *rest = NULL;

    all->options = need_copy(options);
    for (char *one = strtok_r(all->options, " ", &rest); one && all->n_options < OPTIONS_MOST;
         one = strtok_r(NULL, " ", &rest))
        all->option[all->n_options++] = one;
    all->folder = folder;
    all->program = beside_us("netcap");
    all->ended = -1;
    all->n = n_urls;
    for (size_t i = 0; i < n_urls; i++)
        all->of[i] = (struct sending){ .url = urls[i], .pause = PAUSE_FIRST };
    return all;
}

void
sendings_free(struct sendings *all)
{
    free(all->program);
    free(all->options);
    free(all);
}

int
sendings_open(struct sendings *all)
{
    sigset_t children;

    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    all->ended = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (all->ended < 0)
        say_error("records cannot be sent: %s", strerror(errno));
    return all->ended;
}

void
sendings_begin(struct sendings *all)
{
    all->begun = true;
}

static void
signal_all(const struct sendings *all, int number)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->of[i].pid > 0)
            kill(all->of[i].pid, number);
}

void
sendings_over(struct sendings *all, double deadline)
{
    if (!all->over)
        signal_all(all, SIGTERM);
    all->over = true;
    all->deadline = deadline;
}

/* With the signals as a program finds them; `how`, if it is no NULL, is one more option. */
static _Noreturn void
become_send(const struct sendings *all, const struct sending *to, size_t n_to, const char *how,
            pid_t parent)
{
    static const int changed[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE };
    char **arguments = need(OPTIONS_MOST + 5 + 2 * n_to, sizeof *arguments);
    size_t n = 0;
    sigset_t none;

    arguments[n++] = all->program;
    arguments[n++] = (char *)"send";
    arguments[n++] = (char *)all->folder;
    for (size_t i = 0; i < n_to; i++) {
        arguments[n++] = (char *)"--to";
        arguments[n++] = (char *)to[i].url;
    }
    if (how)
        arguments[n++] = (char *)how;
    memcpy(arguments + n, all->option, all->n_options * sizeof *arguments);

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++)
        signal(changed[i], SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() == parent)
        execvp(all->program, arguments);
    say_error("%s: cannot be started, to send what is in %s: %s", all->program, all->folder,
              strerror(errno));
    _exit(COMMAND_MISSING);
}

enum status
sendings_check(const struct sendings *all)
{
    pid_t parent = getpid(), pid = fork(), ended;
    int how = 0;

    if (pid == 0)
        become_send(all, all->of, all->n, "--check", parent);
    do
        ended = pid < 0 ? -1 : waitpid(pid, &how, 0);
    while (ended < 0 && errno == EINTR && pid > 0);
    if (ended == pid && pid > 0 && WIFEXITED(how) && WEXITSTATUS(how) != COMMAND_MISSING)
        return (enum status)WEXITSTATUS(how);
    if (ended < 0)
        say_error("records cannot be sent: %s", strerror(errno));
    else if (WIFSIGNALED(how))
        say_error("'netcap send --check' has died: %s", strsignal(WTERMSIG(how)));
    return STATUS_FAILED;
}

static void
start(const struct sendings *all, struct sending *s, double now)
{
    pid_t parent = getpid(), pid;

    s->started = now;
    s->whole = false;
    s->rest = all->over;
    pid = fork();
    if (pid == 0)
        become_send(all, s, 1, s->rest ? "--once" : NULL, parent);
    s->pid = pid > 0 ? pid : 0;
    if (pid < 0) {
        say_error("records cannot be sent yet: %s", strerror(errno));
        s->next = now + s->pause;
    }
}

/* What became of one that has ended.  By itself one that follows ends well only when no run has the
 * folder any more and all is sent. */
static void
note_end(const struct sendings *all, struct sending *s, int status, double now)
{
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    bool told = all->over && !s->rest;

    s->pid = 0;
    s->partial = code == STATUS_PARTIAL;
    s->whole = (code == STATUS_DONE || s->partial) && !told;
    s->refused = code == STATUS_USAGE || code == COMMAND_MISSING;
    if (s->refused && !all->over)
        say_error("what is in %s is not sent: 'netcap send' refused it; the run goes on",
                  all->folder);
    if (now - s->started > WELL_SECONDS)
        s->pause = PAUSE_FIRST;
    s->next = told ? now : now + s->pause;
    if (s->whole || s->refused || all->asked || told)
        return;
    if (WIFSIGNALED(status))
        say_error("'netcap send' has died (%s): it is started again in %g s",
                  strsignal(WTERMSIG(status)), s->pause);
    else
        say_error("'netcap send' has ended with status %d: it is started again in %g s", code,
                  s->pause);
    s->pause = s->pause * 2 < PAUSE_MOST ? s->pause * 2 : PAUSE_MOST;
}

static void
reap(struct sendings *all, double now)
{
    struct signalfd_siginfo about;
    int status;
    pid_t pid;

    while (read(all->ended, &about, sizeof about) == (ssize_t)sizeof about)
        ;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (size_t i = 0; i < all->n; i++)
            if (all->of[i].pid == pid)
                note_end(all, &all->of[i], status, now);
}

/* Nobody waits any longer. */
static void
bring_to_end(struct sendings *all, double now)
{
    if (all->over && now >= all->deadline && !all->asked) {
        all->asked = true;
        signal_all(all, SIGTERM);
        signal_all(all, SIGTERM);
    } else if (all->asked && now >= all->deadline + LEAVE_SECONDS) {
        signal_all(all, SIGKILL);
    }
}

static double
earlier(double a, double b)
{
    return a < b ? a : b;
}

int
sendings_step(struct sendings *all, double now)
{
    double next = now + 3600;

    reap(all, now);
    bring_to_end(all, now);
    for (size_t i = 0; i < all->n; i++) {
        struct sending *s = &all->of[i];

        if (!all->begun || s->pid > 0 || (s->whole && all->over) || s->refused || all->asked)
            continue;
        if (now >= s->next)
            start(all, s, now);
        if (s->pid <= 0)
            next = earlier(next, s->next);
    }
    if (all->over)
        next = earlier(next, all->asked ? all->deadline + LEAVE_SECONDS : all->deadline);
    return next > now ? (int)((next - now) * 1e3) + 1 : 10;
}

size_t
sendings_count(const struct sendings *all)
{
    return all->n;
}

bool
sendings_done(const struct sendings *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct sending *s = &all->of[i];

        if (s->pid > 0 || (all->begun && !s->whole && !s->refused && !all->asked))
            return false;
    }
    return all->over;
}

void
sendings_kill(struct sendings *all)
{
    signal_all(all, SIGTERM);
}

void
sendings_say_left(const struct sendings *all, uint8_t *of_each)
{
    for (size_t i = 0; i < all->n; i++) {
        bool whole = all->of[i].whole || !all->begun;
        char *shown;

        of_each[i] = !whole ? STATUS_FAILED : all->of[i].partial ? STATUS_PARTIAL : STATUS_DONE;
        if (whole)
            continue;
        shown = url_shown(all->of[i].url);
        say_error("not all that is in %s has been sent to %s: it is on disk, and 'netcap send %s "
                  "--to %s' sends the rest",
                  all->folder, shown, all->folder, shown);
        free(shown);
    }
}
