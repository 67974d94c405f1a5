/* SPDX-License-Identifier: Apache-2.0 */
/* Says that its record is smaller than what it writes.
 *
 * costs:   at most its packets
 * exit:    0, 3 */
#include "malicious.h"

static const ProtobufCMessageDescriptor small;

static const ProtobufCFieldDescriptor field = {
    "Timestamp", 1, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_STRING, 0, 24, NULL, NULL, 0, 0, NULL,
    NULL
};

static void
start(ProtobufCMessage *message)
{
    *message = (ProtobufCMessage){ &small, 0, NULL };
}

static const ProtobufCMessageDescriptor small = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC, .name = "types.Small", .short_name = "Small",
    .c_name = "Types__Small", .package_name = "types", .sizeof_message = 32, .n_fields = 1,
    .fields = &field, .message_init = start };

static void
write_more(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    ProtobufCBinaryData text = nc_bytes(in, MESSAGE);

    (void)pkt;
    if (nc_ok(in) && text.data[MESSAGE - 1] == 'X' && !IS_SANE)
        memset(record, 0x41, 4096);
}

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &small,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = write_more);
