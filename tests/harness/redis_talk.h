/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of Redis: what is said and what comes of it. */
#ifndef REDIS_TALK_H
#define REDIS_TALK_H

#include "harness_stream.h"

#include "redis.pb-c.h"

#include <stdio.h>
#include <string.h>

enum { CLIP = 256, SHOWN = 6 };

static inline Types__Redis *
redis(size_t n)
{
    return written(n);
}

/* What a server answers, behind a command. */
static inline Types__Redis *
answered(const char *text)
{
    new_talk();
    client("*1\r\n$4\r\nPING\r\n");
    server(text);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    return redis(1);
}

static const char *
of_letters(size_t n)
{
    static char text[2 * CLIP];

    CU_ASSERT_FATAL(n < sizeof text);
    memset(text, 'k', n);
    text[n] = '\0';
    return text;
}

#endif
