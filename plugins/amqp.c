/* SPDX-License-Identifier: Apache-2.0 */
/* AMQP 0-9-1, specification section 4.2, with the frames of 0-8 and 0-9, and AMQP 1.0, OASIS
 * amqp-core-transport-v1.0 section 2.3: frames, and the headers before them.  AMQP 0-10 is only
 * named.  It is long as the two have nothing but their port in common. */
#include "amqp.h"
#include "begins.h"
#include "speaker.h"

#include "netcap.pb-c.h"

enum { HEADER = 8, FRAME_HEAD = 7, FRAME_END = 0xce, METHOD = 1, CONTENT = 2, BODY = 3, BEAT = 8,
       CONTENT_LEAST = 14, WORD = 4, DOFF_LEAST = 2, TRANSFER = 0x14, SASL_TYPE = 1, TLS_ID = 2,
       LARGEST = 65536, FRAME_MOST = 1 << 24, VERSION_10 = 10 };

struct state {
    struct nc_reader side[2];
    bool secured[2]; /* has asked for TLS */
};

/* A frame as it is read: its beginning as far as records tell of it, and what follows that. */
struct frame {
    const struct nc_reader *reader;
    uint64_t pass;
};

void
amqp_tell_mechanisms(struct nc_packet *pkt, ProtobufCBinaryData words, Types__AMQP *amqp)
{
    while (words.len) {
        ProtobufCBinaryData word = cut(&words, ' ');

        if (word.len)
            nc_push(pkt, amqp, mechanisms, nc_text(pkt, word));
    }
}

void
amqp_tell_locales(struct nc_packet *pkt, ProtobufCBinaryData words, Types__AMQP *amqp)
{
    while (words.len) {
        ProtobufCBinaryData word = cut(&words, ' ');

        if (word.len)
            nc_push(pkt, amqp, locales, nc_text(pkt, word));
    }
}

void
amqp_tell_plain(struct nc_packet *pkt, ProtobufCBinaryData response, Types__AMQP *amqp)
{
    cut(&response, '\0');
    amqp->user = nc_text(pkt, cut(&response, '\0'));
    amqp->password = nc_secret(pkt, response);
}

/* Each header there is, behind the name. */
static enum nc_answer
begins_header(ProtobufCBinaryData bytes)
{
    static const char headers[][HEADER + 1] = {
        "AMQP\0\0\11\1", "AMQP\1\1\10\0", "AMQP\1\1\0\11", "AMQP\1\1\11\1", "AMQP\1\1\0\12",
        "AMQP\0\1\0\0", "AMQP\2\1\0\0", "AMQP\3\1\0\0"
    };
    enum nc_answer most = NC_NO;

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        enum nc_answer answer = begins_with(bytes, headers[i], HEADER);

        if (answer == NC_YES || most == NC_NO)
            most = answer;
    }
    return most;
}

static uint32_t
number_at(ProtobufCBinaryData bytes, size_t at, size_t size)
{
    uint32_t value = 0;

    for (size_t i = at; i < at + size; i++)
        value = value << 8 | bytes.data[i];
    return value;
}

/* Bodies and beats say little of themselves: they are believed only where a frame must begin. */
static enum nc_answer
begins_frame(ProtobufCBinaryData bytes, bool lost)
{
    uint8_t type = *bytes.data;
    uint32_t size;

    if (type != METHOD && type != CONTENT && (lost || (type != BODY && type != BEAT)))
        return NC_NO;
    if (bytes.len < FRAME_HEAD)
        return NC_MORE;
    size = number_at(bytes, 3, WORD);
    if (type == BODY)
        return size <= FRAME_MOST ? NC_YES : NC_NO;
    if (type == BEAT)
        return size ? NC_NO : NC_YES;
    if (size < (type == METHOD ? WORD : CONTENT_LEAST) || size > LARGEST)
        return NC_NO;
    if (bytes.len < FRAME_HEAD + WORD)
        return NC_MORE;
    return amqp_is_class(number_at(bytes, FRAME_HEAD, 2)) ? NC_YES : NC_NO;
}

/* Section 2.3.1: a size that counts itself, where the body begins, in words, and the type; of the
 * body a descriptor, of which only those of performatives are met. */
static enum nc_answer
begins_frame_1_0(ProtobufCBinaryData bytes, bool lost)
{
    uint32_t size;
    size_t at;
    uint8_t code;

    if (bytes.len < HEADER)
        return *bytes.data ? NC_NO : NC_MORE;
    size = number_at(bytes, 0, WORD);
    at = (size_t)bytes.data[4] * WORD;
    if (size > FRAME_MOST || bytes.data[4] < DOFF_LEAST || at > size || bytes.data[5] > SASL_TYPE)
        return NC_NO;
    if (at == size)
        return lost || bytes.data[5] ? NC_NO : NC_YES;
    if (bytes.len < at + 3)
        return bytes.len > at && bytes.data[at] ? NC_NO : NC_MORE;
    code = bytes.data[at + 1];
    if (bytes.data[at] || size < at + 3 || (code != 0x53 && code != 0x80))
        return NC_NO;
    return code == 0x80 || amqp_is_performative(bytes.data[5], bytes.data[at + 2]) ? NC_YES : NC_NO;
}

static enum nc_answer
begins_any(ProtobufCBinaryData bytes, bool lost)
{
    switch (*bytes.data) {
    case 'A': return begins_header(bytes);
    case 0: return begins_frame_1_0(bytes, lost);
    default: return begins_frame(bytes, lost);
    }
}

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const struct frame *frame = context;

    return begins_any(bytes, frame->reader->lost);
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);

    if (!bytes.len)
        return NC_MORE;
    return is->by_port ? begins_any(bytes, true) : begins_header(bytes);
}

/* Of a transfer only its descriptor is read. */
static size_t
size_1_0(struct frame *frame, struct nc_cursor *ahead)
{
    uint32_t size = nc_u32(ahead);
    size_t at = (size_t)nc_u8(ahead) * WORD;
    uint8_t code = 0;

    if (size > at) {
        nc_skip(ahead, at - WORD - 1);
        nc_u16(ahead);
        code = nc_u8(ahead);
    }
    if (code == TRANSFER) {
        frame->pass = size - at - 3;
        return at + 3;
    }
    nc_require(ahead, size <= LARGEST, "performative of more than 64 KiB");
    return size;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    struct frame *frame = context;
    uint8_t type = nc_peek(ahead);
    uint32_t bytes;

    frame->pass = 0;
    if (type == 'A')
        return HEADER;
    if (type == 0)
        return size_1_0(frame, ahead);
    nc_skip(ahead, 3);
    bytes = nc_u32(ahead);
    if (type != CONTENT && type != BODY)
        return FRAME_HEAD + bytes + 1;
    frame->pass = (uint64_t)bytes + 1;
    return FRAME_HEAD;
}

static const struct nc_framing framing = { begins, size };

static void
read_header(struct nc_cursor *in, Types__AMQP *amqp)
{
    nc_skip(in, WORD);
    amqp->kind = (char *)"header";
    amqp->protocolid = nc_u8(in);
    amqp->versionmajor = nc_u8(in);
    amqp->versionminor = nc_u8(in);
    amqp->versionrevision = nc_u8(in);
}

static void
read_frame(struct nc_packet *pkt, struct nc_cursor *in, Types__AMQP *amqp)
{
    struct nc_cursor body;

    nc_skip(in, 1);
    amqp->channel = nc_u16(in);
    amqp->size = nc_u32(in);
    body = nc_slice(in, amqp->size);
    nc_require(in, nc_u8(in) == FRAME_END, "frame without its end");
    amqp_read_method(pkt, &body, amqp);
    nc_require(in, nc_ok(&body), nc_reason(&body));
}

static void
read_frame_1_0(struct nc_packet *pkt, struct nc_cursor *in, Types__AMQP *amqp)
{
    uint8_t doff, type;

    amqp->size = nc_u32(in);
    doff = nc_u8(in);
    type = nc_u8(in);
    amqp->channel = nc_u16(in);
    nc_skip(in, (size_t)(doff - DOFF_LEAST) * WORD);
    if (type == SASL_TYPE)
        amqp->channel = 0; /* these bytes mean nothing there, security section 5.3.1 */
    amqp_read_performative(pkt, in, type, amqp);
}

/* Whether a frame is one of those that have a record. */
static bool
is_told(struct nc_cursor message)
{
    uint8_t type = nc_u8(&message);

    if (type == 0) /* one without a body is a beat */
        return nc_uint(&message, 3) > (size_t)nc_u8(&message) * WORD;
    return type == METHOD || type == 'A';
}

static void
read_message(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *message)
{
    Types__AMQP *amqp = nc_new(pkt, types__amqp);

    switch (nc_peek(message)) {
    case 'A': read_header(message, amqp); break;
    case 0: read_frame_1_0(pkt, message, amqp); break;
    default: read_frame(pkt, message, amqp);
    }
    if (!nc_ok(message)) {
        nc_refuse(pkt, nc_reason(message) == nc_truncated ? "frame shorter than what it holds"
                                                          : nc_reason(message));
        return;
    }
    amqp->timestamp = nc_time_text(pkt, is->time);
    SPEAKER_REPORT(pkt, is, amqp);
    nc_write(pkt, amqp, is->time);
    if (*amqp->virtualhost && amqp->classid == 0)
        nc_server_name(pkt, amqp->virtualhost);
}

/* What follows headers of both sides that ask for TLS is TLS, and the frames of 0-10 are others. */
static void
follow_header(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor header,
              struct state *state)
{
    uint8_t id, minor, revision;

    nc_skip(&header, WORD);
    id = nc_u8(&header);
    nc_skip(&header, 1);
    minor = nc_u8(&header);
    revision = nc_u8(&header);
    state->secured[is->side] = id == TLS_ID;
    if (state->secured[0] && state->secured[1])
        nc_handover(pkt);
    if (minor == 0 && revision == VERSION_10)
        nc_pass(pkt, UINT64_MAX);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    struct frame frame = { &state->side[is->side], 0 };
    struct nc_reader *reader = &state->side[is->side];
    struct nc_cursor message = nc_read_message(pkt, is, in, reader, &framing, &frame);

    if (!nc_ok(&message))
        return;
    if (nc_peek(&message) == 'A')
        follow_header(pkt, is, message, state);
    if (is_told(message))
        read_message(pkt, is, &message);
    if (frame.pass)
        nc_pass(pkt, frame.pass);
}

NC_SCHEMA(amqp);

NC_PLUGIN(amqp,
    .name   = "AMQP",
    .about  = "Advanced Message Queuing Protocol",
    .type   = TYPES__TYPE__NC_AMQP,
    .record = &types__amqp__descriptor,
    .schema = &amqp_schema,
    .on     = NC_ON(NC_KEY(NC_TCP_PORT, 5672)),
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state));
