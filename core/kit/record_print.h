/* SPDX-License-Identifier: Apache-2.0 */
/* A record as its plugin made it, a field a line. */
#ifndef RECORD_PRINT_H
#define RECORD_PRINT_H

#include <protobuf-c/protobuf-c.h>
#include <stdio.h>

/* What is not set is left out; texts and bytes are cut where they are long. */
void record_print(const ProtobufCMessage *, int indent, FILE *to);

#endif
