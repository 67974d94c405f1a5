/* SPDX-License-Identifier: Apache-2.0 */
#include "run/signals.h"

#include "base/say.h"

#include <signal.h>
#include <unistd.h>

static struct capture *volatile capture;
static volatile sig_atomic_t running, stops, statistics, hangup;
static volatile sig_atomic_t turns = 1; /* until it is known whether there are sets, it is kept */
static int stops_before; /* the packets were over */
static const _Atomic uint32_t *told; /* NULL, or stops are what stands there */

/* Nothing is there yet that would have to be finished. */
static _Noreturn void
leave(void)
{
    static const char text[] = "netcapd: interrupted before anything was read\n";

    if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
        _exit(STATUS_PARTIAL);
    _exit(STATUS_PARTIAL);
}

/* What is noted comes before the hurry: whoever is hurried looks at it. */
static void
on_signal(int number)
{
    struct capture *to_hurry = capture;

    if (number == SIGUSR1)
        statistics = 1;
    else if (number == SIGHUP && turns)
        hangup = 1;
    else if (!running)
        leave();
    else
        stops++;
    if (to_hurry)
        capture_hurry(to_hurry);
}

static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1 };

static void
catch_all(int flags)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = flags }, before;

    for (size_t i = 0; i < sizeof caught / sizeof caught[0]; i++)
        if (caught[i] != SIGHUP || sigaction(SIGHUP, NULL, &before) ||
            before.sa_handler != SIG_IGN) /* nohup has it ignored */
            sigaction(caught[i], &action, NULL);
}

void
signals_catch(void)
{
    /* The first two mean nothing to us; with the others writing fails, which is said. */
    static const int ignored[] = { SIGUSR2, SIGALRM, SIGPIPE, SIGXFSZ };

    catch_all(SA_RESTART);
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        signal(ignored[i], SIG_IGN);
}

void
signals_follow(const _Atomic uint32_t *from)
{
    told = from;
    for (size_t i = 0; i < sizeof caught / sizeof caught[0]; i++)
        signal(caught[i], SIG_IGN);
}

/* Without SA_RESTART: a wait is to end at once. */
void
signals_heed(struct capture *to_hurry)
{
    capture = to_hurry;
    running = 1;
    if (!told)
        catch_all(0);
}

void
signals_forget(void)
{
    capture = NULL;
}

void
signals_packets_over(void)
{
    stops_before = signals_stops();
}

bool
signals_again(void)
{
    return signals_stops() > stops_before;
}

void
signals_turn(bool wanted)
{
    turns = wanted;
    if (hangup && !wanted)
        on_signal(SIGHUP);
    hangup = 0; /* what was asked for before the first set is that one */
}

bool
signals_hangup(void)
{
    bool wanted = hangup;

    hangup = 0;
    return wanted;
}

int
signals_stops(void)
{
    return told ? (int)atomic_load(told) : stops;
}

bool
signals_are_waiting(void)
{
    return statistics;
}

bool
signals_statistics(void)
{
    bool wanted = statistics;

    statistics = 0;
    return wanted;
}
