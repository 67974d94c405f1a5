/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP by libmicrohttpd. */
#include "attend/web.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Of others: so many connections, each so long and with so much memory. */
enum { CONNECTIONS = 32, SECONDS = 10, CONNECTION_BYTES = 16 << 10 };

/* RFC 9110, section 15. */
enum { FINE = 200, NOT_FOUND = 404, NOT_ALLOWED = 405, UNAVAILABLE = 503 };

struct server {
    web_text *text;
    void *context;
    struct MHD_Daemon *daemon;
};

static enum MHD_Result
answer(struct MHD_Connection *to, unsigned status, const char *type, char *text, size_t size)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, text, MHD_RESPMEM_MUST_FREE);
    enum MHD_Result done = MHD_NO;

    if (!response) {
        free(text);
        return MHD_NO;
    }
    if (MHD_add_response_header(response, "Content-Type", type) == MHD_YES)
        done = MHD_queue_response(to, status, response);
    MHD_destroy_response(response);
    return done;
}

static enum MHD_Result
refuse(struct MHD_Connection *to, unsigned status, const char *why)
{
    char *text = strdup(why);

    return text ? answer(to, status, "text/plain", text, strlen(text)) : MHD_NO;
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *to, const char *url, const char *method,
       const char *version, const char *body, size_t *body_size, void **state)
{
    const struct server *s = context;
    char *text;
    size_t size;

    (void)version;
    (void)body;
    (void)state;
    if (*body_size) {
        *body_size = 0; /* nothing of it is kept */
        return MHD_YES;
    }
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return refuse(to, NOT_ALLOWED, "expected GET\n");
    if (strcmp(url, "/metrics") != 0)
        return refuse(to, NOT_FOUND, "expected /metrics\n");
    text = s->text(s->context, &size);
    if (text && !size) {
        free(text);
        text = NULL;
    }
    return text ? answer(to, FINE, TEXT_TYPE, text, size)
                : refuse(to, UNAVAILABLE, "there are no figures yet\n");
}

static void *
web_start(int listening, web_text *text, void *context)
{
    struct server *s = malloc(sizeof *s);

    if (!s)
        return NULL;
    *s = (struct server){ .text = text, .context = context };
    s->daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, handle, s, MHD_OPTION_LISTEN_SOCKET,
                                 listening, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
                                 MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SECONDS,
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
                                 MHD_OPTION_END);
    if (s->daemon)
        return s;
    free(s);
    return NULL;
}

static int
web_descriptor(void *server)
{
    const struct server *s = server;

    return MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

static int
web_patience(void *server)
{
    const struct server *s = server;
    MHD_UNSIGNED_LONG_LONG most;

    if (MHD_get_timeout(s->daemon, &most) != MHD_YES)
        return -1;
    return most < SECONDS * 1000 ? (int)most : SECONDS * 1000;
}

static bool
web_run(void *server)
{
    const struct server *s = server;

    return MHD_run(s->daemon) == MHD_YES;
}

static const char *
web_library(void)
{
    static char text[64];

    snprintf(text, sizeof text, "libmicrohttpd %s", MHD_get_version());
    return text;
}

__attribute__((visibility("default"))) extern const struct web_module web_LTX_netcap_web;

const struct web_module web_LTX_netcap_web = {
    .abi = WEB_ABI,
    .size = sizeof(struct web_module),
    .library = web_library,
    .start = web_start,
    .descriptor = web_descriptor,
    .patience = web_patience,
    .run = web_run,
};
