/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/record_check.h"

#include "dissect/mend.h"
#include "kit/places.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

struct checking {
    const struct nc_packet *pkt;
    const uint8_t *bytes, *end;
    char *why;
    int depth;
};

static bool check_message(struct checking *, const ProtobufCMessage *);

static bool
is_within(const uint8_t *at, size_t size, const uint8_t *from, const uint8_t *to)
{
    return at >= from && at <= to && size <= (size_t)(to - at);
}

/* Where the record may not lead, in words; NULL: it may lead there. */
static const char *
wrong_place(const struct checking *c, const void *at, size_t size)
{
    const uint8_t *arena = c->pkt->arena;
    enum place place;

    if (is_within(at, size, arena, c->pkt->scratch + NC_ALLOC_MAX) ||
        is_within(at, size, c->bytes, c->end))
        return NULL;
    place = place_of(at, size);
    if (place == PLACE_NOWHERE) { /* there may be more by now */
        places_look();
        place = place_of(at, size);
    }
    switch (place) {
    case PLACE_CONSTANT: return NULL;
    case PLACE_STACK: return "the stack of a function that has returned";
    case PLACE_VARIABLE: return "a variable of the plugin";
    case PLACE_HEAP: return "memory that is not the packet's";
    default: return "memory that is nobody's";
    }
}

static bool
fail(const struct checking *c, const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f,
     const char *what, const char *where, const char *hint)
{
    snprintf(c->why, RECORD_CHECK_TEXT, "%s.%s %s%s: %s", m->descriptor->short_name, f->name, what,
             where, hint);
    return false;
}

static bool
check_place(const struct checking *c, const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f,
            const void *at, size_t size)
{
    const char *wrong = at ? wrong_place(c, at, size) : NULL;

    return !wrong || fail(c, m, f, "points into ", wrong,
                          "take memory from the packet, with nc_alloc(), nc_new() or nc_text()");
}

static size_t
element_size(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: return 8;
    default: return 4;
    }
}

static bool
check_element(struct checking *c, const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f,
              const uint8_t *at)
{
    const ProtobufCBinaryData *data = (const void *)at;
    const void *to = NULL;

    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return !data->len || check_place(c, m, f, data->data, data->len);
    if (f->type != PROTOBUF_C_TYPE_STRING && f->type != PROTOBUF_C_TYPE_MESSAGE)
        return true;
    memcpy(&to, at, sizeof to);
    if (!to)
        return true;
    if (!check_place(c, m, f, to, 1))
        return false;
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        return check_message(c, to);
    return !mend_is_wanted(to, strlen(to)) ||
           fail(c, m, f, "has text that is not UTF-8", "",
                "make it with nc_text(), or declare the field as bytes");
}

static bool
check_list(struct checking *c, const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f)
{
    const uint8_t *message = (const uint8_t *)m, *list;
    size_t size = element_size(f->type), n;

    memcpy(&n, message + f->quantifier_offset, sizeof n);
    memcpy(&list, message + f->offset, sizeof list);
    if (n && (n > SIZE_MAX / size || !list || !check_place(c, m, f, list, n * size)))
        return list && n <= SIZE_MAX / size ? false
                                            : fail(c, m, f, "says it has elements and has none", "",
                                                   "add them with nc_add() or nc_push()");
    for (size_t i = 0; i < n; i++)
        if (!check_element(c, m, f, list + i * size))
            return false;
    return true;
}

static bool
check_message(struct checking *c, const ProtobufCMessage *m)
{
    bool sound = true;

    if (++c->depth > DEPTH_MAX)
        return false;
    for (unsigned i = 0; sound && i < m->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];

        if (f->label == PROTOBUF_C_LABEL_REPEATED)
            sound = check_list(c, m, f);
        else if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)) /* of which only one is there */
            sound = check_element(c, m, f, (const uint8_t *)m + f->offset);
    }
    c->depth--;
    return sound;
}

bool
record_check(const struct nc_packet *pkt, const void *record, const uint8_t *bytes, size_t size,
             char why[RECORD_CHECK_TEXT])
{
    struct checking c = { pkt, bytes, bytes + size, why, 0 };

    snprintf(why, RECORD_CHECK_TEXT, "nests messages more than %d deep: give it fewer", DEPTH_MAX);
    return check_message(&c, record);
}
