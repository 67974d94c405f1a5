/* SPDX-License-Identifier: Apache-2.0 */
/* The schema of a record as every protobuf library reads it: a FileDescriptorSet. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

/* Serialized; the caller frees it. */
uint8_t *descriptors_of(const ProtobufCMessageDescriptor *, size_t *size);

#endif
