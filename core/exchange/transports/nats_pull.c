/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/nats_pull.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONSUMER "its consumer"
#define NEXT "$JS.API.CONSUMER.MSG.NEXT." NATS_STREAM "."
#define NS_IN_SECOND INT64_C(1000000000)

enum {
    ASKED_AT_ONCE = 32,
    UNSAFE_MOST = 128, /* messages that are here and not acknowledged */
    REQUEST_MS = 1000, /* after which the server refuses what it does not have */
    ANSWER_SECONDS = 5,
};

static natsStatus
add_consumer(const struct nats_link *link, const char *name, jsErrCode *code)
{
    jsConsumerConfig wanted;

    jsConsumerConfig_Init(&wanted);
    wanted.Durable = name;
    wanted.FilterSubject = NATS_SUBJECTS;
    wanted.DeliverPolicy = js_DeliverAll;
    wanted.AckPolicy = js_AckExplicit;
    wanted.AckWait = NS_IN_SECOND * NATS_ACK_WAIT_SECONDS;
    wanted.MaxAckPending = UNSAFE_MOST;
    return js_AddConsumer(NULL, link->js, NATS_STREAM, &wanted, NULL, code);
}

/* Whether it gives what it is asked for, each message until that is acknowledged, however often. */
static bool
can_serve(const jsConsumerConfig *is, char *why)
{
    bool can = is->AckPolicy == js_AckExplicit && is->MaxDeliver <= 0 &&
               !(is->DeliverSubject && *is->DeliverSubject);

    if (!can)
        snprintf(why, TRANSPORT_WHY,
                 CONSUMER " is another's: expected one that is asked, with the ack policy "
                          "'explicit' and no max_deliver");
    return can;
}

static bool
have_consumer(const struct nats_link *link, const char *name, char *why)
{
    jsConsumerInfo *info = NULL;
    jsErrCode code = 0;
    natsStatus s = js_GetConsumerInfo(&info, link->js, NATS_STREAM, name, NULL, &code);
    bool can = s != NATS_OK || can_serve(info->Config, why);

    jsConsumerInfo_Destroy(info);
    if (s == NATS_NOT_FOUND)
        s = add_consumer(link, name, &code);
    if (s != NATS_OK)
        nats_link_why(why, CONSUMER, s, code);
    return s == NATS_OK && can;
}

/* Where answers come to. */
static natsStatus
make_inbox(char *to, const struct nats_link *link)
{
    natsInbox *any = NULL;
    natsStatus s = natsInbox_Create(&any);

    if (s == NATS_OK)
        snprintf(to, NATS_INBOX_MOST, "%s%s", link->inbox, strrchr(any, '.'));
    natsInbox_Destroy(any);
    return s;
}

bool
nats_pull_begin(struct nats_pull *pull, const struct nats_link *link, const char *consumer,
                char *why)
{
    natsStatus s;

    *pull = (struct nats_pull){ .connection = link->connection, .consumer = consumer };
    if (!have_consumer(link, consumer, why))
        return false;
    s = make_inbox(pull->inbox, link);
    if (s == NATS_OK)
        s = natsConnection_SubscribeSync(&pull->replies, pull->connection, pull->inbox);
    if (s == NATS_OK)
        s = natsSubscription_SetPendingLimits(pull->replies, 2 * UNSAFE_MOST,
                                              UNSAFE_MOST * BLOCK_RAW_MOST);
    if (s != NATS_OK)
        nats_link_why(why, CONSUMER, s, 0);
    return s == NATS_OK;
}

void
nats_pull_end(struct nats_pull *pull)
{
    natsSubscription_Destroy(pull->replies);
    *pull = (struct nats_pull){ .replies = NULL };
}

int64_t
nats_pull_waits(const struct nats_pull *pull)
{
    return pull->asked > 0;
}

/* Again when all that was asked for has come: who asks before that stays at the stream's end, where
 * the server finds each message dearer. */
static natsStatus
ask(struct nats_pull *pull)
{
    char subject[sizeof NEXT + SENSOR_MOST], request[64];

    if (pull->asked > 0)
        return NATS_OK;
    snprintf(subject, sizeof subject, NEXT "%s", pull->consumer);
    snprintf(request, sizeof request, "{\"batch\":%d,\"expires\":%lld}", ASKED_AT_ONCE,
             (long long)(NS_IN_SECOND / 1000 * REQUEST_MS));
    pull->asked = ASKED_AT_ONCE;
    pull->until = broker_now() + ANSWER_SECONDS;
    return natsConnection_PublishRequestString(pull->connection, subject, pull->inbox, request);
}

/* What the server says of a request, in place of messages. */
static void
take_status(struct nats_pull *pull, natsMsg *message, char *why)
{
    const char *status = "", *about = "", *left = NULL;
    int64_t refused = pull->asked;

    natsMsgHeader_Get(message, "Status", &status);
    natsMsgHeader_Get(message, "Description", &about);
    if (strcmp(status, "404") != 0 && strcmp(status, "408") != 0) {
        snprintf(why, TRANSPORT_WHY, CONSUMER ": the server says: %s %.100s", status, about);
        return;
    }
    if (natsMsgHeader_Get(message, "Nats-Pending-Messages", &left) == NATS_OK)
        refused = strtoll(left, NULL, 10);
    pull->asked -= refused > 0 && refused < pull->asked ? refused : pull->asked;
}

/* Of the stream's messages each says where it is to be acknowledged. */
static bool
is_status(const natsMsg *message)
{
    const char *reply = natsMsg_GetReply(message);

    return !reply || !*reply;
}

/* A request is answered after REQUEST_MS at the latest: but not by a server that does not let this
 * one ask, has the consumer no more, or has begun anew behind another one. */
static void
say_unanswered(const struct nats_pull *pull, char *why)
{
    snprintf(why, TRANSPORT_WHY,
             CONSUMER ": the server does not answer: expected that it is there, and the right to "
                      "publish " NEXT "%s",
             pull->consumer);
}

natsMsg *
nats_pull_next(struct nats_pull *pull, int wait_ms, char *why)
{
    natsStatus s = ask(pull);
    bool late = wait_ms > 0 && broker_now() > pull->until; /* before the wait: it may be long */
    natsMsg *message = NULL;

    if (s == NATS_OK)
        s = natsSubscription_NextMsg(&message, pull->replies, wait_ms);
    if (s == NATS_OK && is_status(message)) {
        take_status(pull, message, why);
        natsMsg_Destroy(message);
        return NULL;
    }
    if (s == NATS_TIMEOUT && late)
        say_unanswered(pull, why);
    else if (s != NATS_OK && s != NATS_TIMEOUT)
        nats_link_why(why, "cannot fetch", s, 0);
    else if (s == NATS_OK && pull->asked > 0)
        pull->asked--;
    return message;
}

void
nats_pull_done(const struct nats_pull *pull, natsMsg *message)
{
    natsConnection_PublishString(pull->connection, natsMsg_GetReply(message), "+ACK");
}
