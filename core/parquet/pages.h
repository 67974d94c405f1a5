/* SPDX-License-Identifier: Apache-2.0 */
/* A page: its header and its bytes, compressed (parquet.thrift, PageHeader). */
#ifndef PARQUET_PAGES_H
#define PARQUET_PAGES_H

#include "formats/file_format.h"
#include "parquet/parquet_format.h"

struct pages {
    struct textbuf *to;
    struct compression compression;
    void *zstd; /* made when it is first wanted */
    struct textbuf packed;
};

struct page {
    enum parquet_page type;
    enum parquet_encoding encoding; /* of its values */
    size_t n_entries;               /* with those that are null */
    const struct textbuf *bytes;
};

enum parquet_codec pages_codec(enum compression_kind);

/* Bytes of it if it were not compressed, with the header. */
size_t pages_put(struct pages *, const struct page *);
void pages_free(struct pages *);

#endif
