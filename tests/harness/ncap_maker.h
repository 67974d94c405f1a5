/* SPDX-License-Identifier: Apache-2.0 */
/* Files of audit records made byte by byte, with an encoder that shares nothing with the reader. */
#ifndef NCAP_MAKER_H
#define NCAP_MAKER_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct bytes {
    uint8_t data[16384];
    size_t used;
};

static inline void
put_byte(struct bytes *to, unsigned byte)
{
    if (to->used < sizeof to->data)
        to->data[to->used++] = (uint8_t)byte;
}

static inline void
put_varint(struct bytes *to, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        put_byte(to, 0x80 | (unsigned)(number & 0x7f));
    put_byte(to, (unsigned)number);
}

static inline void
put_number(struct bytes *to, unsigned field, uint64_t number)
{
    put_varint(to, (uint64_t)field << 3);
    put_varint(to, number);
}

static inline void
put_fixed(struct bytes *to, unsigned field, uint64_t bits, unsigned size)
{
    put_varint(to, (uint64_t)field << 3 | (size == 8 ? 1 : 5));
    for (unsigned i = 0; i < size; i++)
        put_byte(to, (unsigned)(bits >> (8 * i)) & 0xff);
}

static inline void
put_real(struct bytes *to, unsigned field, double number)
{
    uint64_t bits;

    memcpy(&bits, &number, sizeof bits);
    put_fixed(to, field, bits, 8);
}

static inline void
put_single(struct bytes *to, unsigned field, float number)
{
    uint32_t bits;

    memcpy(&bits, &number, sizeof bits);
    put_fixed(to, field, bits, 4);
}

static inline void
put_bytes(struct bytes *to, unsigned field, const void *bytes, size_t size)
{
    put_varint(to, (uint64_t)field << 3 | 2);
    put_varint(to, size);
    for (size_t i = 0; i < size; i++)
        put_byte(to, ((const uint8_t *)bytes)[i]);
}

static inline void
put_text(struct bytes *to, unsigned field, const char *text)
{
    put_bytes(to, field, text, strlen(text));
}

static inline void
put_inside(struct bytes *to, unsigned field, const struct bytes *inside)
{
    put_bytes(to, field, inside->data, inside->used);
}

/* A message of a file: its length, then its bytes. */
static inline void
put_framed(struct bytes *to, const struct bytes *message)
{
    put_varint(to, message->used);
    for (size_t i = 0; i < message->used; i++)
        put_byte(to, message->data[i]);
}

/* A FieldDescriptorProto inside a DescriptorProto. */
static inline void
put_field(struct bytes *message, const char *name, unsigned number, unsigned type, int repeated,
          const char *type_name)
{
    struct bytes field = { .used = 0 };

    put_text(&field, 1, name);
    put_number(&field, 3, number);
    put_number(&field, 4, repeated ? 3 : 1);
    put_number(&field, 5, type);
    if (type_name)
        put_text(&field, 6, type_name);
    put_inside(message, 2, &field);
}

static inline void
put_enum_value(struct bytes *enumeration, const char *name, uint64_t number)
{
    struct bytes value = { .used = 0 };

    put_text(&value, 1, name);
    put_number(&value, 2, number);
    put_inside(enumeration, 2, &value);
}

/* One file of descriptors with this content, as a FileDescriptorSet. */
static inline void
put_schema(struct bytes *to, const struct bytes *content)
{
    struct bytes file = { .used = 0 };

    put_text(&file, 1, "made.proto");
    put_text(&file, 2, "made");
    memcpy(file.data + file.used, content->data, content->used);
    file.used += content->used;
    put_inside(to, 1, &file);
}

/* A comment in a SourceCodeInfo: 3 before, 4 behind what the path leads to. */
static inline void
put_comment(struct bytes *source, const uint8_t *path, size_t depth, unsigned where,
            const char *text)
{
    struct bytes location = { .used = 0 };

    put_bytes(&location, 1, path, depth);
    put_bytes(&location, 2, "\0\0\0", 3);
    put_text(&location, where, text);
    put_inside(source, 1, &location);
}

/* Of "made.All": a field of every type, each with its type's number; lists from 20 on. */
static const struct {
    const char *name;
    unsigned number, type;
    int repeated;
    const char *type_name;
} all_types[] = {
    { "D", 1, 1, 0, NULL },
    { "F", 2, 2, 0, NULL },
    { "I64", 3, 3, 0, NULL },
    { "U64", 4, 4, 0, NULL },
    { "I32", 5, 5, 0, NULL },
    { "X64", 6, 6, 0, NULL },
    { "X32", 7, 7, 0, NULL },
    { "B", 8, 8, 0, NULL },
    { "S", 9, 9, 0, NULL },
    { "M", 11, 11, 0, ".made.In" },
    { "Y", 12, 12, 0, NULL },
    { "U32", 13, 13, 0, NULL },
    { "E", 14, 14, 0, ".made.Hue" },
    { "SX32", 15, 15, 0, NULL },
    { "SX64", 16, 16, 0, NULL },
    { "Z32", 17, 17, 0, NULL },
    { "Z64", 18, 18, 0, NULL },
    { "RI", 20, 5, 1, NULL },
    { "RS", 21, 9, 1, NULL },
    { "RM", 22, 11, 1, ".made.In" },
    { "RX", 23, 7, 1, NULL },
    { "Timestamp", 1000, 9, 0, NULL },
    { "Self", 5000, 11, 0, ".made.All" },
};

static inline void
put_all_types(struct bytes *schema)
{
    struct bytes content = { .used = 0 }, all = { .used = 0 }, in = { .used = 0 },
                 hue = { .used = 0 };

    put_text(&all, 1, "All");
    for (size_t i = 0; i < sizeof all_types / sizeof *all_types; i++)
        put_field(&all, all_types[i].name, all_types[i].number, all_types[i].type,
                  all_types[i].repeated, all_types[i].type_name);
    put_text(&in, 1, "In");
    put_field(&in, "A", 1, 5, 0, NULL);
    put_field(&in, "T", 2, 9, 0, NULL);
    put_field(&in, "R", 3, 5, 1, NULL);
    put_text(&hue, 1, "Hue");
    put_enum_value(&hue, "RED", 0);
    put_enum_value(&hue, "GREEN", 5);
    put_inside(&content, 4, &all);
    put_inside(&content, 4, &in);
    put_inside(&content, 5, &hue);
    put_text(&content, 12, "proto3");
    put_schema(schema, &content);
}

/* The first message of a file; schema may be NULL, as in files of netcap before 0.4. */
static inline void
put_header(struct bytes *file, const struct bytes *schema, const char *record)
{
    struct bytes header = { .used = 0 };

    put_text(&header, 1, "1499254962.000005");
    put_text(&header, 2, "in.pcap");
    put_number(&header, 3, 37);
    put_text(&header, 4, "v0.4.0");
    if (schema) {
        put_inside(&header, 1000, schema);
        put_text(&header, 1001, record);
    }
    put_framed(file, &header);
}

/* A file whose records are made.All. */
static inline void
start_all_file(struct bytes *file)
{
    struct bytes schema = { .used = 0 };

    file->used = 0;
    put_all_types(&schema);
    put_header(file, &schema, "made.All");
}

static inline int
save_bytes(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    int failed = !file || fwrite(data, 1, size, file) != size;

    return (file && fclose(file) != 0) || failed;
}

#endif
