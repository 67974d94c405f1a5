/* SPDX-License-Identifier: Apache-2.0 */
/* What a server says before all is encrypted, RFC 5246 section 7.4 and RFC 8446 section 4, and the
 * certificates of either side.  What is no such message is not refused here but passed
 * over. */
#include "tlsclienthello.h"

/* A record of TLS 1.2 may be 2048 bytes longer than what is in it, RFC 5246 section 6.2.3. */
enum { RECORD_MAX = 16384 + 2048, RECORD_HEADER = 5, LENGTH = 3 };

enum { HELLO_REQUEST = 0, NEW_SESSION_TICKET = 4, SERVER_KEY_EXCHANGE = 12,
       CERTIFICATE_REQUEST = 13, CERTIFICATE_STATUS = 22 };

/* Of a hello: what comes before its random bytes. */
enum { RANDOM_AT = MESSAGE_HEADER + 2, SESSION_MAX = 32 };

struct message {
    size_t n_list;
    ProtobufCBinaryData *list;
};

struct record
tlsclienthello_record(struct nc_cursor *in)
{
    struct record record = { .type = nc_u8(in) };

    record.version = nc_u16(in);
    record.size = nc_u16(in);
    return record;
}

bool
tlsclienthello_is_sound(const struct record *record)
{
    return record->version >> 8 == 3 && record->size <= RECORD_MAX;
}

/* ---- where one begins ---- */

/* The header of a message at the beginning of a record. */
static bool
read_begin(struct nc_cursor *in, uint8_t type, size_t *size)
{
    struct record record = tlsclienthello_record(in);
    bool sound = record.type == HANDSHAKE && tlsclienthello_is_sound(&record) &&
                 record.size > MESSAGE_HEADER && nc_u8(in) == type;

    *size = nc_u24(in);
    return sound;
}

/* While there are few bytes: those that are there. */
static enum nc_answer
may_begin(struct nc_cursor bytes, uint8_t type)
{
    struct nc_cursor header = nc_slice(&bytes, nc_left(&bytes) < RECORD_HEADER ? 0 : RECORD_HEADER);
    struct record record = tlsclienthello_record(&header);

    if (!nc_ok(&header))
        return !nc_left(&bytes) || nc_peek(&bytes) == HANDSHAKE ? NC_MORE : NC_NO;
    return record.type == HANDSHAKE && tlsclienthello_is_sound(&record) &&
                   record.size > MESSAGE_HEADER && (!nc_left(&bytes) || nc_peek(&bytes) == type)
               ? NC_MORE
               : NC_NO;
}

enum nc_answer
tlsclienthello_server_begins(struct nc_cursor bytes)
{
    struct nc_cursor in = nc_ahead(&bytes);
    uint16_t version;
    size_t size;
    bool sound;

    if (nc_left(&bytes) < RECORD_HEADER + RANDOM_AT + RANDOM_SIZE + 1)
        return may_begin(bytes, SERVER_HELLO);
    sound = read_begin(&in, SERVER_HELLO, &size);
    version = nc_u16(&in);
    nc_skip(&in, RANDOM_SIZE);
    return sound && size <= MESSAGE_MAX && version >> 8 == 3 && (version & 0xff) <= 3 &&
                   nc_u8(&in) <= SESSION_MAX
               ? NC_YES
               : NC_NO;
}

/* Three lengths that agree, and an element of DER: what is encrypted hardly looks like that. */
static enum nc_answer
certificates_begin(struct nc_cursor bytes)
{
    struct nc_cursor in = nc_ahead(&bytes);
    size_t size, list, first;
    bool sound;

    if (nc_left(&bytes) < RECORD_HEADER + MESSAGE_HEADER + 2 * LENGTH + 1)
        return may_begin(bytes, CERTIFICATE);
    sound = read_begin(&in, CERTIFICATE, &size);
    list = nc_u24(&in);
    first = nc_u24(&in);
    return sound && size == list + LENGTH && first + LENGTH <= list && nc_u8(&in) == 0x30 ? NC_YES
                                                                                         : NC_NO;
}

enum nc_answer
tlsclienthello_is_server(struct nc_cursor bytes, const struct server *server, bool client)
{
    if (server->speaks)
        return NC_YES;
    return client ? certificates_begin(bytes) : tlsclienthello_server_begins(bytes);
}

/* ---- messages ---- */

/* The next bytes of a message, which may lie in several records; false when it breaks off. */
static bool
take(struct nc_packet *pkt, struct nc_cursor *in, struct server *server, size_t n,
     struct message *to)
{
    while (n && nc_ok(in)) {
        struct record record = { HANDSHAKE, 0x0300, server->left };
        size_t part;

        if (!server->left)
            record = tlsclienthello_record(in);
        if (nc_ok(in) && (record.type != HANDSHAKE || !tlsclienthello_is_sound(&record) ||
                          !record.size || to->n_list == RECORDS_MAX))
            return false;
        server->left = record.size;
        part = n < server->left ? n : server->left;
        nc_push(pkt, to, list, nc_bytes(in, part));
        server->left -= (uint16_t)part;
        n -= part;
    }
    return true;
}

static void
hand_on_certificates(struct nc_packet *pkt, struct nc_cursor message)
{
    struct nc_cursor list;
    size_t size;

    nc_skip(&message, MESSAGE_HEADER);
    size = nc_u24(&message);
    list = nc_window(&message, nc_tell(&message), nc_tell(&message) + size);
    while (nc_left(&list)) {
        size_t length = nc_u24(&list), at = nc_tell(&list);

        nc_hand_on(pkt, nc_window(&list, at, at + length), TLS_MESSAGES, CERTIFICATE);
        nc_skip(&list, length);
    }
    if (!nc_ok(&list))
        nc_malformed(pkt, "certificate longer than its list");
}

static bool
is_retry(struct nc_cursor message)
{
    nc_skip(&message, RANDOM_AT);
    return random_is_retry(nc_view(&message, RANDOM_SIZE));
}

/* All that comes behind is encrypted: TLS 1.3 says its version in an extension. */
static bool
is_last(struct nc_cursor message)
{
    bool found = false;
    struct nc_cursor list;

    nc_skip(&message, RANDOM_AT + RANDOM_SIZE);
    nc_skip(&message, nc_u8(&message));
    nc_skip(&message, 3); /* cipher suite, compression */
    list = nc_slice(&message, nc_u16(&message));
    while (nc_left(&list) && !found) {
        found = nc_u16(&list) == EXTENSION_VERSIONS;
        nc_skip(&list, nc_u16(&list));
    }
    return found;
}

static bool
is_plain(uint8_t type)
{
    return type == SERVER_HELLO || type == CERTIFICATE || type == HELLO_REQUEST ||
           type == NEW_SESSION_TICKET || type == SERVER_KEY_EXCHANGE ||
           type == CERTIFICATE_REQUEST || type == CERTIFICATE_STATUS;
}

static void
hand_on(struct nc_packet *pkt, struct nc_cursor message, struct server *server)
{
    uint8_t type = nc_peek(&message);

    if (type == CERTIFICATE)
        hand_on_certificates(pkt, message);
    if (type != SERVER_HELLO)
        return;
    nc_hand_on(pkt, message, TLS_MESSAGES, type);
    server->retries = is_retry(message);
    if (!server->retries && is_last(message))
        nc_pass(pkt, UINT64_MAX);
}

static void
read_message(struct nc_packet *pkt, struct nc_cursor *in, struct server *server)
{
    struct message message = { 0, NULL };
    bool whole = take(pkt, in, server, MESSAGE_HEADER, &message);
    struct nc_cursor header = nc_join(pkt, message.list, message.n_list);
    uint8_t type = nc_u8(&header);
    size_t size = nc_u24(&header);

    if (!nc_ok(in))
        return;
    if (whole && is_plain(type) && size <= MESSAGE_MAX)
        whole = take(pkt, in, server, size, &message);
    else
        whole = false;
    if (!nc_ok(in))
        return;
    if (whole)
        hand_on(pkt, nc_join(pkt, message.list, message.n_list), server);
    else
        nc_pass(pkt, UINT64_MAX);
}

/* Behind ChangeCipherSpec all is encrypted, but for one that follows a hello to try again. */
void
tlsclienthello_server(struct nc_packet *pkt, const struct nc_stream *s, struct nc_cursor *in,
                      struct server *server)
{
    struct nc_cursor ahead = nc_ahead(in);
    struct record record = tlsclienthello_record(&ahead);

    if (s->gap || !server->speaks)
        server->left = 0;
    if (s->gap && tlsclienthello_server_begins(*in) == NC_NO) {
        nc_pass(pkt, UINT64_MAX);
        return;
    }
    if (server->left || record.type == HANDSHAKE) {
        server->speaks = true;
        read_message(pkt, in, server);
        return;
    }
    record = tlsclienthello_record(in);
    if (tlsclienthello_is_sound(&record) &&
        (record.type == ALERT || (record.type == CHANGE_CIPHER_SPEC && server->retries)))
        nc_pass(pkt, record.size);
    else
        nc_pass(pkt, UINT64_MAX);
}
