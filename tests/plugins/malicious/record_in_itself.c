/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a record that holds itself, as deep as one looks.
 *
 * costs:   at most its packets
 * exit:    0, 3 */
#include "malicious.h"

static const ProtobufCMessageDescriptor endless;

static const ProtobufCFieldDescriptor fields[] = {
    { "Timestamp", 1, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_STRING, 0, 24, NULL, NULL, 0, 0,
      NULL, NULL },
    { "Self", 2, PROTOBUF_C_LABEL_OPTIONAL, PROTOBUF_C_TYPE_MESSAGE, 0, 32, &endless, NULL, 0, 0,
      NULL, NULL },
};

static void
start(ProtobufCMessage *message)
{
    *message = (ProtobufCMessage){ &endless, 0, NULL };
}

static const ProtobufCMessageDescriptor endless = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC, .name = "types.Endless",
    .short_name = "Endless", .c_name = "Types__Endless", .package_name = "types",
    .sizeof_message = 64, .n_fields = 2, .fields = fields,
    .message_init = start };

static void
hold_itself(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    ProtobufCBinaryData text = nc_bytes(in, MESSAGE);

    (void)pkt;
    if (nc_ok(in) && text.data[MESSAGE - 1] == 'X' && !IS_SANE)
        *(void **)((uint8_t *)record + 32) = record;
}

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &endless,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = hold_itself);
