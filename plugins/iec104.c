/* SPDX-License-Identifier: Apache-2.0 */
/* IEC 60870-5-104: frames, section 5; of what they carry the identifier of the data unit and the
 * information objects, IEC 60870-5-101 section 7.2, with the sizes that 104 has for them. */
#include "ends.h"

#include "iec104.pb-c.h"
#include "netcap.pb-c.h"

#include <string.h>

enum { START = 0x68, LENGTH_LEAST = 4, LENGTH_MOST = 253, HEAD = 2, FRAME_HEAD = 6 };
enum { FORMAT_I = 0, FORMAT_S = 1, FORMAT_U = 3 };
enum { SEQUENCE = 0x80, COUNT = 0x7f, TEST = 0x80, NEGATIVE = 0x40, CAUSE = 0x3f };
enum { UNIT_LEAST = 6, ADDRESS = 3, TYPE_PRIVATE = 127 };

static int
format_of(uint8_t control)
{
    return control & 1 ? control & 3 : FORMAT_I;
}

/* Of the control field of format U one bit of six is set, section 5.1. */
static bool
is_control(const uint8_t control[4])
{
    uint8_t which = control[0] & ~3;

    switch (format_of(control[0])) {
    case FORMAT_I: return !(control[2] & 1);
    case FORMAT_S: return control[0] == FORMAT_S && !control[1] && !(control[2] & 1);
    default: return which && !(which & (which - 1)) && !control[1] && !control[2] && !control[3];
    }
}

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const uint8_t *at = bytes.data;

    (void)context;
    if ((bytes.len > 0 && at[0] != START) ||
        (bytes.len > 1 && (at[1] < LENGTH_LEAST || at[1] > LENGTH_MOST)))
        return NC_NO;
    if (bytes.len < FRAME_HEAD)
        return NC_MORE;
    if (!is_control(at + HEAD))
        return NC_NO;
    if (format_of(at[HEAD]) != FORMAT_I)
        return at[1] == LENGTH_LEAST ? NC_YES : NC_NO;
    return at[1] >= LENGTH_LEAST + UNIT_LEAST ? NC_YES : NC_NO;
}

/* That type and cause are none that there are tells little more: both bytes have many. */
static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    return is->by_port ? begins(NULL, nc_rest(first)) : NC_NO;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    (void)context;
    nc_skip(ahead, 1);
    return HEAD + (size_t)nc_u8(ahead);
}

/* Bytes of an element by the type, IEC 60870-5-101 section 7.3; 0: there is no such type, or the
 * size varies. */
enum { NOTHING = 255 };
static const uint8_t elements[TYPE_PRIVATE + 1] = {
    [1] = 1, 4, 1, 4, 2, 5, 5, 8, 3, 6, 3, 6, 5, 8, 5, 8, 6, 7, 7, 5, 2,
    [30] = 8, 8, 9, 12, 10, 10, 12, 12, 10, 11, 11,
    [45] = 1, 1, 1, 3, 3, 5, 4,
    [58] = 8, 8, 8, 10, 10, 12, 11,
    [70] = 1,
    [100] = 1, 1, NOTHING, 7, 2, 1, 2, 9,
    [110] = 3, 3, 5, 1,
    [120] = 6, 7, 4, 5, 4, 0, 13,
};

/* How a value is written, section 7.2.6. */
enum form { NO_VALUE, SINGLE, DOUBLE, STEP, BITS, NORMAL, SCALED, SHORT, TOTAL };
enum { NORMAL_ALONE = 21, BITS_COMMAND = 51, BITS_COMMAND_TIMED = 64 }; /* without a quality */
static const uint8_t forms[TYPE_PRIVATE + 1] = {
    [1] = SINGLE, SINGLE, DOUBLE, DOUBLE, STEP, STEP, BITS, BITS, NORMAL, NORMAL, SCALED, SCALED,
    SHORT, SHORT, TOTAL, TOTAL,
    [NORMAL_ALONE] = NORMAL,
    [30] = SINGLE, DOUBLE, STEP, BITS, NORMAL, SCALED, SHORT, TOTAL,
    [45] = SINGLE, DOUBLE, DOUBLE, NORMAL, SCALED, SHORT, BITS,
    [58] = SINGLE, DOUBLE, DOUBLE, NORMAL, SCALED, SHORT, BITS,
};

static double
read_short(struct nc_cursor *in)
{
    uint32_t bits = nc_u32_le(in);
    float number;

    memcpy(&number, &bits, sizeof number);
    return number;
}

static double
read_number(struct nc_cursor *in, enum form form)
{
    switch (form) {
    case STEP: return ((nc_u8(in) & 0x7f) ^ 0x40) - 0x40; /* seven bits with a sign */
    case BITS: return nc_u32_le(in);
    case NORMAL: return (int16_t)nc_u16_le(in) / 32768.0;
    case SCALED: return (int16_t)nc_u16_le(in);
    case SHORT: return read_short(in);
    case TOTAL: return (int32_t)nc_u32_le(in);
    default: return 0;
    }
}

/* Of one bit or two, the quality is the rest of their byte. */
static void
read_value(struct nc_cursor in, int32_t type, Types__IEC104Object *object)
{
    enum form form = forms[type];
    int mask = form == SINGLE ? 1 : 3;

    if (form == SINGLE || form == DOUBLE) {
        object->quality = nc_u8(&in);
        object->value = object->quality & mask;
        object->quality &= ~mask;
    } else if (form != NO_VALUE) {
        object->value = read_number(&in, form);
        if (type != NORMAL_ALONE && type != BITS_COMMAND && type != BITS_COMMAND_TIMED)
            object->quality = nc_u8(&in);
    }
}

static bool
is_size(int32_t type, size_t size)
{
    uint8_t wanted = elements[type];

    return !wanted || size == (wanted == NOTHING ? 0 : wanted);
}

/* All of a unit have the same size, also where the type is not known. */
static void
read_objects(struct nc_packet *pkt, struct nc_cursor *in, Types__IEC104 *iec)
{
    size_t count = (size_t)iec->count, each;
    uint32_t address = 0;

    if (!count)
        return;
    if (iec->sequence)
        address = (uint32_t)nc_uint_le(in, ADDRESS);
    each = nc_left(in) / count;
    nc_require(in, nc_left(in) % count == 0, "objects of different sizes");
    nc_require(in, iec->sequence || each >= ADDRESS, "less than an address for each object");
    each -= iec->sequence ? 0 : ADDRESS;
    nc_require(in, is_size(iec->typeid_, each), "objects of another size than their type's");
    for (size_t i = 0; i < count && nc_ok(in); i++) {
        Types__IEC104Object *object = nc_new(pkt, types__iec104_object);
        struct nc_cursor element;

        object->address = iec->sequence ? address + (uint32_t)i : (uint32_t)nc_uint_le(in, ADDRESS);
        element = nc_slice(in, each);
        object->element = nc_rest(&element);
        read_value(element, iec->typeid_, object);
        nc_push(pkt, iec, objects, object);
    }
}

static void
read_unit(struct nc_packet *pkt, struct nc_cursor *in, Types__IEC104 *iec)
{
    uint8_t qualifier, cause;

    iec->typeid_ = nc_u8(in);
    qualifier = nc_u8(in);
    cause = nc_u8(in);
    iec->originator = nc_u8(in);
    iec->commonaddress = nc_u16_le(in);
    iec->sequence = (qualifier & SEQUENCE) != 0;
    iec->count = qualifier & COUNT;
    iec->cause = cause & CAUSE;
    iec->negative = (cause & NEGATIVE) != 0;
    iec->test = (cause & TEST) != 0;
    if (iec->typeid_ <= TYPE_PRIVATE)
        read_objects(pkt, in, iec);
    if (!nc_ok(in))
        nc_malformed(pkt, nc_reason(in));
}

static void
read_frame(struct nc_packet *pkt, struct nc_cursor *in, Types__IEC104 *iec)
{
    uint16_t first, second;

    nc_skip(in, 1);
    iec->length = nc_u8(in);
    first = nc_u16_le(in);
    second = nc_u16_le(in);
    iec->format = format_of(first & 0xff);
    if (iec->format == FORMAT_U)
        iec->control = first & ~3;
    else
        iec->receivesequence = second >> 1;
    if (iec->format != FORMAT_I)
        return;
    iec->sendsequence = first >> 1;
    read_unit(pkt, in, iec);
}

struct state {
    struct nc_reader side[2];
};

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    struct nc_reader *reader = &((struct state *)state)->side[is->side];
    struct nc_cursor frame = nc_read_message(pkt, is, in, reader, &framing, NULL);
    Types__IEC104 *iec;

    if (!nc_ok(&frame))
        return;
    iec = nc_new(pkt, types__iec104);
    read_frame(pkt, &frame, iec);
    ENDS_REPORT(pkt, is, is->side, iec);
    nc_write(pkt, iec, is->time);
}

NC_SCHEMA(iec104);

NC_PLUGIN(iec104,
    .name       = "IEC104",
    .about      = "Telecontrol of IEC 60870-5-104",
    .type       = TYPES__TYPE__NC_IEC104,
    .record     = &types__iec104__descriptor,
    .schema     = &iec104_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 2404)),
    .probe      = probe,
    .stream     = stream,
    .state_size = sizeof(struct state));
