/* SPDX-License-Identifier: Apache-2.0 */
/* Redis serialization protocol, versions 2 and 3: redis.io, "Redis serialization protocol
 * specification".  Commands are arrays of bulk strings; those typed as a line of words are not
 * read, as anything is one.  Of what is longer than a few hundred bytes, and of the elements of an
 * answer, only the place of the next message is worked out.  It is long because nothing here has a
 * size of its own: each item is a line, of fifteen types, and arrays are told by their elements. */
#include "speaker.h"
#include "texts.h"

#include "netcap.pb-c.h"
#include "redis.pb-c.h"

/* A server takes 2^20 arguments and bulk strings of 512 MiB unless it is told otherwise. */
enum { CLIP = 256, SHOWN = 6, LINE_MOST = 65536, ARGUMENTS_MOST = 1 << 20, DIGITS_MOST = 10,
       INTEGER_MOST = 20, LINE_END = 2 };

static const uint64_t bulk_most = 512u << 20, elements_most = UINT64_C(1) << 32;

/* How a message or an element of one begins: a type, text or a count, and the end of a line. */
struct item {
    uint8_t type;
    bool null;
    uint64_t bytes;    /* that follow, the end of a line behind them too */
    uint64_t elements; /* that follow */
    uint64_t count;    /* as it was said */
    ProtobufCBinaryData text;
};

struct side {
    struct nc_reader reader;
    uint64_t elements; /* of a message that are still to come */
};

struct state {
    struct side side[2];
};

static const struct kind {
    uint8_t type;
    const char *name;
} kinds[] = {
    { '+', "string" }, { '-', "error" }, { ':', "integer" }, { '$', "bulk" }, { '*', "array" },
    { '_', "null" }, { '#', "boolean" }, { ',', "double" }, { '(', "number" }, { '!', "error" },
    { '=', "verbatim" }, { '%', "map" }, { '~', "set" }, { '>', "push" }, { '|', "attribute" }
};

static const char *
kind_of(uint8_t type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].type == type)
            return kinds[i].name;
    return NULL;
}

static bool
is_integer(ProtobufCBinaryData text)
{
    size_t sign = text.len && (*text.data == '-' || *text.data == '+');

    if (text.len == sign || text.len > INTEGER_MOST)
        return false;
    for (size_t i = sign; i < text.len; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return true;
}

/* At most 20 digits; what is beyond 64 bits stays at the end of them. */
static int64_t
integer_of(ProtobufCBinaryData text)
{
    bool negative = *text.data == '-';
    uint64_t most = (uint64_t)INT64_MAX + negative, value = 0;

    for (size_t i = 0; i < text.len; i++) {
        uint64_t digit = (uint64_t)text.data[i] - '0';

        if (digit > 9)
            continue;
        value = value > (most - digit) / 10 ? most : value * 10 + digit;
    }
    return negative ? (int64_t)(0 - value) : (int64_t)value;
}

/* What a type with a count says of what follows it. */
static bool
count_item(struct item *item)
{
    int64_t count = number(item->text, DIGITS_MOST);

    item->null = (item->type == '$' || item->type == '*') && is(item->text, "-1");
    if (item->null)
        return true;
    if (count < 0)
        return false;
    item->count = (uint64_t)count;
    switch (item->type) {
    case '$': case '!': case '=':
        item->bytes = item->count + LINE_END;
        return item->count <= bulk_most;
    case '%': item->elements = 2 * item->count; break;
    case '|': item->elements = 2 * item->count + 1; break; /* the answer that it is about, too */
    default: item->elements = item->count;
    }
    return item->elements <= elements_most;
}

static bool
is_sound(struct item *item)
{
    switch (item->type) {
    case '+': case '-': return true;
    case ':': return is_integer(item->text);
    case '_': return item->null = item->text.len == 0;
    case '#': return is(item->text, "t") || is(item->text, "f");
    case ',': case '(': return item->text.len > 0;
    default: return kind_of(item->type) && count_item(item);
    }
}

/* What stands before the end of a line is text, or digits. */
static bool
may_go_on(ProtobufCBinaryData part)
{
    for (size_t i = 1; i < part.len && strchr("$*!=%~>|", *part.data); i++)
        if (part.data[i] != '\r' && part.data[i] != '-' &&
            (part.data[i] < '0' || part.data[i] > '9'))
            return false;
    return kind_of(*part.data) && part.len <= LINE_MOST;
}

/* The item that begins with these bytes, one at least, which it takes off them. */
static enum nc_answer
take_item(ProtobufCBinaryData *bytes, struct item *item)
{
    const uint8_t *end = memchr(bytes->data, '\n', bytes->len);
    size_t size = end ? (size_t)(end - bytes->data) : bytes->len;

    *item = (struct item){ .type = *bytes->data };
    if (!end)
        return may_go_on(*bytes) ? NC_MORE : NC_NO;
    if (size < LINE_END || bytes->data[size - 1] != '\r' || size > LINE_MOST)
        return NC_NO;
    item->text = (ProtobufCBinaryData){ size - LINE_END, bytes->data + 1 };
    bytes->data += size + 1;
    bytes->len -= size + 1;
    return is_sound(item) ? NC_YES : NC_NO;
}

/* The next item; a read past the end when not all of it is there. */
static struct item
read_item(struct nc_cursor *in)
{
    ProtobufCBinaryData rest = nc_rest(in);
    size_t all = rest.len;
    struct item item = { 0 };
    enum nc_answer answer = all ? take_item(&rest, &item) : NC_MORE;

    nc_require(in, answer != NC_NO, "neither an array nor a string");
    nc_skip(in, answer == NC_MORE ? all + 1 : all - rest.len);
    return item;
}

/* A command's first arguments, the name among them, and what follows them. */
struct command {
    size_t n_shown;
    ProtobufCBinaryData shown[SHOWN];
    uint64_t size[SHOWN];
    uint64_t arguments; /* all, with the name */
    uint64_t bytes;     /* of the last one that are not shown */
};

static struct command
read_command(struct nc_cursor *in)
{
    struct command command = { .arguments = read_item(in).count };

    while (command.n_shown < command.arguments && command.n_shown < SHOWN && nc_ok(in)) {
        struct item item;
        size_t n;

        nc_skip(in, (size_t)command.bytes); /* the end of the line before */
        item = read_item(in);
        n = item.count < CLIP ? (size_t)item.count : CLIP;
        nc_require(in, item.type == '$' && !item.null, "argument that is no bulk string");
        command.size[command.n_shown] = item.count;
        command.shown[command.n_shown++] = nc_bytes(in, n);
        command.bytes = item.bytes - n;
        if (n < item.count)
            break;
    }
    return command;
}

/* Where who opened the connection was not captured, the server is who has the lower port. */
static bool
asks(const struct nc_stream *is)
{
    return is->opened ? is->side == NC_CLIENT : is->port[is->side] > is->port[!is->side];
}

static enum nc_answer
begins_command(ProtobufCBinaryData bytes)
{
    struct item item;
    enum nc_answer answer = *bytes.data == '*' ? take_item(&bytes, &item) : NC_NO;

    if (answer != NC_YES)
        return answer;
    if (item.count < 1 || item.count > ARGUMENTS_MOST)
        return NC_NO;
    if (!bytes.len)
        return NC_MORE;
    answer = *bytes.data == '$' ? take_item(&bytes, &item) : NC_NO;
    return answer == NC_YES && (item.null || !item.count) ? NC_NO : answer;
}

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    struct item item;

    return asks(context) ? begins_command(bytes) : take_item(&bytes, &item);
}

/* A server answers, and never speaks first. */
static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    if (!is->by_port || (!asks(is) && is->opened && !is->heard))
        return NC_NO;
    return nc_left(first) ? begins(is, nc_rest(first)) : NC_MORE;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    size_t before = nc_tell(ahead);
    struct item item;

    if (asks(context))
        read_command(ahead);
    else if ((item = read_item(ahead)).type == '!')
        nc_skip(ahead, item.count < CLIP ? (size_t)item.count : CLIP);
    return nc_tell(ahead) - before;
}

static const struct nc_framing framing = { begins, size };

static ProtobufCBinaryData
clipped(ProtobufCBinaryData text)
{
    return (ProtobufCBinaryData){ text.len < CLIP ? text.len : CLIP, text.data };
}

/* AUTH [user] password, and HELLO version AUTH user password. */
static bool
tell_secret(struct nc_packet *pkt, const struct command *command, Types__Redis *redis)
{
    bool hello = command->n_shown > 2 && is(command->shown[0], "hello") &&
                 is(command->shown[2], "auth");
    size_t at = hello ? 3 : 1;

    if (!hello && !is(command->shown[0], "auth"))
        return false;
    if (hello || command->arguments > 2) {
        if (at < command->n_shown)
            redis->user = nc_text(pkt, command->shown[at]);
        at++;
    }
    if (at < command->n_shown)
        redis->password = nc_secret(pkt, command->shown[at]);
    return !hello;
}

static void
tell_command(struct nc_packet *pkt, const struct command *command, Types__Redis *redis)
{
    redis->kind = (char *)"command";
    redis->command = nc_text(pkt, command->shown[0]);
    redis->arguments = (uint32_t)command->arguments - 1;
    if (tell_secret(pkt, command, redis) || command->n_shown < 2)
        return;
    redis->key = nc_text(pkt, command->shown[1]);
    redis->keysize = (uint32_t)command->size[1];
}

static void
tell_answer(struct nc_packet *pkt, struct nc_cursor *in, struct item *item, Types__Redis *redis)
{
    redis->kind = (char *)(item->null ? "null" : kind_of(item->type));
    switch (item->type) {
    case '-': redis->error = nc_text(pkt, clipped(item->text)); break;
    case '!':
        item->bytes -= nc_left(in);
        redis->error = nc_text(pkt, nc_bytes(in, nc_left(in)));
        break;
    case ':': redis->integer = integer_of(item->text); break;
    case '#': redis->integer = is(item->text, "t"); break;
    case '+': case ',': case '(': redis->text = nc_text(pkt, clipped(item->text)); break;
    case '$': case '=': redis->size = (uint32_t)item->count; break;
    default: redis->elements = (uint32_t)item->count;
    }
}

/* Elements of a message whose beginning was read, as far as they are there. */
static void
pass_elements(struct nc_packet *pkt, struct nc_cursor *in, struct side *side)
{
    while (side->elements && nc_left(in)) {
        struct nc_cursor ahead = nc_ahead(in);
        struct item item = read_item(&ahead);

        if (nc_reason(&ahead) == nc_truncated)
            return;
        nc_require(in, nc_ok(&ahead), nc_reason(&ahead));
        side->elements += item.elements - 1;
        nc_require(in, side->elements <= elements_most, "elements without end");
        nc_skip(in, nc_left(in) - nc_left(&ahead));
        if (item.bytes > nc_left(in)) {
            nc_pass(pkt, item.bytes);
            return;
        }
        nc_skip(in, (size_t)item.bytes);
    }
}

static void
read_message(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *message,
             struct side *side)
{
    Types__Redis *redis = nc_new(pkt, types__redis);
    uint64_t bytes;

    redis->timestamp = nc_time_text(pkt, is->time);
    SPEAKER_REPORT(pkt, is, redis);
    if (asks(is)) {
        struct command command = read_command(message);

        tell_command(pkt, &command, redis);
        side->elements = command.arguments - command.n_shown;
        bytes = command.bytes;
    } else {
        struct item item = read_item(message);

        tell_answer(pkt, message, &item, redis);
        side->elements = item.elements;
        bytes = item.bytes;
    }
    nc_write(pkt, redis, is->time);
    if (bytes)
        nc_pass(pkt, bytes);
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    struct side *side = &((struct state *)state)->side[is->side];
    struct nc_cursor message;

    if (is->gap)
        side->elements = 0;
    if (side->elements) {
        pass_elements(pkt, in, side);
        return;
    }
    message = nc_read_message(pkt, is, in, &side->reader, &framing, (void *)is);
    if (nc_ok(&message))
        read_message(pkt, is, &message, side);
}

NC_SCHEMA(redis);

NC_PLUGIN(redis,
    .name   = "Redis",
    .about  = "Redis serialization protocol",
    .type   = TYPES__TYPE__NC_Redis,
    .record = &types__redis__descriptor,
    .schema = &redis_schema,
    .on     = NC_ON(NC_KEY(NC_TCP_PORT, 6379)),
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state));
