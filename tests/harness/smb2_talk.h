/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of SMB2: messages and what comes of them. */
#ifndef SMB2_TALK_H
#define SMB2_TALK_H

#include "harness_stream.h"

#include "smb2.pb-c.h"

#include <stdio.h>
#include <string.h>

#define SIGNATURE "00000000000000000000000000000000"
#define GUID "000102030405060708090a0b0c0d0e0f"

/* The header of that command, with status, flags and where the next one is. */
#define HEADER(command, status, flags, next)                                                       \
    "fe534d42 4000 0100" status command "0200" flags next                                          \
    "0700000000000000 fffe0000 03000000 1122334455667788" SIGNATURE
#define ASKED(command) HEADER(command, "00000000", "00000000", "00000000")
#define ANSWERED(command) HEADER(command, "00000000", "01000000", "00000000")

static inline Types__SMB2 *
message(size_t n)
{
    return written(n);
}

/* This in a message of its own. */
static const char *
framed(const char *hex)
{
    static char text[8][4096];
    static int at;
    static uint8_t bytes[2048];

    at = (at + 1) % 8;
    snprintf(text[at], sizeof text[at], "%08zx %s", from_hex(hex, bytes, sizeof bytes), hex);
    return text[at];
}

static inline Types__SMB2 *
said_by(int side, const char *hex)
{
    new_talk();
    talk()->port[NC_SERVER] = 445;
    says_hex(side, framed(hex));
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    return message(0);
}

#define LOGOFF "0400 0000"

#define CREATE                                                                                     \
    "3900 00 00 02000000 0000000000000000 0000000000000000 89001200 80000000 07000000 05000000"    \
    "40000000 7800"

#endif
