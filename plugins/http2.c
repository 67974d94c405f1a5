/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP/2, RFC 9113: known by the preface with which a client begins, section 3.4, and by the
 * settings with which a server does where the client is not captured.  A record is a frame, section
 * 6, for heads are compressed by what all heads before them were, and are not read. */
#include "begins.h"
#include "speaker.h"

#include "http2.pb-c.h"
#include "netcap.pb-c.h"

enum { DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE,
       CONTINUATION, N_TYPES };
enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4, PADDED = 8 };
enum { HEAD = 9, SETTING = 6, MOST_SETTINGS = 32, MOST_NUMBER = 0x1f, SETTINGS_SHOWN = 64,
       USUAL_MOST = 16384, STREAM_BITS = 0x7fffffff };

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/* Sections 6.1 to 6.10: flags that a type has, how many bytes it has at least and at most, and
 * whether it is about a stream, the connection, or either. */
static const struct type {
    const char *name;
    uint8_t flags;
    uint32_t least, most;
    bool of_stream, of_connection;
} types[N_TYPES] = {
    [DATA] = { "DATA", END_STREAM | PADDED, 0, UINT32_MAX, true, false },
    [HEADERS] = { "HEADERS", 0x2d, 1, UINT32_MAX, true, false },
    [PRIORITY] = { "PRIORITY", 0, 5, 5, true, false },
    [RST_STREAM] = { "RST_STREAM", 0, 4, 4, true, false },
    [SETTINGS] = { "SETTINGS", ACK, 0, UINT32_MAX, false, true },
    [PUSH_PROMISE] = { "PUSH_PROMISE", END_HEADERS | PADDED, 4, UINT32_MAX, true, false },
    [PING] = { "PING", ACK, 8, 8, false, true },
    [GOAWAY] = { "GOAWAY", 0, 8, UINT32_MAX, false, true },
    [WINDOW_UPDATE] = { "WINDOW_UPDATE", 0, 4, 4, true, true },
    [CONTINUATION] = { "CONTINUATION", END_HEADERS, 0, UINT32_MAX, true, false }
};

struct state {
    struct nc_reader side[2];
};

struct frame {
    const struct nc_reader *reader;
    uint64_t pass;
};

/* Section 6.5: a frame of settings, none of which answers any, of the stream 0; those that are told
 * have numbers, the first one of those that are assigned.  What has not come yet is taken to be of
 * such a frame. */
static enum nc_answer
begins_with_settings(ProtobufCBinaryData bytes)
{
    uint8_t head[] = { 0, 0, SETTING, SETTINGS, 0, 0, 0, 0, 0, 0, 1 };
    size_t there = bytes.len < sizeof head ? bytes.len : sizeof head;
    uint32_t size, stream, first;

    if (there)
        memcpy(head, bytes.data, there);
    size = (uint32_t)head[0] << 16 | (uint32_t)head[1] << 8 | head[2];
    stream = (uint32_t)head[5] << 24 | (uint32_t)head[6] << 16 | (uint32_t)head[7] << 8 | head[8];
    first = (uint32_t)head[9] << 8 | head[10];
    if (head[3] != SETTINGS || head[4] || stream || !size || size % SETTING != 0 ||
        size > MOST_SETTINGS * SETTING || first == 0 || first > MOST_NUMBER)
        return NC_NO;
    return there < sizeof head ? NC_MORE : NC_YES;
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);
    enum nc_answer answer = begins_with(bytes, preface, sizeof preface - 1);

    (void)is;
    return answer == NC_NO ? begins_with_settings(bytes) : answer;
}

/* What a frame of a type that is known may be.  Flags that a type does not have mean nothing,
 * section 4.1, and nobody sends them: they count where a frame is searched for. */
static bool
is_sound(uint8_t type, uint8_t flags, uint32_t stream, uint32_t length)
{
    const struct type *is = &types[type];

    if (length < is->least || length > is->most || (stream ? !is->of_stream : !is->of_connection))
        return false;
    return type != SETTINGS || (length % SETTING == 0 && (!(flags & ACK) || !length));
}

/* Frames of data, and of types that nobody knows, say too little to be searched for. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const struct frame *frame = context;
    enum nc_answer answer = begins_with(bytes, preface, sizeof preface - 1);
    bool lost = frame->reader->lost;
    uint32_t length, stream;
    uint8_t type;

    if (answer != NC_NO)
        return answer;
    if (bytes.len < HEAD)
        return NC_MORE;
    length = (uint32_t)bytes.data[0] << 16 | (uint32_t)bytes.data[1] << 8 | bytes.data[2];
    type = bytes.data[3];
    stream = (uint32_t)bytes.data[5] << 24 | (uint32_t)bytes.data[6] << 16 |
             (uint32_t)bytes.data[7] << 8 | bytes.data[8];
    if (lost && (type == DATA || type >= N_TYPES || length > USUAL_MOST || stream > STREAM_BITS ||
                 bytes.data[4] & ~types[type].flags))
        return NC_NO;
    if (type >= N_TYPES)
        return NC_YES;
    return is_sound(type, bytes.data[4], stream & STREAM_BITS, length) ? NC_YES : NC_NO;
}

/* How much of what a frame carries is told. */
static uint32_t
told_of(uint8_t type, uint8_t flags, uint32_t length)
{
    switch (type) {
    case SETTINGS: return length < SETTINGS_SHOWN * SETTING ? length : SETTINGS_SHOWN * SETTING;
    case RST_STREAM: case WINDOW_UPDATE: return 4;
    case GOAWAY: return 8;
    case PUSH_PROMISE: return flags & PADDED && length > 4 ? 5 : 4;
    default: return 0;
    }
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    struct frame *frame = context;
    uint32_t length, told;
    uint8_t type;

    frame->pass = 0;
    if (begins_with(nc_rest(ahead), preface, sizeof preface - 1) != NC_NO)
        return sizeof preface - 1;
    length = nc_u24(ahead);
    type = nc_u8(ahead);
    told = told_of(type, nc_u8(ahead), length);
    frame->pass = length - told;
    return HEAD + told;
}

static const struct nc_framing framing = { begins, size };

static void
read_settings(struct nc_packet *pkt, struct nc_cursor *in, Types__HTTP2 *http2)
{
    while (nc_left(in)) {
        Types__HTTP2Setting *setting = nc_add(pkt, http2, settings, types__http2_setting);

        setting->id = nc_u16(in);
        setting->value = nc_u32(in);
    }
}

static void
read_frame(struct nc_packet *pkt, struct nc_cursor *in, Types__HTTP2 *http2)
{
    http2->length = nc_u24(in);
    http2->type = nc_u8(in);
    http2->flags = nc_u8(in);
    http2->streamid = nc_u32(in) & STREAM_BITS;
    if (http2->type >= N_TYPES)
        return;
    http2->name = (char *)types[http2->type].name;
    http2->endstream = http2->type <= HEADERS && http2->flags & END_STREAM;
    http2->endheaders = (types[http2->type].flags & END_HEADERS & http2->flags) != 0;
    http2->ack = (http2->type == SETTINGS || http2->type == PING) && http2->flags & ACK;
    switch (http2->type) {
    case SETTINGS: read_settings(pkt, in, http2); break;
    case RST_STREAM: http2->errorcode = nc_u32(in); break;
    case WINDOW_UPDATE: http2->increment = nc_u32(in) & STREAM_BITS; break;
    case GOAWAY:
        http2->laststreamid = nc_u32(in) & STREAM_BITS;
        http2->errorcode = nc_u32(in);
        break;
    case PUSH_PROMISE:
        if (http2->flags & PADDED)
            nc_skip(in, 1);
        http2->promisedstreamid = nc_u32(in) & STREAM_BITS;
        break;
    }
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *memory)
{
    struct nc_reader *reader = &((struct state *)memory)->side[is->side];
    struct frame frame = { reader, 0 };
    struct nc_cursor message = nc_read_message(pkt, is, in, reader, &framing, &frame);
    Types__HTTP2 *http2;

    if (!nc_ok(&message))
        return;
    if (frame.pass)
        nc_pass(pkt, frame.pass);
    if (nc_peek(&message) == *preface && nc_left(&message) == sizeof preface - 1)
        return;
    http2 = nc_new(pkt, types__http2);
    read_frame(pkt, &message, http2);
    if (!nc_ok(&message)) {
        nc_refuse(pkt, "frame shorter than what it holds");
        return;
    }
    http2->timestamp = nc_time_text(pkt, is->time);
    SPEAKER_REPORT(pkt, is, http2);
    nc_write(pkt, http2, is->time);
}

NC_SCHEMA(http2);

NC_PLUGIN(http2,
    .name   = "HTTP2",
    .about  = "Hypertext Transfer Protocol 2: its frames",
    .type   = TYPES__TYPE__NC_HTTP2,
    .record = &types__http2__descriptor,
    .schema = &http2_schema,
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state));
