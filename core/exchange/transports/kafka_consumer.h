/* SPDX-License-Identifier: Apache-2.0 */
/* One consumer of the group to which the broker gives partitions, and takes them away: then all
 * that is not done is of whoever gets them next.
 *
 * What breaks it is in link.why, and all but start and close leaves it as it is then. */
#ifndef KAFKA_CONSUMER_H
#define KAFKA_CONSUMER_H

#include "exchange/transports/kafka_parts.h"

struct kafka_consumer {
    const char *group;
    struct broker_setup broker;
    struct kafka_link link;
    struct kafka_parts parts;
    rd_kafka_message_t *first; /* that came, and is not taken; NULL: none.  Its taker frees it */
    int64_t committed_at;
    int64_t unnoted_since; /* when that failed, and has ever since; 0: it did not */
    rd_kafka_resp_err_t unnoted_by;
    int64_t looked_at, shared_since; /* for others in the group; 0: there are none */
};

/* False: `why`.  It is at the address where it was opened as long as it lasts. */
bool kafka_consumer_open(struct kafka_consumer *, const struct transport_setup *, char *why);
void kafka_consumer_close(struct kafka_consumer *);

/* Leaves the group, with what is done of its partitions noted, and begins anew. */
void kafka_consumer_start(struct kafka_consumer *);

/* Goes on with connecting, for so long at most, until link.state is KAFKA_READY. */
void kafka_consumer_connect(struct kafka_consumer *, int wait_ms);

/* Unless there is a first message, waits so long for one. */
void kafka_consumer_poll(struct kafka_consumer *, int wait_ms);

/* Once in each step: what is done is noted, and what was put off read again.  Now and then it waits
 * for the broker to say what there is: who does not have all shares it with another, to whom blocks
 * of its files or their ends would come, and is broken by that. */
void kafka_consumer_keep_up(struct kafka_consumer *);

/* What is not as it should be, while it goes on: nothing is written where all is. */
void kafka_consumer_remark(const struct kafka_consumer *, char *why);

/* The first message is none, but tells of an error or of a partition's end: and is taken. */
void kafka_consumer_take_notice(struct kafka_consumer *);

#endif
