/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of a file as its footer has them. */
#ifndef PARQUET_FOOTER_SCHEMA_H
#define PARQUET_FOOTER_SCHEMA_H

#include "parquet/shape.h"
#include "parquet/thrift.h"

/* As a list of SchemaElement, the record first. */
void footer_schema_put(struct thrift *, unsigned field, const struct shape *, const char *record,
                       bool microseconds);

/* A column's way from the record, as a list of names. */
void footer_schema_put_path(struct thrift *, unsigned field, const struct shape *, uint32_t leaf);

#endif
