/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "attend/metrics_server.h"

#ifdef HAVE_MICROHTTPD

#include "base/listening.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Of others: so many connections, each so long and with so much memory. */
enum { CONNECTIONS = 32, SECONDS = 10, CONNECTION_BYTES = 16 << 10 };

/* RFC 9110, section 15. */
enum { FINE = 200, NOT_FOUND = 404, NOT_ALLOWED = 405, UNAVAILABLE = 503 };

struct server {
    struct page *page;
    const char *where;
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
    text = page_read(s->page, &size);
    if (text && !size) {
        free(text);
        text = NULL;
    }
    return text ? answer(to, FINE, TEXT_TYPE, text, size)
                : refuse(to, UNAVAILABLE, "there are no figures yet\n");
}

/* How long until the library has something to do of its own; -1: nothing. */
static int
patience(struct MHD_Daemon *daemon)
{
    MHD_UNSIGNED_LONG_LONG most;

    if (MHD_get_timeout(daemon, &most) != MHD_YES)
        return -1;
    return most < SECONDS * 1000 ? (int)most : SECONDS * 1000;
}

static enum status
open_server(struct server *s)
{
    char why[256] = "";
    int fd = listening_open(s->where, why, sizeof why);

    if (fd < 0) {
        say_error("--metrics=%s: cannot listen there: %s", s->where, why);
        return STATUS_FAILED;
    }
    s->daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, handle, s, MHD_OPTION_LISTEN_SOCKET,
                                 fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
                                 MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SECONDS,
                                 MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
                                 MHD_OPTION_END);
    if (!s->daemon) {
        say_error("--metrics=%s: the server cannot be started: %s", s->where, strerror(errno));
        return STATUS_FAILED;
    }
    if (page_give_up_writing(s->page) && sandbox_attendant())
        return STATUS_DONE;
    say_error("--metrics=%s: the server cannot be confined: %s", s->where, strerror(errno));
    return STATUS_FAILED;
}

static int
serve(void *context, int socket)
{
    struct server *s = context;
    enum status status = open_server(s);
    struct pollfd fds[2] = { { socket, POLLIN, 0 }, { -1, POLLIN, 0 } };

    attendant_ready(socket, status);
    if (status != STATUS_DONE)
        return status;
    fds[1].fd = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    while (!fds[0].revents) {
        if (poll(fds, 2, patience(s->daemon)) < 0 && errno != EINTR)
            return STATUS_FAILED;
        if (MHD_run(s->daemon) != MHD_YES)
            return STATUS_FAILED;
    }
    return STATUS_DONE;
}

const char *
metrics_server_library(void)
{
    static char text[64];

    snprintf(text, sizeof text, "libmicrohttpd %s", MHD_get_version());
    return text;
}

enum status
metrics_server_start(struct attendant *a, struct page *page, const char *where,
                     bool (*give_up)(void))
{
    struct server s = { .page = page, .where = where };
    enum status status =
        attendant_start(a, &(struct attendant_job){ .about = "the metrics are served by",
                                                    .does = serve,
                                                    .context = &s,
                                                    .give_up = give_up,
                                                    .fd = page_fd(page) });

    page_keep(page);
    return status;
}

#else

const char *
metrics_server_library(void)
{
    return "";
}

enum status
metrics_server_start(struct attendant *a, struct page *page, const char *where,
                     bool (*give_up)(void))
{
    (void)a;
    (void)page;
    (void)give_up;
    say_error("--metrics=%s: this netcapd was built without libmicrohttpd, which serves them: "
              "build it again with libmicrohttpd-dev installed",
              where);
    return STATUS_USAGE;
}

#endif
