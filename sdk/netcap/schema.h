/* SPDX-License-Identifier: Apache-2.0 */
/* What the fields of a record mean stands once, in the comments of its .proto, and travels in the
 * header of every file.
 *
 *     message Beat {
 *         string Timestamp = 1;  // [time] when the beat was captured
 *         uint32 Count     = 2;  // [count readings] that follow
 *         bytes  Payload   = 3;  // [payload] what follows the readings
 *     }
 *
 * A comment on the line of its field begins with the meaning in brackets, and behind it may stand
 * the unit, or what is counted.  The rest is for people.
 *
 *     time       a moment: text, seconds since 1970 with a fraction
 *     s ms us ns a span of time, in this unit
 *     bytes      so many bytes
 *     count      so many of something
 *     number     an amount of anything else, a place in an order, a version
 *     code       a number with a name in some registry or enum
 *     flag       yes or no; a number: each of its bits
 *     address    an IP address: as text, its bytes, or one of IPv4 as a number
 *     mac        a link address: as text or its bytes
 *     port       of a transport; also as text
 *     name       of a host, a protocol, a file, a device
 *     url        a URL or a part of one
 *     id         tells one thing from others
 *     hex        neither text nor an amount: a key, a digest, a checksum
 *     text       for people, or in a form of its own
 *     payload    bytes that the protocol carries and that nobody has looked into
 *     message    fields of its own
 *
 * Without brackets the name decides: Timestamp..., ...IP, ...MAC and numbers named ...Port are what
 * they seem; a text that holds the number of a port needs the brackets.
 *
 * Behind the meaning may stand a word more, for `netcap anonymize`, which otherwise goes by the
 * meaning: names are names of somebody, hex and text are left out, ids that are numbers stay.
 *
 *     [name plain]          a word of a standard, nobody's own; likewise of text, id, hex, payload
 *     [name plain of GET PUT]   one of these, in any case; another one is what the meaning says.
 *                           A parameter behind a semicolon is left out
 *     [id address]          may be an address: a router's id; likewise of hex
 *     [address mask]        of a network; likewise of hex
 *     [hex /PrefixLength]   bytes that an address of IPv6 begins with, of so many bits as another
 *                           field of the message says
 *     [id derived]          made of addresses; likewise of hex
 *     [id community]        a Community ID of the SrcIP, DstIP, SrcPort, DstPort beside it
 *     [number part]         of an address; likewise of id
 *     [payload plain if OptionType 1..8]   any of them only where another number of the message is
 *                           from the one to the other; elsewhere the meaning alone counts
 *
 * protoc-c makes the descriptor beside the code, and the plugin carries it:
 *
 *     protoc-c -I. $(pkg-config --variable=protocflags netcap-sdk) --c_out=. \
 *         --descriptor_set_out=beat.desc beat.proto
 *
 *     NC_SCHEMA(beat);
 *
 *     NC_PLUGIN(beat,
 *         ...
 *         .record = &beat__beat__descriptor,
 *         .schema = &beat_schema,
 *         ...
 *
 * A plugin without one has its schema made of .record, which knows no comments.  Where it matters
 * whether a member was set at all, 0 being a value, the .proto is one of proto2, and readers see
 * it. */
#ifndef NETCAP_SCHEMA_H
#define NETCAP_SCHEMA_H

#include <protobuf-c/protobuf-c.h>

PROTOBUF_C__BEGIN_DECLS

/* A serialized google.protobuf.FileDescriptorSet: so many bytes, which begin right behind this. */
struct nc_schema {
    uint64_t size;
};

/* Where STEM.desc is looked for, with a / at the end.  By default it is where the compiler is run
 * or in one of its -I folders; with -flto, which assembles when it links, only the former. */
#ifndef NC_SCHEMA_FOLDER
#define NC_SCHEMA_FOLDER ""
#endif

/* Makes STEM.desc the constant STEM_schema, in the file with NC_PLUGIN.  No compiler lists it among
 * what an object was made of: make beat.o depend on beat.desc, or on what is made with it. */
#define NC_SCHEMA(stem)                                                                           \
    __asm__(".pushsection .rodata\n"                                                              \
            ".globl " #stem "_schema\n"                                                           \
            ".hidden " #stem "_schema\n"                                                          \
            ".type " #stem "_schema, %object\n"                                                   \
            ".balign 8\n" #stem "_schema:\n"                                                      \
            ".8byte 2f - 1f\n"                                                                    \
            "1:\n"                                                                                \
            ".incbin \"" NC_SCHEMA_FOLDER #stem ".desc\"\n"                                       \
            "2:\n"                                                                                \
            ".size " #stem "_schema, . - " #stem "_schema\n"                                      \
            ".popsection\n");                                                                     \
    extern const struct nc_schema stem##_schema __attribute__((visibility("hidden")))

PROTOBUF_C__END_DECLS

#endif
