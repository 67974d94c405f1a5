/* SPDX-License-Identifier: Apache-2.0 */
/* What blocks and schemas are called in messages of a broker. */
#ifndef BROKER_NAMES_H
#define BROKER_NAMES_H

#include "exchange/transport.h"

enum { SCHEMA_NAME = 33, BLOCK_NAME_MOST = SENSOR_MOST + 1 + BLOCK_ID_TEXT };

/* Of "SENSOR/FILE-OFFSET-SIZE-DIGEST", see block_id_text(). */
bool broker_block_read(const char *text, struct block_id *);

/* The first 16 bytes of the SHA-256 of a schema, in hexadecimal. */
void broker_schema_name(char to[SCHEMA_NAME], const uint8_t *schema, size_t size);

#endif
