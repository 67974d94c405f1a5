/* SPDX-License-Identifier: Apache-2.0 */
/* Performatives of AMQP 1.0, OASIS amqp-core-transport-v1.0 section 2.7, and of its SASL,
 * amqp-core-security-v1.0 section 5.3.3: lists, encoded as amqp-core-types-v1.0 section 1.2 has
 * them. */
#include "amqp.h"

enum { SMALL_ULONG = 0x53, ULONG = 0x80, LIST_0 = 0x45, LIST_8 = 0xc0, LIST_32 = 0xd0,
       ARRAY_8 = 0xe0, ARRAY_32 = 0xf0, DESCRIBED = 0, TRANSFER = 0x14, ERROR = 0x1d, SASL = 1,
       NESTED_MOST = 16 };

/* Elements of the list as letters: - is passed over, the others are members of the record. */
static const struct performative {
    uint8_t type, code;
    const char *name, *elements;
} performatives[] = {
    { 0, 0x10, "open", "IVFc-" }, { 0, 0x11, "begin", "" }, { 0, 0x12, "attach", "L" },
    { 0, 0x13, "flow", "" }, { 0, 0x14, "transfer", "" }, { 0, 0x15, "disposition", "" },
    { 0, 0x16, "detach", "--E" }, { 0, 0x17, "end", "E" }, { 0, 0x18, "close", "E" },
    { SASL, 0x40, "sasl-mechanisms", "M" }, { SASL, 0x41, "sasl-init", "MRV" },
    { SASL, 0x42, "sasl-challenge", "" }, { SASL, 0x43, "sasl-response", "R" },
    { SASL, 0x44, "sasl-outcome", "O" }
};

static const struct performative *
find(uint8_t type, uint64_t code)
{
    for (size_t i = 0; i < sizeof performatives / sizeof *performatives; i++)
        if (performatives[i].type == type && performatives[i].code == code)
            return &performatives[i];
    return NULL;
}

bool
amqp_is_performative(uint8_t type, uint64_t code)
{
    return find(type, code) != NULL;
}

/* A value of whatever type: its code and its bytes, without the size that some have before them. */
struct value {
    uint8_t code;
    struct nc_cursor bytes;
};

static struct value
read_plain(struct nc_cursor *in, uint8_t code)
{
    struct value value = { .code = code };
    size_t size = 0;

    switch (code >> 4) {
    case 4: break;
    case 5: size = 1; break;
    case 6: size = 2; break;
    case 7: size = 4; break;
    case 8: size = 8; break;
    case 9: size = 16; break;
    case 0xa: case 0xc: case 0xe: size = nc_u8(in); break;
    case 0xb: case 0xd: case 0xf: size = nc_u32(in); break;
    default: nc_fail(in, "value of unknown type");
    }
    value.bytes = nc_slice(in, size);
    return value;
}

/* What says of a value what it is: 0 where that is no number. */
static uint64_t
read_descriptor(struct nc_cursor *in)
{
    struct value number;

    nc_require(in, nc_u8(in) == DESCRIBED, "value without a descriptor");
    number = read_plain(in, nc_u8(in));
    return number.code == SMALL_ULONG || number.code == ULONG
               ? nc_uint(&number.bytes, nc_left(&number.bytes)) : 0;
}

/* Descriptors before it are told by the last one of them. */
static struct value
read_value(struct nc_cursor *in, uint64_t *descriptor)
{
    for (int i = 0; nc_left(in) && nc_peek(in) == DESCRIBED && i < NESTED_MOST; i++)
        *descriptor = read_descriptor(in);
    return read_plain(in, nc_u8(in));
}

static struct value
read_element(struct nc_cursor *in)
{
    uint64_t descriptor = 0;

    return read_value(in, &descriptor);
}

/* Its elements: how many, and the cursor at the first one; 0 when it is no list. */
static uint32_t
open_list(struct value *value)
{
    switch (value->code) {
    case LIST_8: return nc_u8(&value->bytes);
    case LIST_32: return nc_u32(&value->bytes);
    default: return 0;
    }
}

/* Bytes, text or a symbol. */
static ProtobufCBinaryData
text_of(const struct value *value)
{
    bool is_text = value->code >> 4 == 0xa || value->code >> 4 == 0xb;

    return is_text ? nc_rest(&value->bytes) : (ProtobufCBinaryData){ 0, NULL };
}

static uint32_t
number_of(struct value *value)
{
    size_t size = nc_left(&value->bytes);

    return size == 1 || size == 2 || size == 4 ? (uint32_t)nc_uint(&value->bytes, size) : 0;
}

/* One symbol, or an array of them: a count, the type that all have, and their texts. */
static void
read_mechanisms(struct nc_packet *pkt, struct nc_cursor *in, struct value *value, Types__AMQP *amqp)
{
    struct nc_cursor *array = &value->bytes;
    uint32_t n;
    uint8_t code;

    if (value->code != ARRAY_8 && value->code != ARRAY_32) {
        amqp_tell_mechanisms(pkt, text_of(value), amqp);
        return;
    }
    n = value->code == ARRAY_8 ? nc_u8(array) : nc_u32(array);
    code = n ? nc_u8(array) : 0;
    for (uint32_t i = 0; i < n && nc_left(array); i++) {
        struct value symbol = read_plain(array, code);

        amqp_tell_mechanisms(pkt, text_of(&symbol), amqp);
        if (!nc_left(&symbol.bytes)) /* an array of nothing could be without end */
            break;
    }
    nc_require(in, nc_ok(array), nc_reason(array));
}

static void
read_response(struct nc_packet *pkt, const struct value *value, Types__AMQP *amqp)
{
    if (amqp->n_mechanisms && strcmp(amqp->mechanisms[0], "PLAIN") == 0)
        amqp_tell_plain(pkt, text_of(value), amqp);
    else
        amqp->password = nc_secret(pkt, text_of(value));
}

/* Section 2.8.14: a symbol and a sentence. */
static void
read_error(struct nc_packet *pkt, struct nc_cursor *in, Types__AMQP *amqp)
{
    uint64_t descriptor = 0;
    struct value error = read_value(in, &descriptor), part;
    uint32_t n = descriptor == ERROR ? open_list(&error) : 0;

    for (uint32_t i = 0; i < n && i < 2; i++) {
        part = read_element(&error.bytes);
        if (i == 0)
            amqp->condition = nc_text(pkt, text_of(&part));
        else
            amqp->replytext = nc_text(pkt, text_of(&part));
    }
    nc_require(in, nc_ok(&error.bytes), nc_reason(&error.bytes));
}

static void
read_member(struct nc_packet *pkt, struct nc_cursor *in, char kind, Types__AMQP *amqp)
{
    struct value value;

    if (kind == 'E') {
        read_error(pkt, in, amqp);
        return;
    }
    value = read_element(in);
    switch (kind) {
    case 'I': amqp->containerid = nc_text(pkt, text_of(&value)); break;
    case 'V': amqp->virtualhost = nc_text(pkt, text_of(&value)); break;
    case 'L': amqp->link = nc_text(pkt, text_of(&value)); break;
    case 'F': amqp->framemax = number_of(&value); break;
    case 'c': amqp->channelmax = number_of(&value); break;
    case 'O': amqp->replycode = number_of(&value); break;
    case 'M': read_mechanisms(pkt, in, &value, amqp); break;
    case 'R': read_response(pkt, &value, amqp); break;
    }
}

void
amqp_read_performative(struct nc_packet *pkt, struct nc_cursor *in, uint8_t type, Types__AMQP *amqp)
{
    const struct performative *performative = find(type, read_descriptor(in));
    struct value list = { .code = LIST_0 };
    uint32_t n;
    const char *kind;

    nc_require(in, performative != NULL, "performative that does not exist");
    if (performative && performative->code != TRANSFER) /* which has its descriptor alone here */
        list = read_plain(in, nc_u8(in));
    nc_require(in, list.code == LIST_0 || list.code == LIST_8 || list.code == LIST_32,
               "performative that is no list");
    if (!nc_ok(in))
        return;
    n = open_list(&list);
    amqp->kind = (char *)(type == SASL ? "sasl" : "performative");
    amqp->methodid = performative->code;
    amqp->method = (char *)performative->name;
    for (kind = performative->elements; *kind && n && nc_ok(&list.bytes); kind++, n--)
        read_member(pkt, &list.bytes, *kind, amqp);
    nc_require(in, nc_ok(&list.bytes), nc_reason(&list.bytes));
}
