/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/encoder.h"

#include "base/memory.h"
#include "dissect/joins.h"

#include <stdlib.h>
#include <string.h>

/* Of that name there may be something else, which is its plugin's: only what has the members that
 * are filled in is filled in. */
static bool
is_context(const ProtobufCFieldDescriptor *f)
{
    const ProtobufCMessageDescriptor *message = f->descriptor;

    return f->type == PROTOBUF_C_TYPE_MESSAGE && strcmp(f->name, "Context") == 0 &&
           strcmp(message->short_name, "PacketContext") == 0 && has_ends(message);
}

/* The members the core fills in itself stand in the outermost message only. */
static enum encoder_action
action_of(const ProtobufCFieldDescriptor *f, bool outermost)
{
    if (f->label == PROTOBUF_C_LABEL_REPEATED)
        return PUT_REPEATED;
    if (outermost && f->type == PROTOBUF_C_TYPE_STRING && strcmp(f->name, "Timestamp") == 0)
        return PUT_TIMESTAMP;
    if (outermost && is_context(f))
        return PUT_CONTEXT;
    if (f->label != PROTOBUF_C_LABEL_NONE || (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
        return PUT_OTHER;
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_ENUM: return PUT_INT32;
    case PROTOBUF_C_TYPE_UINT32: return PUT_UINT32;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64: return PUT_INT64;
    case PROTOBUF_C_TYPE_BOOL: return PUT_BOOL;
    case PROTOBUF_C_TYPE_DOUBLE: return PUT_DOUBLE;
    case PROTOBUF_C_TYPE_STRING: return PUT_STRING;
    case PROTOBUF_C_TYPE_BYTES: return PUT_BYTES;
    case PROTOBUF_C_TYPE_MESSAGE: return PUT_MESSAGE;
    default: return PUT_OTHER;
    }
}

static struct encoder *compile(const ProtobufCMessageDescriptor *, struct encoder *parent,
                               int depth);

static bool
compile_step(struct encoder_step *step, const ProtobufCFieldDescriptor *f, struct encoder *of,
             int depth)
{
    bool packed =
        f->label == PROTOBUF_C_LABEL_REPEATED && (f->flags & PROTOBUF_C_FIELD_FLAG_PACKED);
    unsigned wire = packed ? WIRE_BYTES : encoder_wire_type(f->type);

    *step = (struct encoder_step){
        .type = (uint8_t)f->type,
        .label = (uint8_t)f->label,
        .id = f->id,
        .offset = f->offset,
        .quantifier = f->quantifier_offset,
        .initial = f->default_value,
        .action = (uint8_t)action_of(f, !of->parent),
        .packed = packed,
        .oneof = (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0,
    };
    step->tag_length =
        (uint8_t)(wire_put_varint((uint8_t *)&step->tag, (uint64_t)f->id << 3 | wire) -
                  (uint8_t *)&step->tag);
    if (step->action <= PUT_DOUBLE)
        of->numbers += step->tag_length + sizeof(uint64_t) + 2;
    if (step->action == PUT_CONTEXT)
        of->joins = step->joins = has_joins(f->descriptor);
    if (f->type == PROTOBUF_C_TYPE_MESSAGE && step->action != PUT_CONTEXT) {
        step->sub = compile(f->descriptor, of, depth + 1);
        return step->sub != NULL;
    }
    return true;
}

static struct encoder *
compile(const ProtobufCMessageDescriptor *descriptor, struct encoder *parent, int depth)
{
    struct encoder *e;

    for (e = parent; e && e->parent; e = e->parent) /* the outermost differs: see action_of() */
        if (e->descriptor == descriptor)
            return e;
    if (depth > ENCODER_DEPTH_MAX || descriptor->n_fields > ENCODER_FIELDS_MAX)
        return NULL;
    e = need(1, sizeof *e + descriptor->n_fields * sizeof e->steps[0]);
    e->descriptor = descriptor;
    e->parent = parent;
    for (unsigned i = 0; i < descriptor->n_fields; i++, e->n_steps++)
        if (!compile_step(&e->steps[i], &descriptor->fields[i], e, depth)) {
            encoder_free(e);
            return NULL;
        }
    return e;
}

struct encoder *
encoder_compile(const ProtobufCMessageDescriptor *descriptor)
{
    return compile(descriptor, NULL, 0);
}

void
encoder_free(struct encoder *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->n_steps; i++)
        if (e->steps[i].sub && e->steps[i].sub->parent == e)
            encoder_free(e->steps[i].sub);
    free(e);
}
