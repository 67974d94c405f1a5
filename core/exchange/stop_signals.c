/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/stop_signals.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t stops, turns;
static bool turning;

static void
take(int number)
{
    if (number == SIGHUP && turning)
        turns = 1;
    else
        stops++;
}

void
stop_signals_watch(bool with_turns)
{
    struct sigaction action = { .sa_handler = take };

    turning = with_turns;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

int
stop_signals_count(void)
{
    return stops;
}

bool
stop_signals_turn(void)
{
    bool turn = turns;

    turns = 0;
    return turn;
}
