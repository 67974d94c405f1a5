/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/joins.h"

#include "base/keyhash.h"
#include "base/wire.h"

#include <netcap/context.pb-c.h>
#include <string.h>

/* Numbers of PacketContext. */
enum {
    CONNECTION_ID = 1000,
    COMMUNITY_ID,
    PACKET_NUMBER,
    DEPTH,
    TAG,
    OUTER_TAG,
    TUNNEL,
    TUNNEL_ID,
};

/* Whether it has a member that another has. */
static bool
has_member(const ProtobufCMessageDescriptor *of, const ProtobufCFieldDescriptor *member)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(of, member->name);

    return f && f->id == member->id && f->type == member->type &&
           f->label != PROTOBUF_C_LABEL_REPEATED;
}

/* Those of ours whose numbers are these. */
static bool
has_members(const ProtobufCMessageDescriptor *of, uint32_t from, uint32_t upto)
{
    const ProtobufCMessageDescriptor *ours = &types__packet_context__descriptor;

    for (unsigned i = 0; i < ours->n_fields; i++)
        if (ours->fields[i].id >= from && ours->fields[i].id <= upto &&
            !has_member(of, &ours->fields[i]))
            return false;
    return true;
}

bool
has_ends(const ProtobufCMessageDescriptor *context)
{
    return has_members(context, 0, CONNECTION_ID - 1);
}

bool
has_joins(const ProtobufCMessageDescriptor *context)
{
    return has_members(context, CONNECTION_ID, TUNNEL_ID);
}

static const struct joined *
ids_of(struct joins *j, const struct nc_conversation *talk)
{
    struct joined *is = &j->kept[keyhash(0, talk, sizeof *talk) % JOINS_KEPT];

    if (!*is->connection_id || memcmp(&is->talk, talk, sizeof *talk) != 0) {
        is->talk = *talk;
        nc_put_connection_id(is->connection_id, talk);
        nc_put_community_id(is->community_id, talk);
    }
    return is;
}

static uint8_t *
put_text(uint8_t *to, uint32_t number, const char *text)
{
    size_t n = strlen(text);

    if (!n)
        return to;
    to = wire_put_varint(to, (uint64_t)number << 3 | WIRE_BYTES);
    *to++ = (uint8_t)n;
    memcpy(to, text, n); /* NOLINT(bugprone-not-null-terminated-result): n stands before it */
    return to + n;
}

static uint8_t *
put_number(uint8_t *to, uint32_t number, uint64_t value)
{
    if (!value)
        return to;
    to = wire_put_varint(to, (uint64_t)number << 3 | WIRE_VARINT);
    return wire_put_varint(to, value);
}

size_t
joins_put(struct joins *j, uint8_t *to, const struct nc_ends *ends)
{
    const struct nc_place *place = &ends->talk->place;
    const struct joined *ids = ids_of(j, ends->talk);
    uint8_t *at = to;

    at = put_text(at, CONNECTION_ID, ids->connection_id);
    at = put_text(at, COMMUNITY_ID, ids->community_id);
    at = put_number(at, PACKET_NUMBER, ends->number);
    at = put_number(at, DEPTH, place->depth);
    at = put_number(at, TAG, place->tag[0]);
    at = put_number(at, OUTER_TAG, place->tag[1]);
    at = put_text(at, TUNNEL, nc_scope_text(place->tunnel_kind));
    at = put_number(at, TUNNEL_ID, place->tunnel);
    return (size_t)(at - to);
}
