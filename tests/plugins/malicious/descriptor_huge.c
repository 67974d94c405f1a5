/* SPDX-License-Identifier: Apache-2.0 */
/* Has a record of a thousand million fields.
 *
 * costs:   the run
 * says:    hostile\.so: crashed|.*
 * exit:    4 */
#include "malicious.h"

static const ProtobufCFieldDescriptor field = {
    "Timestamp", 1, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_STRING, 0, 24, NULL, NULL, 0, 0, NULL,
    NULL
};

static const ProtobufCMessageDescriptor huge = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC, .name = "types.Huge", .short_name = "Huge",
    .c_name = "Types__Huge", .package_name = "types", .sizeof_message = 64,
    .n_fields = 1000000000, .fields = &field };

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &huge,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
