/* SPDX-License-Identifier: Apache-2.0 */
/* Records with a text field more than their schema has. */
#ifndef ADDED_FIELD_H
#define ADDED_FIELD_H

#include "base/textbuf.h"
#include "base/wire.h"
#include "schema/schema.h"

/* Where the numbers of added fields begin: far above those that records have of their own or will
 * get, in the range that descriptor.proto leaves to whoever uses it. */
enum { ADDED_FIELD_FIRST = 50000 };

/* The first number from there on that the record does not use. */
uint32_t added_field_number(const struct schema_message *record);

/* A FileDescriptorSet with one more optional string in the record of this full name, with its
 * comment; false when the record is not declared in a file of it by itself. */
bool added_field_schema(struct textbuf *to, struct wire descriptors, const char *record,
                        const char *name, uint32_t number, const char *comment);

/* The record with the text behind; one without text does not have the field. */
void added_field_put(struct textbuf *to, const uint8_t *record, size_t size, uint32_t number,
                     const char *text);

#endif
