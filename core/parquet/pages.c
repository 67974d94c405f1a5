/* SPDX-License-Identifier: Apache-2.0 */
#include "parquet/pages.h"

#include "base/compress.h"
#include "base/memory.h"
#include "parquet/thrift.h"

#include <zstd.h>

enum parquet_codec
pages_codec(enum compression_kind kind)
{
    static const enum parquet_codec codecs[] = { [COMPRESSION_ZSTD] = PARQUET_ZSTD,
                                                 [COMPRESSION_GZIP] = PARQUET_GZIP,
                                                 [COMPRESSION_NONE] = PARQUET_UNCOMPRESSED };

    return codecs[kind];
}

/* Room for the worst case is there: it fails only without memory. */
static void
pack_zstd(struct pages *pages, const struct textbuf *from)
{
    size_t bound = ZSTD_compressBound(from->used), size;

    if (!pages->zstd)
        pages->zstd = ZSTD_createCCtx();
    if (!pages->zstd)
        out_of_memory();
    size = ZSTD_compressCCtx(pages->zstd, textbuf_space(&pages->packed, bound), bound, from->data,
                             from->used, pages->compression.level);
    if (ZSTD_isError(size))
        out_of_memory();
    pages->packed.used = size;
}

static const struct textbuf *
pack(struct pages *pages, const struct textbuf *from)
{
    pages->packed.used = 0;
    if (pages->compression.kind == COMPRESSION_NONE)
        return from;
    if (pages->compression.kind == COMPRESSION_ZSTD)
        pack_zstd(pages, from);
    else if (!compression_put(&pages->compression, from->data, from->used, &pages->packed))
        out_of_memory();
    return &pages->packed;
}

static void
put_data_header(struct thrift *thrift, const struct page *page)
{
    thrift_struct(thrift, 5); /* DataPageHeader */
    thrift_i32(thrift, 1, (int32_t)page->n_entries);
    thrift_i32(thrift, 2, page->encoding);
    thrift_i32(thrift, 3, PARQUET_RLE); /* of definition levels */
    thrift_i32(thrift, 4, PARQUET_RLE); /* of repetition levels */
    thrift_end(thrift);
}

static void
put_dictionary_header(struct thrift *thrift, const struct page *page)
{
    thrift_struct(thrift, 7); /* DictionaryPageHeader */
    thrift_i32(thrift, 1, (int32_t)page->n_entries);
    thrift_i32(thrift, 2, page->encoding);
    thrift_end(thrift);
}

size_t
pages_put(struct pages *pages, const struct page *page)
{
    const struct textbuf *packed = pack(pages, page->bytes);
    size_t from = pages->to->used, header;
    struct thrift thrift = thrift_begin(pages->to);

    thrift_i32(&thrift, 1, page->type);
    thrift_i32(&thrift, 2, (int32_t)page->bytes->used);
    thrift_i32(&thrift, 3, (int32_t)packed->used);
    thrift_i32(&thrift, 4, (int32_t)compress_checksum((const uint8_t *)packed->data, packed->used));
    if (page->type == PARQUET_DATA_PAGE)
        put_data_header(&thrift, page);
    else
        put_dictionary_header(&thrift, page);
    thrift_end(&thrift);
    header = pages->to->used - from;
    text_bytes(pages->to, packed->data, packed->used);
    return header + page->bytes->used;
}

void
pages_free(struct pages *pages)
{
    ZSTD_freeCCtx(pages->zstd);
    textbuf_free(&pages->packed);
}
