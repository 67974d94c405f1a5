/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what was written can be read. */
#ifndef READABLE_H
#define READABLE_H

#include <protobuf-c/protobuf-c.h>

/* What is wrong with an encoded record, a length and a message of that length all of whose texts
 * are UTF-8: one sentence, good until the next call; NULL: nothing. */
const char *unreadable(const ProtobufCMessageDescriptor *, const uint8_t *bytes, size_t size);

#endif
