/* SPDX-License-Identifier: Apache-2.0 */
/* What HTTP's own files have of each other. */
#ifndef HTTP_H
#define HTTP_H

#include "texts.h"

#include "http.pb-c.h"

/* Of a header: bytes, and lines. */
enum { HEAD_MAX = 65000, LINES_MOST = 1024 };

/* http_line.c: the first line of a message, RFC 9112 sections 3 and 4. */

/* A request line, or a status line: the first of the three is always the version. */
struct first_line {
    ProtobufCBinaryData version, method, target; /* empty where there is none */
    int32_t status;                              /* 0: none that can be read */
    const char *wrong; /* in what it is outside the grammar; NULL: it is not */
};

/* Whether the line is one of its kind, which it may be with something wrong: then what can be read
 * is there. */
bool http_read_request_line(ProtobufCBinaryData line, struct first_line *);
bool http_read_status_line(ProtobufCBinaryData line, struct first_line *);

/* Whether these bytes, one at least, begin a line that its reader takes; if it must be `sure`, one
 * that other protocols do not have. */
enum nc_answer http_begins_request(ProtobufCBinaryData, bool sure);
enum nc_answer http_begins_response(ProtobufCBinaryData, bool sure);

/* Whether a known method and a target follow: enough to be sure before the line is whole. */
enum nc_answer http_known_method(ProtobufCBinaryData);

/* Whether these bytes, behind which others were lost, are a request line as far as they go. */
bool http_is_cut_request(ProtobufCBinaryData);

/* Whether a field, or the end of the head, follows a first line in these bytes. */
enum nc_answer http_goes_on(ProtobufCBinaryData);

/* Whether the text is this word; methods and versions distinguish case. */
bool http_exactly(ProtobufCBinaryData, const char *word);

/* http_head.c: the fields of a message, RFC 9112 sections 5 and 6. */

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

/* The next field of at most HEAD_MAX bytes of lines; lines without a name are passed over. */
bool http_next_field(struct nc_packet *, ProtobufCBinaryData *lines, struct header_field *);

struct framing http_read_framing(struct nc_packet *, ProtobufCBinaryData lines);

/* http_record.c: the record of a request and its response, of what is kept of the request. */

/* What a request asks of its response; from ASKS_UPGRADE on the client may wait for it. */
enum { ASKS_NOTHING, ASKS_HEAD, ASKS_BODY_ALONE, ASKS_UPGRADE, ASKS_TUNNEL };

struct kept_fixed {
    struct nc_time time;
    int64_t length;
    uint64_t at;    /* offset of its first byte, */
    uint64_t heard; /* and as nc_stream.heard there */
    uint8_t asks;
    bool cut;   /* its head ends early */
    bool loose; /* others that were not read may stand right before it */
    bool fresh; /* the requester has heard more than when it asked before: it does not pipeline */
};

struct kept {
    struct kept_fixed fixed;
    ProtobufCBinaryData head; /* behind the fixed part */
};

/* A message that was read. */
struct head {
    struct first_line line;
    ProtobufCBinaryData all, lines; /* the latter behind the first line */
    struct framing framing;
    bool cut;    /* it ends early */
    bool simple; /* a request of HTTP/0.9: no version and no fields */
};

/* The record of a request without a response; who sent it is `from` of the stream's sides. */
Types__HTTP *http_request_record(struct nc_packet *, const struct nc_stream *, int from,
                                 const struct kept *);
Types__HTTP *http_unseen_record(struct nc_packet *, const struct nc_stream *, int from);
void http_fill_response(struct nc_packet *, Types__HTTP *, const struct head *);

/* A connection's state. */

/* Where a side stands.  LATER_BODY: before a body that may not come, as its sender may be told not
 * to; NO_BODY: before one that may not, as what it answers was not seen and may be HEAD. */
enum place { HEAD, LATER_BODY, NO_BODY, CHUNK, CHUNK_END, TRAILER };

struct side {
    struct nc_reader reader;
    uint8_t place;
    bool cut;                    /* the last head ended early */
    struct header_search search;
    uint64_t body;               /* LATER_BODY, NO_BODY: its length; TRAILER: bytes so far */
    uint64_t upto;               /* offset behind all that is known of, bodies to come counted */
};

struct state {
    uint8_t requester;   /* 0: not known yet, 1: the client, 2: the server */
    uint8_t loose;       /* requests may be missing before the next one */
    uint8_t unsure;      /* responses may be missing before the next one */
    uint8_t unseen;      /* one came whose request was not read, after the last that has one */
    uint8_t asked;       /* .heard counts */
    uint8_t simple;      /* a request without a version and, so far, without fields is unread */
    uint8_t named;       /* the server's name was said */
    uint8_t waiting;     /* what the requester asked for that may change the protocol */
    uint32_t given_up;   /* requests written before their responses, which come next */
    uint32_t n_kept, kept;
    uint64_t heard;      /* by the requester, when it last said something */
    uint64_t open;       /* of the requester, by who said a response that has no request, */
    uint64_t open_at;    /* which stood here where that is not known; else 0 */
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

/* http_begin.c: where messages begin. */

/* What the message that begins with these bytes may be, as far as who asks is known, of a call.
 * Where a place is looked for, words of a body may look like much. */
enum nc_answer http_begins(const void *call, ProtobufCBinaryData);

/* Looks for the next head from here on, where lines begin and where segments do; a line that begins
 * none is passed over.  Whether there is one at once. */
bool http_find(struct call *);

/* Whether these bytes begin a response, with the line behind its first one. */
enum nc_answer http_begins_answer(ProtobufCBinaryData);

/* Whether a stream's first bytes are HTTP. */
enum nc_answer http_probe(const struct nc_stream *, struct nc_cursor *first);

/* http_waiting.c: the requests that wait for their responses, and which response has which.
 *
 * A response answers the oldest request that waits, as long as nothing is missing.  Behind what was
 * lost or could not be read the order is known again where the requester shows that it waits for
 * each response before it asks again; where it does not, nobody knows, and the status is left open:
 * the response is a record of its own.  What its sender had acknowledged tells which requests it
 * may answer: none that it had not read, perhaps one that was lost or is late; and one that a
 * response without a request had acknowledged does not wait for the next. */

/* Whether the message at hand is from the side that asks. */
bool http_is_requester(const struct call *);

/* The nth request kept, from the oldest, which is 0. */
struct kept http_kept_at(const struct call *, uint32_t n);
void http_keep_request(struct call *, const struct head *);
void http_forget_oldest(struct call *, const struct kept *oldest);

/* Writes the oldest without a response. */
void http_write_unanswered(struct call *);

/* Of this side messages may be missing before the next one; one at least is. */
void http_lose_order(struct call *);
void http_lose_message(struct call *);

/* Which request this response answers. */
enum answered { ANSWERS_OLDEST, ANSWERS_WRITTEN, ANSWERS_UNSEEN };
enum answered http_answered(struct call *);

/* A response was left open: it has answered the oldest, or one behind that. */
void http_leave_open(struct call *);

/* Whether who says what is at hand had acknowledged requests that were not read: they are late, or
 * lost. */
bool http_knows_more(const struct call *);

/* http_body.c: what stands behind a head. */

/* The next thing is a head. */
void http_begin_message(struct call *);

/* Where the next message begins is not known; where one does is looked for from here on, so that
 * what is wrong costs no more than itself.  The latter refuses what is at hand besides. */
void http_search(struct call *);
void http_lose_place(struct call *, const char *reason);

/* Passes over so many bytes of a body. */
void http_pass(struct call *, uint64_t n);

/* The next body, of a length known or not, or none. */
void http_enter_body(struct call *, const struct framing *, bool until_close);
void http_read_chunk(struct call *);
void http_end_chunk(struct call *);
void http_read_trailer(struct call *);

#endif
