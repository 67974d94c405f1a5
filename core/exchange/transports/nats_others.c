/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/nats_others.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

/* Of those who begin at the same moment one looks before the other, and leaves it alone. */
enum { LOOKS = 5, LOOK_MS = 60, AGAIN_SECONDS = 2, AGAIN_SPREAD = 6 };

/* How many requests for messages wait at the server, and how many messages it gave away so far. */
static int64_t
look(const struct nats_others *others, const struct nats_link *link, uint64_t *delivered)
{
    jsConsumerInfo *info = NULL;
    jsErrCode code = 0;
    int64_t waits;

    *delivered = 0;
    if (js_GetConsumerInfo(&info, link->js, NATS_STREAM, others->consumer, NULL, &code) != NATS_OK)
        return 0; /* there is none yet; what else it may be, who fetches is told as well */
    waits = info->NumWaiting;
    *delivered = info->Delivered.Consumer;
    jsConsumerInfo_Destroy(info);
    return waits;
}

static bool
say_used(const struct nats_others *others, char *why)
{
    snprintf(why, TRANSPORT_WHY,
             "another collector fetches by the consumer %.64s, and each would get a part of the "
             "records: this one waits until that one has ended; --consumer=NAME gives it a name of "
             "its own, by which it gets all",
             others->consumer);
    return true;
}

static void
look_again_later(struct nats_others *others)
{
    others->look_at = broker_now() + AGAIN_SECONDS + getpid() % AGAIN_SPREAD;
}

bool
nats_others_are_there(struct nats_others *others, const struct nats_link *link, char *why)
{
    uint64_t first = 0, delivered = 0;

    for (int i = 0; i < LOOKS; i++) {
        if (i)
            poll(NULL, 0, LOOK_MS);
        if (look(others, link, &delivered) > 0 || (i && delivered != first))
            return say_used(others, why);
        first = delivered;
    }
    look_again_later(others);
    return false;
}

bool
nats_others_have_come(struct nats_others *others, const struct nats_link *link, int64_t own,
                      char *why)
{
    uint64_t delivered;

    if (broker_now() < others->look_at)
        return false;
    look_again_later(others);
    return look(others, link, &delivered) > own && say_used(others, why);
}
