/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/nats_puts.h"

#include <stdio.h>
#include <string.h>

static time_t
now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec;
}

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
    puts->n = puts->bytes = 0;
    *puts->why = '\0';
    pthread_mutex_unlock(&puts->lock);
}

void
nats_puts_add(struct nats_puts *puts, struct nats_put put)
{
    pthread_mutex_lock(&puts->lock);
    if (puts->n == 0)
        puts->heard = now();
    puts->bytes += put.size;
    puts->list[puts->n++] = put;
    pthread_mutex_unlock(&puts->lock);
}

bool
nats_puts_have_space(struct nats_puts *puts)
{
    bool space;

    pthread_mutex_lock(&puts->lock);
    space = puts->n < NATS_BLOCKS_MOST && puts->bytes + BLOCK_WANTED <= NATS_WINDOW_BYTES;
    pthread_mutex_unlock(&puts->lock);
    return space;
}

void
nats_puts_take_ack(jsCtx *js, natsMsg *message, jsPubAck *ack, jsPubAckErr *error, void *closure)
{
    struct nats_puts *puts = closure;

    (void)js;
    pthread_mutex_lock(&puts->lock);
    for (size_t i = 0; i < puts->n; i++) {
        struct nats_put *put = &puts->list[i];

        if (put->message != message)
            continue;
        put->message = NULL;
        put->state = ack ? PUT_SAFE : PUT_WAITS;
        puts->any_acked = true;
        puts->heard = now();
        if (!ack && error && !*puts->why)
            snprintf(puts->why, sizeof puts->why, "the server refuses a block: %s",
                     error->ErrText ? error->ErrText : natsStatus_GetText(error->Err));
        break;
    }
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
    if (!*puts->why && puts->n && now() - puts->heard > NATS_ACK_SECONDS)
        snprintf(puts->why, sizeof puts->why, "the server acknowledges nothing");
    fine = !*puts->why;
    if (!fine)
        memcpy(why, puts->why, sizeof puts->why);
    pthread_mutex_unlock(&puts->lock);
    return fine;
}

static bool
is_first(const struct nats_puts *puts, size_t i)
{
    for (size_t before = 0; before < i; before++)
        if (puts->list[before].slot == puts->list[i].slot)
            return false;
    return true;
}

static void
take_out(struct nats_puts *puts, size_t i)
{
    puts->bytes -= puts->list[i].size;
    puts->n--;
    memmove(&puts->list[i], &puts->list[i + 1], (puts->n - i) * sizeof *puts->list);
}

bool
nats_puts_next(struct nats_puts *puts, struct outlet_event *event)
{
    bool told = false;

    pthread_mutex_lock(&puts->lock);
    for (size_t i = 0; i < puts->n && !told;) {
        struct nats_put put = puts->list[i];

        if (put.state == PUT_WAITS || !is_first(puts, i)) {
            i++;
            continue;
        }
        take_out(puts, i);
        told = !put.untold;
        *event = (struct outlet_event){ .did = put.state == PUT_SAFE ? OUTLET_ACKED : OUTLET_LOST,
                                        .slot = put.slot,
                                        .offset = put.end };
        i = 0; /* what is behind it in its slot may be the first by now */
    }
    pthread_mutex_unlock(&puts->lock);
    return told;
}

bool
nats_puts_have(struct nats_puts *puts, unsigned slot)
{
    bool have = false;

    pthread_mutex_lock(&puts->lock);
    for (size_t i = 0; i < puts->n && !have; i++)
        have = puts->list[i].slot == slot;
    pthread_mutex_unlock(&puts->lock);
    return have;
}
