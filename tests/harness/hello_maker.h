/* SPDX-License-Identifier: Apache-2.0 */
/* Client hellos of TLS, put together and said. */
#ifndef HELLO_MAKER_H
#define HELLO_MAKER_H

#include "harness_stream.h"

#include "tlsclienthello.pb-c.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 80000, RECORD = 16384 };

#define SUITES "c02f 009c"
#define TEN "00010203040506070809"
#define RANDOM TEN TEN TEN "aabb"

/* A handshake message, and the place to build its parts in. */
static struct {
    uint8_t bytes[ROOM];
    size_t size;
} hello;

static inline void
put(unsigned number, size_t bytes)
{
    while (bytes--)
        hello.bytes[hello.size++] = (uint8_t)(number >> 8 * bytes);
}

static inline void
put_hex(const char *hex)
{
    hello.size += from_hex(hex, hello.bytes + hello.size, ROOM - hello.size);
}

/* Fills in the length of what stands behind the place where put() left room for it. */
static inline void
measure(size_t at, size_t bytes)
{
    size_t end = hello.size, size = end - at - bytes;

    hello.size = at;
    put((unsigned)size, bytes);
    hello.size = end;
}

static inline void
put_measured(const char *hex, size_t bytes)
{
    size_t at = hello.size;

    put(0, bytes);
    put_hex(hex);
    measure(at, bytes);
}

/* Numbers with commas between them, as put() takes them. */
static inline void
put_numbers(const char *list, size_t length_bytes)
{
    size_t at = hello.size;

    put(0, length_bytes);
    for (; *list; list += list[4] ? 5 : 4)
        put((unsigned)strtoul(list, NULL, 16), 2);
    measure(at, length_bytes);
}

static inline void
begin_hello(unsigned version, const char *suites)
{
    hello.size = 0;
    put(0x01000000, 4);
    put(version, 2);
    put_hex(RANDOM);
    put_measured("", 1);
    put_measured(suites, 2);
    put_measured("00", 1);
}

/* Without extensions when they are NULL. */
static inline void
make(unsigned version, const char *suites, const char *extensions)
{
    begin_hello(version, suites);
    if (extensions)
        put_measured(extensions, 2);
    measure(1, 3);
}

static inline void
say_record(int side, unsigned type, const uint8_t *bytes, size_t size)
{
    uint8_t *record = malloc(5 + size);

    record[0] = (uint8_t)type;
    record[1] = 3;
    record[2] = 1;
    record[3] = (uint8_t)(size >> 8);
    record[4] = (uint8_t)size;
    memcpy(record + 5, bytes, size);
    says(side, record, 5 + size);
    free(record);
}

/* The message in records of so many bytes. */
static inline void
say_in(int side, size_t most)
{
    for (size_t at = 0; at < hello.size; at += most)
        say_record(side, 22, hello.bytes + at, hello.size - at < most ? hello.size - at : most);
}

static inline Types__TLSClientHello *
only_record(void)
{
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    return written(0);
}

static inline Types__TLSClientHello *
with(const char *extensions)
{
    new_talk();
    make(0x0303, SUITES, extensions);
    say_in(NC_CLIENT, RECORD);
    return only_record();
}

/* What a stream of these bytes is refused for. */
static inline const char *
refused_hex(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL(play(), 0);
    return stream_refusal();
}

static inline void
say_retry(void)
{
    say_record(NC_SERVER, 22, (const uint8_t *)"\2\0\0\2\3\3", 6);
    say_record(NC_SERVER, 20, (const uint8_t *)"\1", 1);
}

/* In two records, and once more behind what a server that wants another answers. */
static inline void
say_all(void)
{
    make(0x0303, SUITES,
         "0000 0008 0006 00 0003 612e62 000a 0008 0006 0017 0018 0019 000b 0002 01 00 000d 0004 "
         "0002 0403"
         "0010 0005 0003 02 6832 002b 0003 02 0304 0005 0005 01 0000 0000");
    say_in(NC_CLIENT, 60);
    say_retry();
    say_record(NC_CLIENT, 20, (const uint8_t *)"\1", 1);
    say_in(NC_CLIENT, RECORD);
    say_record(NC_CLIENT, 23, hello.bytes, 20);
}

#endif
