/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/nats_puts.h"

#include <stdio.h>
#include <string.h>

void
nats_puts_begin(struct nats_puts *puts)
{
    pthread_condattr_t steady;

    pthread_mutex_init(&puts->lock, NULL);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&puts->changed, &steady);
    pthread_condattr_destroy(&steady);
}

void
nats_puts_end(struct nats_puts *puts)
{
    pthread_cond_destroy(&puts->changed);
    pthread_mutex_destroy(&puts->lock);
}

void
nats_puts_forget(struct nats_puts *puts)
{
    pthread_mutex_lock(&puts->lock);
    puts_forget(&puts->puts);
    *puts->why = '\0';
    pthread_mutex_unlock(&puts->lock);
}

void
nats_puts_add(struct nats_puts *puts, struct put put)
{
    pthread_mutex_lock(&puts->lock);
    puts_add(&puts->puts, put);
    pthread_mutex_unlock(&puts->lock);
}

bool
nats_puts_have_space(struct nats_puts *puts)
{
    bool space;

    pthread_mutex_lock(&puts->lock);
    space = puts_have_space(&puts->puts);
    pthread_mutex_unlock(&puts->lock);
    return space;
}

void
nats_puts_take_ack(jsCtx *js, natsMsg *message, jsPubAck *ack, jsPubAckErr *error, void *closure)
{
    struct nats_puts *puts = closure;

    (void)js;
    pthread_mutex_lock(&puts->lock);
    puts_settle(&puts->puts, message, ack ? PUT_SAFE : PUT_WAITS);
    puts->any_acked = true;
    if (!ack && error && !*puts->why)
        snprintf(puts->why, sizeof puts->why, "the server refuses a block: %s",
                 error->ErrText ? error->ErrText : natsStatus_GetText(error->Err));
    pthread_cond_signal(&puts->changed);
    pthread_mutex_unlock(&puts->lock);
    natsMsg_Destroy(message);
}

static struct timespec
in_milliseconds(int ms)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += ms / 1000;
    at.tv_nsec += ms % 1000 * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_nsec -= 1000000000L;
        at.tv_sec++;
    }
    return at;
}

bool
nats_puts_wait(struct nats_puts *puts, int wait_ms, char *why)
{
    struct timespec until = in_milliseconds(wait_ms);
    bool fine;

    pthread_mutex_lock(&puts->lock);
    while (wait_ms > 0 && !puts->any_acked)
        if (pthread_cond_timedwait(&puts->changed, &puts->lock, &until))
            break;
    puts->any_acked = false;
    if (!*puts->why && puts_are_stuck(&puts->puts))
        snprintf(puts->why, sizeof puts->why, "the server acknowledges nothing");
    fine = !*puts->why;
    if (!fine)
        memcpy(why, puts->why, sizeof puts->why);
    pthread_mutex_unlock(&puts->lock);
    return fine;
}

bool
nats_puts_next(struct nats_puts *puts, struct outlet_event *event)
{
    bool told;

    pthread_mutex_lock(&puts->lock);
    told = puts_next(&puts->puts, event);
    pthread_mutex_unlock(&puts->lock);
    return told;
}

bool
nats_puts_have(struct nats_puts *puts, unsigned slot)
{
    bool have;

    pthread_mutex_lock(&puts->lock);
    have = puts_have(&puts->puts, slot);
    pthread_mutex_unlock(&puts->lock);
    return have;
}
