/* SPDX-License-Identifier: Apache-2.0 */
/* The schema that a plugin brings, made by protoc-c: of its record, with the comments that say what
 * its fields mean. */
#ifndef GIVEN_SCHEMA_H
#define GIVEN_SCHEMA_H

#include <netcap/plugin.h>

/* Far above any schema of one record. */
enum { GIVEN_SCHEMA_MOST = 1 << 20 };

/* As it goes into files: with the comments on what the record is made of, without those on other
 * things and without where they stood.  NULL when it does not say of the record what the plugin's
 * code does; why then says what is wrong.  The caller frees it. */
uint8_t *given_schema_taken(const struct nc_schema *, const ProtobufCMessageDescriptor *record,
                            size_t *size, char *why, size_t why_size);

#endif
