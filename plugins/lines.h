/* SPDX-License-Identifier: Apache-2.0 */
/* Protocols whose sides talk in lines: SMTP, FTP, POP3, IMAP. */
#ifndef LINES_H
#define LINES_H

#include "texts.h"

/* Of a longer line the beginning is read.  A reply has many lines: when its end is not among so
 * many bytes, it is taken for several. */
enum { LINE_MOST = 4096, REPLY_MOST = 16384, CODE_SIZE = 3, VERB_MOST = 24 };

/* What is to be known of a side from call to call. */
struct line_side {
    bool skipping; /* the rest of a line that was too long is passed over */
    bool lost;     /* bytes were: what comes may be anything until it is known again */
};

struct line_list {
    size_t n_list;
    ProtobufCBinaryData *list;
};

/* Whether the next line is there, without its end.  What is passed over instead it reads. */
static inline bool
lines_next(struct nc_cursor *in, struct line_side *side, ProtobufCBinaryData *line)
{
    ProtobufCBinaryData bytes = nc_rest(in);
    const uint8_t *end = bytes.len ? memchr(bytes.data, '\n', bytes.len) : NULL;
    size_t size = end ? (size_t)(end - bytes.data) : bytes.len;
    bool begins = !side->skipping;

    if (!end && (begins ? size <= LINE_MOST : !size))
        return false;
    nc_skip(in, size + (end != NULL));
    side->skipping = !end;
    *line = (ProtobufCBinaryData){ size < LINE_MOST ? size : LINE_MOST, bytes.data };
    if (size <= LINE_MOST)
        *line = without_end(*line);
    return begins;
}

/* Who talked in lines begins to talk TLS, RFC 8446 section 5.1: what said so was not captured. */
static inline bool
lines_end_in_tls(const struct nc_cursor *in)
{
    ProtobufCBinaryData bytes = nc_rest(in);

    return bytes.len > 1 && bytes.data[0] == 22 && bytes.data[1] == 3;
}

/* Whether this side is the client or the server.  Where the opening was not captured the core takes
 * who spoke first for the client; there it is the server whose first bytes are an answer's. */
static inline uint32_t
lines_role(const struct nc_stream *conn, uint8_t *server, bool answers)
{
    if (!*server)
        *server = 1 + (uint8_t)(conn->opened ? NC_SERVER : answers ? conn->side : !conn->side);
    return conn->side == *server - 1u ? NC_SERVER : NC_CLIENT;
}

static inline bool
is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* The number with which a line of a reply begins, RFC 5321 section 4.2 and RFC 959 section 4.2; -1
 * when it does not. */
static inline int32_t
reply_code(ProtobufCBinaryData line)
{
    ProtobufCBinaryData code = { CODE_SIZE, line.data };

    if (line.len < CODE_SIZE || *line.data < '1' || *line.data > '6')
        return -1;
    if (line.len > CODE_SIZE && line.data[CODE_SIZE] != ' ' && line.data[CODE_SIZE] != '-')
        return -1;
    return (int32_t)number(code, CODE_SIZE);
}

static inline bool
goes_on(ProtobufCBinaryData line)
{
    return line.len > CODE_SIZE && line.data[CODE_SIZE] == '-';
}

static inline ProtobufCBinaryData
behind(ProtobufCBinaryData text, size_t n)
{
    n = n < text.len ? n : text.len;
    return (ProtobufCBinaryData){ text.len - n, text.data + n };
}

/* Whether the next reply is there: its lines without their ends, each with its code.  It ends with
 * a line of any code, or where only the same one counts, of that. */
static inline bool
lines_reply(struct nc_packet *pkt, struct nc_cursor *in, struct line_side *side, bool same_code,
            struct line_list *reply)
{
    struct nc_cursor ahead = nc_ahead(in);
    struct line_side after = *side, good = after;
    size_t all = nc_left(in), taken = 0;
    ProtobufCBinaryData line;
    int32_t first = -1;
    bool whole = false;

    for (size_t left = all + 1; !whole && left > nc_left(&ahead);) {
        left = nc_left(&ahead);
        if (!lines_next(&ahead, &after, &line))
            continue;
        if (reply->n_list && all - nc_left(&ahead) > REPLY_MOST)
            break;
        nc_push(pkt, reply, list, line);
        taken = all - nc_left(&ahead);
        good = after;
        if (reply->n_list == 1)
            first = reply_code(line);
        whole = first < 0 || (!goes_on(line) && (same_code ? reply_code(line) == first
                                                           : reply_code(line) >= 0));
    }
    if (!whole && (!reply->n_list || all <= REPLY_MOST))
        return false;
    nc_skip(in, taken);
    *side = good;
    return true;
}

/* A command's word: letters, digits and dashes, some dozen at most. */
static inline bool
is_verb(ProtobufCBinaryData word)
{
    for (size_t i = 0; i < word.len; i++) {
        uint8_t byte = lower(word.data[i]);

        if ((byte < 'a' || byte > 'z') && !is_digit(byte) && byte != '-')
            return false;
    }
    return word.len && word.len <= VERB_MOST;
}

/* The number of a word among these, from 1 on; 0 when it is none of them. */
static inline uint8_t
word_among(ProtobufCBinaryData word, const char *const *words, uint8_t n)
{
    for (uint8_t i = 1; i < n; i++)
        if (is(word, words[i]))
            return i;
    return 0;
}

static inline bool
holds_word(ProtobufCBinaryData text, const char *word)
{
    size_t n = strlen(word);

    for (; text.len >= n; text = behind(text, 1))
        if (same((ProtobufCBinaryData){ n, text.data }, (const uint8_t *)word, n))
            return true;
    return false;
}

/* Numbers of commands that no reply has come to yet; of more it is not known which one a reply
 * answers. */
enum { WAITING_MOST = 64 };

struct waiting {
    bool full;
    uint8_t n;
    uint8_t verb[WAITING_MOST];
};

static inline void
waiting_add(struct waiting *waiting, uint8_t verb)
{
    waiting->full |= waiting->n == WAITING_MOST;
    if (waiting->full)
        waiting->n = 0;
    else
        waiting->verb[waiting->n++] = verb;
}

/* What a reply answers, 0 when that is not known; another one may follow unless it is for good. */
static inline uint8_t
waiting_first(struct waiting *waiting, bool for_good)
{
    uint8_t verb = waiting->n ? waiting->verb[0] : 0;

    if (for_good && waiting->n)
        memmove(waiting->verb, waiting->verb + 1, --waiting->n);
    return verb;
}

/* Where no role is certain the first line tells, and mostly its port. */
enum { GREETING_MOST = 1024 };

/* Whether a reply begins: its code, and the whole line once that is there. */
static inline enum nc_answer
reply_begins(ProtobufCBinaryData bytes, ProtobufCBinaryData *line)
{
    bool whole = memchr(bytes.data, '\n', bytes.len) != NULL;

    *line = cut_line(&bytes);
    if (line->len > GREETING_MOST || (line->len >= CODE_SIZE && reply_code(*line) < 0))
        return NC_NO;
    if (!whole)
        return !line->len || is_digit(*line->data) ? NC_MORE : NC_NO;
    return line->len < CODE_SIZE ? NC_NO : NC_YES;
}

#endif
