/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/broker_puts.h"

#include "exchange/transports/broker_setup.h"

#include <string.h>

void
puts_forget(struct puts *puts)
{
    puts->n = puts->bytes = 0;
}

void
puts_add(struct puts *puts, struct put put)
{
    if (puts->n == 0)
        puts->heard = broker_now();
    puts->bytes += put.size;
    puts->list[puts->n++] = put;
}

bool
puts_have_space(const struct puts *puts)
{
    return puts->n < PUTS_BLOCKS && puts->bytes + BLOCK_WANTED <= PUTS_BYTES;
}

void
puts_settle(struct puts *puts, const void *message, enum put_state state)
{
    for (size_t i = 0; i < puts->n; i++)
        if (puts->list[i].message == message) {
            puts->list[i].message = NULL;
            puts->list[i].state = state;
            puts->heard = broker_now();
            return;
        }
}

bool
puts_are_stuck(const struct puts *puts)
{
    return puts->n && broker_now() - puts->heard > PUTS_SECONDS;
}

static bool
is_first(const struct puts *puts, size_t i)
{
    for (size_t before = 0; before < i; before++)
        if (puts->list[before].slot == puts->list[i].slot)
            return false;
    return true;
}

static void
take_out(struct puts *puts, size_t i)
{
    puts->bytes -= puts->list[i].size;
    puts->n--;
    memmove(&puts->list[i], &puts->list[i + 1], (puts->n - i) * sizeof *puts->list);
}

bool
puts_next(struct puts *puts, struct outlet_event *event)
{
    for (size_t i = 0; i < puts->n;) {
        struct put put = puts->list[i];

        if (put.state == PUT_WAITS || !is_first(puts, i)) {
            i++;
            continue;
        }
        take_out(puts, i);
        i = 0; /* what is behind it in its slot may be the first by now */
        if (put.untold)
            continue;
        *event = (struct outlet_event){ .did = put.state == PUT_SAFE ? OUTLET_ACKED : OUTLET_LOST,
                                        .slot = put.slot,
                                        .offset = put.end };
        return true;
    }
    return false;
}

bool
puts_have(const struct puts *puts, unsigned slot)
{
    for (size_t i = 0; i < puts->n; i++)
        if (puts->list[i].slot == slot)
            return true;
    return false;
}
