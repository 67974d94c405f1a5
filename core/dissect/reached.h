/* SPDX-License-Identifier: Apache-2.0 */
/* All messages and enums that a record is made of, by the code of its plugin. */
#ifndef REACHED_H
#define REACHED_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

struct reached {
    const ProtobufCMessageDescriptor **messages; /* the record first, each once */
    const ProtobufCEnumDescriptor **enums;
    size_t n_messages, n_enums;
};

void reached_from(struct reached *, const ProtobufCMessageDescriptor *record);
void reached_free(struct reached *);

/* FieldDescriptorProto.Type of a member. */
int reached_type_number(const ProtobufCFieldDescriptor *);

/* Of a message or enum that a member is of, in full. */
const char *reached_type_name(const ProtobufCFieldDescriptor *);

#endif
