/* SPDX-License-Identifier: Apache-2.0 */
/* What HTTP's own files have of each other. */
#ifndef HTTP_H
#define HTTP_H

#include "texts.h"

#include "http.pb-c.h"

/* Of a header: bytes, and lines. */
enum { HEAD_MAX = 65000, LINES_MOST = 1024 };

/* http_head.c: the head of a message, RFC 9112 sections 2 to 6. */

/* A request line, or a status line: the first of the three is always the version. */
struct first_line {
    ProtobufCBinaryData version, method, target;
    int32_t status;
};

struct header_field {
    ProtobufCBinaryData name, value;
};

/* What the fields say of the body and of what follows it. */
struct framing {
    int64_t length;     /* of Content-Length; -1: none */
    bool coded, chunked; /* there is a Transfer-Encoding; its last coding is chunked */
    bool upgrade, expect;
    const char *wrong;  /* why the message cannot be framed; NULL */
};

/* METHOD target HTTP/1.x; clients that put blanks into the target are met. */
bool http_read_request_line(ProtobufCBinaryData line, struct first_line *);
bool http_read_status_line(ProtobufCBinaryData line, struct first_line *);

/* Whether these bytes, one at least, begin a request, or a response. */
enum nc_answer http_begins_request(ProtobufCBinaryData);
enum nc_answer http_begins_response(ProtobufCBinaryData);

/* Whether a known method and a target follow: enough to be sure before the line is whole. */
enum nc_answer http_known_method(ProtobufCBinaryData);

/* Whether the text is this word; methods and versions distinguish case. */
bool http_exactly(ProtobufCBinaryData, const char *word);

/* The next field of at most HEAD_MAX bytes of lines; lines without a name are passed over. */
bool http_next_field(struct nc_packet *, ProtobufCBinaryData *lines, struct header_field *);

struct framing http_read_framing(struct nc_packet *, ProtobufCBinaryData lines);

/* http_record.c: the record of a request and its response, of what is kept of the request. */

/* What a request asks of its response; from ASKS_UPGRADE on the client may wait for it. */
enum { ASKS_NOTHING, ASKS_HEAD, ASKS_UPGRADE, ASKS_TUNNEL };

struct kept_fixed {
    struct nc_time time;
    int64_t length;
    uint8_t asks;
};

struct kept {
    struct kept_fixed fixed;
    ProtobufCBinaryData head; /* behind the fixed part */
};

/* The record of a request without a response; who sent it is `from` of the stream's sides. */
Types__HTTP *http_request_record(struct nc_packet *, const struct nc_stream *, int from,
                                 const struct kept *);
Types__HTTP *http_unseen_record(struct nc_packet *, const struct nc_stream *, int from);
void http_fill_response(struct nc_packet *, Types__HTTP *, int32_t status, const struct framing *,
                        ProtobufCBinaryData lines);

/* http_waiting.c: a connection's state, and the requests that wait for their responses. */

/* Where a side stands. */
enum place { HEAD, LATER_BODY, CHUNK, CHUNK_END, TRAILER };

struct side {
    struct nc_reader reader;
    uint8_t place;
    struct header_search search;
    uint64_t body;               /* LATER_BODY: its length; TRAILER: bytes so far */
};

struct state {
    uint8_t requester;   /* 0: not known yet, 1: the client, 2: the server */
    uint8_t unsure;      /* requests may be missing */
    uint8_t unanswered;  /* responses may be missing */
    uint8_t waiting;     /* what the requester asked for that may change the protocol */
    uint32_t given_up;   /* requests written before their responses, which come next */
    uint32_t n_kept, kept;
    struct side side[2];
};

/* The message at hand. */
struct call {
    struct nc_packet *pkt;
    const struct nc_stream *is;
    struct nc_cursor *in;
    struct state *state;
    struct side *side;
};

/* The nth request kept, from the oldest, which is 0. */
struct kept http_kept_at(const struct call *, uint32_t n);
void http_keep_request(struct call *, const struct first_line *, const struct framing *,
                       ProtobufCBinaryData head);
void http_forget_oldest(struct call *, const struct kept *oldest);

/* Writes the oldest without a response. */
void http_write_unanswered(struct call *);

/* Which request this response answers. */
enum answered { ANSWERS_OLDEST, ANSWERS_WRITTEN, ANSWERS_UNSEEN };
enum answered http_answered(struct call *);

#endif
