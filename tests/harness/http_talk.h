/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of HTTP: exchanges said and what comes of them. */
#ifndef HTTP_TALK_H
#define HTTP_TALK_H

#include "harness_stream.h"

#include "http.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define EMPTY "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
#define NOT_FOUND "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

static inline Types__HTTP *
http(size_t n)
{
    return written(n);
}

/* The one record of a request and its response; either may be NULL. */
static inline Types__HTTP *
exchange(const char *request, const char *response)
{
    new_talk();
    if (request)
        client(request);
    if (response)
        server(response);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    return http(0);
}

static inline const char *
refused(const char *request, const char *response)
{
    new_talk();
    client(request);
    if (response)
        server(response);
    play();
    return stream_refusal();
}

/* The same, of what is written and called malformed: nothing of it is refused. */
static inline const char *
marked(const char *request, const char *response)
{
    CU_ASSERT_STRING_EQUAL(refused(request, response), "");
    return stream_malformed();
}

/* Status codes in the order of the records, as "200 404 0". */
static inline const char *
statuses(void)
{
    static char text[256];
    size_t n = play();

    *text = '\0';
    for (size_t i = 0; i < n && i < 32; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%d", i ? " " : "",
                 (int)http(i)->statuscode);
    return text;
}

static inline char *
repeated(char byte, size_t n)
{
    static char *text;

    free(text);
    text = malloc(n + 1);
    memset(text, byte, n);
    text[n] = '\0';
    return text;
}

static inline void
sound(void)
{
    client("POST /a HTTP/1.1\r\nHost: b\r\nCookie: c=d; e=f\r\nContent-Length: 4\r\n\r\nbody");
    server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
           "Set-Cookie: x\r\n y\r\n\r\n4;e\r\nbody\r\n0\r\nTrailer: t\r\n\r\n");
    client(
        "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\nGET /next HTTP/1.1\r\nExpect: 100-continue\r\n"
        "Content-Length: 2\r\n\r\nab");
    server("HTTP/1.1 404 x\r\nContent-Length: 1\r\n\r\nxHTTP/1.0 200 OK\r\n\r\nuntil the end");
}

#endif
