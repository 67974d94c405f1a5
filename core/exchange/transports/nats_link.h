/* SPDX-License-Identifier: Apache-2.0 */
/* A connection to a NATS server with JetStream, for both ways.
 *
 * Blocks are messages of the stream NETCAP, on the subject netcap.v1.SENSOR.TYPE: bodies are
 * records behind their lengths and nothing else, so that what reads delimited protocol buffers
 * reads them.  Around them stand, as headers of the message:
 *
 *     Nats-Msg-Id      SENSOR/ID, with the block's id as text (exchange/block_id.h), by which the
 *                      server knows it again
 *     Netcap-Count     how many records there are
 *     Netcap-Schema    the first 16 bytes of the SHA-256 of the schema, in hexadecimal
 *     Netcap-After     where in the file's messages the block before it ends, which is where this
 *                      one begins unless a record between them was too long to be sent
 *
 * The header of a file, the first message in it, is on netcap.v1.SENSOR.TYPE.header.FILE, FILE
 * being the file's id: whoever meets a block of a file that he does not know asks for the last
 * message of that subject.  One without a body on netcap.v1.SENSOR.TYPE.end.FILE tells that it was
 * closed. */
#ifndef NATS_LINK_H
#define NATS_LINK_H

#include "exchange/transports/broker_names.h"
#include "exchange/transports/broker_setup.h"

#include <nats/nats.h>

#define NATS_STREAM "NETCAP"
#define NATS_SUBJECTS "netcap.v1.>"
#define NATS_SUBJECT "netcap.v1."
#define NATS_HEADER "header"
#define NATS_END "end"
#define NATS_ID "Nats-Msg-Id"
#define NATS_COUNT "Netcap-Count"
#define NATS_SCHEMA "Netcap-Schema"
#define NATS_AFTER "Netcap-After"

enum {
    NATS_SUBJECT_MOST = 256,
    NATS_ABOUT_MOST = NATS_SUBJECT_MOST + 48,
    NATS_INBOX_MOST = 256,
    NATS_CONNECT_MS = 2000,
    NATS_HEADER_MOST = 512 << 10,
};

/* What is used by several processes is opened before they part: the library, which begins threads
 * of its own, only where it connects. */
struct nats_link {
    struct broker_setup broker;
    natsOptions *options;
    natsConnection *connection; /* NULL: there is none */
    jsCtx *js;
    char *servers; /* the address, cut where its commas were */
    char inbox[NATS_INBOX_MOST]; /* below which answers come: "_INBOX.NAME", with the name in the
                                  * certificate, written as in subjects, or "_INBOX" */
};

/* What is asked for is understood, and its files are read: but nobody is asked yet. */
bool nats_link_open(struct nats_link *, const struct transport_setup *, char *why);
void nats_link_close(struct nats_link *);

/* Connects, which may take NATS_CONNECT_MS for each server, and makes sure that there is a stream,
 * of which `why` may say what is not as it should be. */
bool nats_link_connect(struct nats_link *, const jsOptions *, char *why);
void nats_link_drop(struct nats_link *);

/* Whether there is one that has ended. */
bool nats_link_has_ended(const struct nats_link *);

/* "netcap.v1.SENSOR.TYPE", NATS_SUBJECT_MOST bytes: dots of the sensor's name are written %2E, as
 * they would end it. */
void nats_subject(char *to, const char *sensor, const char *type);

/* Such a subject with ".header.FILE" or ".end.FILE" behind it, NATS_ABOUT_MOST bytes. */
void nats_about(char *to, const char *subject, const char *what, const struct file_id *);

/* And back. */
enum nats_about { NATS_STRANGE, NATS_BLOCK, NATS_FILE_HEADER, NATS_FILE_END };
enum nats_about nats_subject_read(const char *subject, char sensor[SENSOR_MOST + 1],
                                  char type[SENSOR_MOST + 1], struct file_id *);

/* "the server has no JetStream", or what the library says. */
void nats_link_why(char *why, const char *doing, natsStatus, jsErrCode);

#endif
