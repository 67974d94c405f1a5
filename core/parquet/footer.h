/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a Parquet file: what is in it and where (parquet.thrift, FileMetaData). */
#ifndef PARQUET_FOOTER_H
#define PARQUET_FOOTER_H

#include "formats/file_format.h"
#include "parquet/chunk.h"
#include "parquet/shape.h"

/* Of a row group, before the notes of its chunks. */
struct group_note {
    uint64_t n_rows;
    uint64_t size; /* of its bytes; the next one begins behind them */
};

/* notes: of all row groups in order. */
void footer_put(struct textbuf *to, const struct file_plan *, const struct shape *,
                const struct textbuf *notes);

#endif
