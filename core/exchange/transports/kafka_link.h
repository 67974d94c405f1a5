/* SPDX-License-Identifier: Apache-2.0 */
/* A client of Kafka, for both ways.
 *
 * Blocks are messages of the topic netcap.v1.TYPE, their key the sensor's name, so that those of a
 * sensor stay in order: values are records behind their lengths and nothing else, so that what
 * reads delimited protocol buffers reads the topic.  Around them stand, as headers of the message:
 *
 *     Netcap-Id         SENSOR/ID, with the block's id as text (exchange/block_id.h)
 *     Netcap-Count      how many records there are
 *     Netcap-After      where in the file's messages the block before it ends, which is where this
 *                       one begins unless a record between them was too long to be sent
 *     Netcap-Header     the header of the file, its first message, without the schema in it
 *     Netcap-Schema     the first 16 bytes of the SHA-256 of the schema, in hexadecimal
 *     Netcap-Schema-At  where the schema stands in the header, in bytes
 *
 * Schemas are on the topic netcap.schemas, each under its hash as key; blocks are put once it is
 * there.  A message without a value on netcap.ends tells that a file was closed: its Netcap-Id is
 * SENSOR/FILE with the file's id, Netcap-Type names its type, and there is no Netcap-Count. */
#ifndef KAFKA_LINK_H
#define KAFKA_LINK_H

#include "exchange/transports/broker_names.h"
#include "exchange/transports/broker_setup.h"

#include <librdkafka/rdkafka.h>

#define KAFKA_TOPIC "netcap.v1."
#define KAFKA_SCHEMAS "netcap.schemas"
#define KAFKA_ENDS "netcap.ends"
#define KAFKA_ID "Netcap-Id"
#define KAFKA_COUNT "Netcap-Count"
#define KAFKA_AFTER "Netcap-After"
#define KAFKA_HEADER "Netcap-Header"
#define KAFKA_SCHEMA "Netcap-Schema"
#define KAFKA_SCHEMA_AT "Netcap-Schema-At"
#define KAFKA_TYPE "Netcap-Type"
#define KAFKA_MESSAGE_MOST "3145728" /* bytes: of a block, BLOCK_RAW_MOST, and of its headers */

enum {
    KAFKA_TOPIC_MOST = 256,
    KAFKA_HEADER_MOST = 512 << 10,
    KAFKA_CONNECT_SECONDS = 10,
};

/* One setting of the library's; the last one has no name. */
struct kafka_setting {
    const char *name, *value;
};

enum kafka_state { KAFKA_IDLE, KAFKA_STARTS, KAFKA_CONNECTS, KAFKA_READY, KAFKA_BROKEN };

/* Its library calls back in the thread that polls it, and no other. */
struct kafka_link {
    const struct broker_setup *broker;
    rd_kafka_t *client;         /* NULL: there is none */
    int64_t until;              /* when connecting takes too long, in seconds */
    bool is_down;               /* no broker answers */
    bool is_over;               /* the client cannot go on */
    char reason[TRANSPORT_WHY]; /* what went wrong last; "": nothing did */
    enum kafka_state state;     /* how far its owner is, who may have no use for it */
    char why[TRANSPORT_WHY];    /* what it is KAFKA_BROKEN by */
};

/* Whether the address is one, and what the setup asks for is understood; files are read. */
bool kafka_setup_open(struct broker_setup *, const struct transport_setup *, char *why);

/* What all clients have, and these; callbacks get `owner`.  NULL: `why`. */
rd_kafka_conf_t *kafka_link_settings(struct kafka_link *, const struct kafka_setting *, void *owner,
                                     char *why);

/* Makes a client with these, which it takes; false: `why`. */
bool kafka_link_begin(struct kafka_link *, rd_kafka_type_t, rd_kafka_conf_t *, char *why);

/* Waits for a broker to answer, at most so long: then it is KAFKA_READY; or KAFKA_BROKEN, when none
 * has for KAFKA_CONNECT_SECONDS or a reason is there before. */
void kafka_link_connect(struct kafka_link *, int wait_ms);

/* It is KAFKA_STARTS, and KAFKA_BROKEN: what broke it first is kept. */
void kafka_link_start(struct kafka_link *);
void kafka_link_break_off(struct kafka_link *, const char *doing, const char *why);

/* As a transport has it; OUTLET_BROKEN: `why`. */
enum outlet_state kafka_link_state(const struct kafka_link *, char *why);

/* Ends the client, if there is one. */
void kafka_link_drop(struct kafka_link *);

/* Is given by an owner to the library as error_cb's part: what it says of the client. */
void kafka_link_take_error(struct kafka_link *, int error, const char *reason);

/* "cannot WHAT: what went wrong". */
void kafka_link_why(const struct kafka_link *, char *why, const char *what);

#endif
