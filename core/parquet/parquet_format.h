/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of parquet.thrift, of the format's version 2, as far as they are written here.
 *
 * A file is "PAR1", row groups, FileMetaData, its length in four bytes, "PAR1".  A row group has a
 * chunk for each column, a chunk a page with its dictionary and pages of data. */
#ifndef PARQUET_FORMAT_H
#define PARQUET_FORMAT_H

#define PARQUET_MAGIC "PAR1"

/* enum Type: what a column's values are. */
enum parquet_type {
    PARQUET_BOOLEAN = 0,
    PARQUET_INT32 = 1,
    PARQUET_INT64 = 2,
    PARQUET_FLOAT = 4,
    PARQUET_DOUBLE = 5,
    PARQUET_BYTE_ARRAY = 6,
};

/* enum FieldRepetitionType */
enum parquet_repetition { PARQUET_REQUIRED, PARQUET_OPTIONAL, PARQUET_REPEATED };

/* enum Encoding */
enum parquet_encoding { PARQUET_PLAIN = 0, PARQUET_RLE = 3, PARQUET_RLE_DICTIONARY = 8 };

/* enum CompressionCodec */
enum parquet_codec { PARQUET_UNCOMPRESSED = 0, PARQUET_GZIP = 2, PARQUET_ZSTD = 6 };

/* enum PageType */
enum parquet_page { PARQUET_DATA_PAGE = 0, PARQUET_DICTIONARY_PAGE = 2 };

/* enum ConvertedType: what older readers go by instead of the logical type. */
enum parquet_converted {
    PARQUET_UTF8 = 0,
    PARQUET_CONVERTED_LIST = 3,
    PARQUET_TIMESTAMP_MICROS = 10,
    PARQUET_UINT_16 = 12,
    PARQUET_UINT_32 = 13,
    PARQUET_UINT_64 = 14,
    PARQUET_INT_32 = 17,
    PARQUET_INT_64 = 18,
    PARQUET_CONVERTED_JSON = 19,
};

/* The members of union LogicalType. */
enum parquet_logical {
    PARQUET_STRING = 1,
    PARQUET_LIST = 3,
    PARQUET_TIMESTAMP = 8,
    PARQUET_INTEGER = 10,
    PARQUET_JSON = 12,
};

/* The members of union TimeUnit. */
enum parquet_unit { PARQUET_MICROS = 2, PARQUET_NANOS = 3 };

#endif
